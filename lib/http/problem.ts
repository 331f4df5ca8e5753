import type { ErrorCode } from "../kernel/errors";

/** The one table from fault to HTTP status. 4xx: we refuse; 5xx: try again. */
export const STATUS_OF: Record<ErrorCode, number> = {
  "invalid-input": 400,
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  conflict: 409,
  gone: 410,
  "too-large": 413,
  "too-many-requests": 429,
  busy: 503,
  "upstream-unavailable": 503,
  "upstream-refused": 502,
  misconfigured: 500,
  internal: 500,
};

import { PortalError, type Explanation } from "../kernel/errors";
import { STATUS_OF } from "./problem";

const UNEXPECTED: Explanation = {
  what: "Something went wrong on our side.",
  why: "The error has been recorded.",
  todo: "Try again in a minute. If it stays, give the request id to the publisher's support.",
};

/** What may be said of any thrown value: a bug says nothing of its insides. */
export function explain(error: unknown): Explanation {
  return error instanceof PortalError ? error.explanation : UNEXPECTED;
}

export function statusOf(error: unknown): number {
  return error instanceof PortalError ? STATUS_OF[error.code] : 500;
}

/** A fault as `application/problem+json` (RFC 9457); `instance` is the request id. */
export function renderError(error: unknown, requestId: string): Response {
  const { what, why, todo } = explain(error);
  const status = statusOf(error);
  const code = error instanceof PortalError ? error.code : "internal";
  return Response.json(
    { type: `urn:problem:${code}`, title: what, status, detail: `${why} ${todo}`.trim(), instance: requestId },
    { status, headers: { "content-type": "application/problem+json", "cache-control": "no-store" } },
  );
}

import { newId } from "../kernel/ids";

/** Set by proxy.ts on every request that reaches a page or a route; never taken from outside. */
export const REQUEST_ID_HEADER = "x-request-id";

/** Path and query of the page that was asked for, also set by proxy.ts: layouts and the gate are not told it otherwise. */
export const REQUEST_PATH_HEADER = "x-request-path";

/** The id under which a request is found in the log, and that a person is shown when it fails. */
export function requestIdOf(headers: Headers): string {
  return headers.get(REQUEST_ID_HEADER) ?? newId();
}

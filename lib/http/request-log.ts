import { log } from "../kernel/log";
import { requests } from "../kernel/metrics";
import { onEveryRequest } from "./every-request";
import { REQUEST_ID_HEADER } from "./request-id";
import type { Classify } from "./route-class";

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
/** What nginx writes where a client has gone before it was answered. */
const CLIENT_GONE = 499;

/**
 * One log event and one observation for every request that this process gets: pages, routes, files, and those whose
 * client went away. Node itself tells of them, so that no page has to. Returns what ends it.
 */
export function logRequests(classify: Classify): () => void {
  return onEveryRequest(({ request, response }) => {
    const started = performance.now();
    // Next writes another address into the request on its way.
    const { path, route } = classify(request.url);
    const method = request.method !== undefined && METHODS.has(request.method) ? request.method : "OTHER";
    // Always emitted, once, after the last byte was handed over or the connection broke.
    response.once("close", () => {
      const milliseconds = performance.now() - started;
      const aborted = !response.writableFinished;
      const status = aborted && !response.headersSent ? CLIENT_GONE : response.statusCode;
      requests.observe({ method, route, status }, milliseconds / 1000);
      const requestId = response.getHeader(REQUEST_ID_HEADER);
      log[status >= 500 ? "warn" : "info"](
        { event: "http.request", method, path, route, status, milliseconds: Math.round(milliseconds * 10) / 10, requestId, aborted: aborted || undefined },
        `${method} ${route} ${status}`,
      );
    });
  });
}

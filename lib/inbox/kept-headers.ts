/**
 * What of a call's headers is kept: those that tell of it, and none besides. What stands before the portal adds tokens,
 * addresses of clients, and the whole address with the key in it.
 */
const KEPT = new Set(["accept", "content-encoding", "content-length", "content-type", "date", "request-id", "traceparent", "tracestate", "user-agent", "x-correlation-id", "x-ms-activityid", "x-ms-client-request-id", "x-ms-correlationid", "x-ms-requestid", "x-request-id"]);

export function keptHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => KEPT.has(name)).map(([name, value]) => [name, value.slice(0, 1000)]));
}

import { PortalError, TooManyRequestsError, type Explanation } from "../kernel/errors";
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
    { status, headers: { "content-type": "application/problem+json", ...headersOf(error) } },
  );
}

/** The same for a browser at a route that is no page: plain HTML that needs nothing else to work. */
export function renderErrorPage(error: unknown, requestId: string): Response {
  const { what, why, todo } = explain(error);
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(what)}</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1.5rem}h1{font-size:1.35rem}code{font-size:.85rem;overflow-wrap:anywhere}</style></head>
<body><main><h1>${escapeHtml(what)}</h1><p>${escapeHtml(why)}</p><p>${escapeHtml(todo)} <a href="">Try again</a></p><p>Request id: <code>${escapeHtml(requestId)}</code></p></main></body></html>`;
  return new Response(body, { status: statusOf(error), headers: { "content-type": "text/html; charset=utf-8", ...headersOf(error) } });
}

/** What HTTP asks for beside certain statuses: how to authenticate, and when to come again. */
function headersOf(error: unknown): Record<string, string> {
  return {
    "cache-control": "no-store",
    ...(statusOf(error) === 401 ? { "www-authenticate": "Bearer" } : {}),
    ...(error instanceof TooManyRequestsError ? { "retry-after": String(error.retryAfterSeconds) } : {}),
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** 303 to a path of this portal, never kept by a cache. Relative, so that it holds behind any reverse proxy. */
export function seeOther(path: string): Response {
  return new Response(null, { status: 303, headers: { location: path, "cache-control": "no-store" } });
}

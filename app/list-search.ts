/** The state of a list in its address. */
export interface ListSearch {
  search?: string | string[];
  cursor?: string | string[];
}

const PAGE_SIZE = 50;

/** Reads the address; a parameter that stands there twice counts as its first. */
export function listRequest(given: ListSearch): { limit: number; cursor?: string; search: string } {
  const first = (value: string | string[] | undefined): string => (Array.isArray(value) ? value[0] : value) ?? "";
  return { limit: PAGE_SIZE, ...(first(given.cursor) ? { cursor: first(given.cursor) } : {}), search: first(given.search).slice(0, 200) };
}

/** What a DataTable needs to search and to page through this list. */
export function listHrefs(path: string, request: { search: string }, page: { nextCursor: string | null; previousCursor: string | null }) {
  const href = (cursor: string): string => `${path}?${new URLSearchParams({ ...(request.search ? { search: request.search } : {}), cursor })}`;
  return {
    search: { name: "search", value: request.search, clearHref: path },
    ...(page.nextCursor ? { nextHref: href(page.nextCursor) } : {}),
    ...(page.previousCursor ? { previousHref: href(page.previousCursor) } : {}),
  };
}

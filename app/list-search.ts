import type { TableFilterOption, TableQuery, TableSort } from "@/components/data-table/list-query";

/** The state of a list in its address. */
export type ListSearch = Readonly<Record<string, string | string[] | undefined>>;

export interface ListFilter {
  name: string;
  label: string;
  /** Several of the options, one of them, a day: 2026-01-31, or a text. */
  kind: "many" | "one" | "day" | "text";
  /** None for a day or a text. */
  options: TableFilterOption[];
}

/** What a list's address may ask for beside search and cursor. */
export interface ListShape<Column extends string> {
  readonly filters?: readonly ListFilter[];
  /** Which view of the list it is: stands in each of its addresses, and is no filter that could be taken away. */
  readonly view?: Readonly<Record<string, string>>;
  /** Columns to sort by and the direction that each begins with; the first is the list's own order. */
  readonly sorts?: readonly { readonly column: Column; readonly direction: "asc" | "desc" }[];
}

export interface ListRequest<Column extends string = string> {
  readonly limit: number;
  readonly cursor?: string;
  readonly search: string;
  /** By name of the filter; only values that it has. A day or a text is as somebody typed it. */
  readonly filters: Readonly<Record<string, readonly string[]>>;
  readonly sort?: { readonly column: Column; readonly direction: "asc" | "desc" };
}

const PAGE_SIZE = 50;
const LONGEST_SEARCH = 200;
const LONGEST_DAY = 20;

function all(value: string | string[] | undefined): readonly string[] {
  return value === undefined ? [] : [value].flat();
}

/** Reads the address. What it does not know it leaves out; a parameter that is one and stands there twice counts as its first. */
export function listRequest<Column extends string = never>(given: ListSearch, { filters = [], sorts = [] }: ListShape<Column> = {}): ListRequest<Column> {
  const cursor = all(given.cursor)[0];
  const sortWord = all(given.sort)[0] ?? "";
  const asked = sorts.find(({ column }) => column === sortWord.replace(/^-/, ""));
  const sort = asked ? { column: asked.column, direction: sortWord.startsWith("-") ? ("desc" as const) : ("asc" as const) } : sorts[0];
  return {
    limit: PAGE_SIZE,
    ...(cursor ? { cursor } : {}),
    search: (all(given.search)[0] ?? "").trim().slice(0, LONGEST_SEARCH),
    filters: Object.fromEntries(
      filters.map(({ name, kind, options }) => {
        if (kind === "text") return [name, all(given[name]).slice(0, 1).flatMap((text) => text.trim().slice(0, LONGEST_SEARCH) || [])];
        if (kind === "day") return [name, all(given[name]).slice(0, 1).flatMap((day) => day.trim().slice(0, LONGEST_DAY) || [])];
        const values = options.map(({ value }) => value).filter((value) => all(given[name]).includes(value));
        return [name, kind === "one" ? values.slice(0, 1) : values];
      }),
    ),
    ...(sort ? { sort } : {}),
  };
}

type Parameters = readonly (readonly [name: string, value: string])[];

function sortParameters<Column extends string>({ sort }: ListRequest<Column>, { sorts = [] }: ListShape<Column>): Parameters {
  const [own] = sorts;
  const isOwn = sort?.column === own?.column && sort?.direction === own?.direction;
  return sort === undefined || isOwn ? [] : [["sort", `${sort.direction === "desc" ? "-" : ""}${sort.column}`]];
}

function questionParameters<Column extends string>({ search, filters }: ListRequest<Column>, { view = {} }: ListShape<Column>): Parameters {
  const searched: Parameters = search === "" ? [] : [["search", search]];
  return [...Object.entries(view), ...searched, ...Object.entries(filters).flatMap(([name, values]) => values.map((value): [string, string] => [name, value]))];
}

function hrefOf(path: string, parameters: Parameters): string {
  const query = new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString();
  return query === "" ? path : `${path}?${query}`;
}

interface ListHrefs {
  query: TableQuery;
  sort?: TableSort;
  nextHref?: string;
  previousHref?: string;
}

/** The address of the same rows elsewhere: as a file, for example. */
export function sameListHref<Column extends string>(path: string, request: ListRequest<Column>, shape: ListShape<Column> = {}): string {
  return hrefOf(path, [...questionParameters(request, shape), ...sortParameters(request, shape)]);
}

/** What a DataTable needs to search, filter, sort and page through this list. */
export function listHrefs<Column extends string>(
  path: string,
  request: ListRequest<Column>,
  page: { nextCursor: string | null; previousCursor: string | null },
  shape: ListShape<Column> = {},
): ListHrefs {
  const question = questionParameters(request, shape);
  const order = sortParameters(request, shape);
  const paged = (cursor: string): string => hrefOf(path, [...question, ...order, ["cursor", cursor]]);
  const { filters = [], sorts = [], view = {} } = shape;
  const kept = [...Object.entries(view), ...order];
  const chips = filters.flatMap(({ name, label, kind, options }) =>
    (kind === "day" || kind === "text" ? (request.filters[name] ?? []).map((day) => ({ value: day, label: day })) : options)
      .filter(({ value }) => request.filters[name]?.includes(value))
      .map((option) => ({
        label: `${label}: ${option.label}`,
        removeHref: hrefOf(path, [...question.filter(([other, value]) => other !== name || value !== option.value), ...order]),
      })),
  );
  return {
    query: {
      search: { name: "search", value: request.search },
      ...(filters.length > 0 ? { filters: filters.map((filter) => ({ ...filter, values: [...(request.filters[filter.name] ?? [])] })), chips } : {}),
      clearHref: hrefOf(path, kept),
      keep: Object.fromEntries(kept),
    },
    ...(request.sort ? { sort: sortOf(path, request, { ...shape, sorts }) } : {}),
    ...(page.nextCursor ? { nextHref: paged(page.nextCursor) } : {}),
    ...(page.previousCursor ? { previousHref: paged(page.previousCursor) } : {}),
  };
}

function sortOf<Column extends string>(path: string, request: ListRequest<Column>, shape: ListShape<Column>): TableSort {
  const { sort, ...rest } = request;
  const hrefs = (shape.sorts ?? []).map(({ column, direction }): [string, string] => {
    const turned = sort?.direction === "asc" ? ("desc" as const) : ("asc" as const);
    const next = { ...rest, sort: { column, direction: sort?.column === column ? turned : direction } };
    return [column, hrefOf(path, [...questionParameters(next, shape), ...sortParameters(next, shape)])];
  });
  return { column: sort?.column ?? "", direction: sort?.direction === "asc" ? "ascending" : "descending", hrefs: Object.fromEntries(hrefs) };
}

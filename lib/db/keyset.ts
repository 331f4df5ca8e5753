import { z } from "zod";
import { PortalError } from "../kernel/errors";
import { letOthersTurn } from "../kernel/turn";

export const LONGEST_PAGE = 200;
const USUAL_PAGE = 50;

/** What a list is asked for; a cursor comes from the page before or after. */
export interface PageRequest {
  /** At most 200; 50 where it is not said. */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
  readonly previousCursor: string | null;
}

/** What `find` passes to Prisma's findMany: which rows lie beyond the cursor, in which order, how many. */
export interface Keyset<Where, OrderBy> {
  readonly where: Where;
  readonly orderBy: OrderBy;
  readonly take: number;
}

type Direction = "next" | "previous";
export type SortDirection = "asc" | "desc";

/** What a column may hold that a list is sorted by. */
type Value = Date | string | number | null;

/** A column that a list can be sorted by. Its index has the columns of the scope, then this one, then the id. */
export interface SortColumn<Name extends string = string> {
  readonly name: Name;
  readonly kind: "time" | "text" | "number";
  /** Nulls stand first in ascending order, on both databases. */
  readonly nullable?: boolean;
  /** Only what stands below it, and what has no value: the rest of the index is not read, however long it is. */
  readonly below?: Date;
}

/** By which column a list is sorted, and which way; rows with equal values by their ids, the same way. */
export interface Sort<Name extends string = string> {
  readonly column: SortColumn<Name>;
  readonly direction: SortDirection;
}

/** Rows that can be paged through by a column of this name. */
export type SortableRow<Name extends string> = { readonly id: string } & Readonly<Record<Name, Value>>;

type SortedOrder = [Record<string, SortDirection>, { id: SortDirection }];
type SortedKeyset = Keyset<object, SortedOrder>;

interface Place {
  readonly value: Value;
  readonly id: string;
}

const NEWEST_FIRST: Sort<"createdAt"> = { column: { name: "createdAt", kind: "time" }, direction: "desc" };

interface Numbered {
  readonly number: number;
}
type NumberedWhere = { number?: { lt: number } | { gt: number } };

const direction = z.enum(["next", "previous"]);
/** Without a number the page lies at the end of the list, and is read from there. */
const numberedCursor = z.object({ direction, after: z.object({ number: z.int32() }).optional() });

const STORED = { time: z.iso.datetime().transform((text) => new Date(text)), text: z.string(), number: z.number() } as const;

/**
 * One page of rows that have `createdAt` and `id`, newest first.
 * @throws PortalError `invalid-input` when the cursor is not one of ours.
 */
export async function keysetPage<Row extends SortableRow<"createdAt">>(request: PageRequest, find: (keyset: SortedKeyset) => Promise<Row[]>): Promise<Page<Row>> {
  return sortedPage(NEWEST_FIRST, request, find);
}

/**
 * One page of rows that have `id` and the column they are sorted by.
 * @param find called once, or twice where a page reaches over the border between the rows with a value and those without.
 * @throws PortalError `invalid-input` when the cursor is not one of ours, or is one of another order.
 */
export async function sortedPage<Name extends string, Row extends SortableRow<Name>>(
  sort: Sort<Name>,
  request: PageRequest,
  find: (keyset: SortedKeyset) => Promise<Row[]>,
): Promise<Page<Row>> {
  const { name, kind, nullable = false } = sort.column;
  const value = nullable ? STORED[kind].nullable() : STORED[kind];
  const schema = z.object({ direction, sort: z.literal(wordOf(sort)), after: z.object({ value, id: z.guid() }) });
  return readPage(request, readCursor<{ direction: Direction; after: Place }>(schema, request.cursor), {
    find: (after, towards, take) => findBeyond(sort, { after, towards, take }, find),
    keyOf: (row): Place => ({ value: row[name], id: row.id }),
    extra: { sort: wordOf(sort) },
  });
}

/** All rows in order, in batches, each read when it is asked for. */
export async function* sortedBatches<Name extends string, Row extends SortableRow<Name>>(
  sort: Sort<Name>,
  size: number,
  find: (keyset: SortedKeyset) => Promise<Row[]>,
): AsyncGenerator<Row[], void, undefined> {
  for (let after: Place | undefined; ; ) {
    const rows = await findBeyond(sort, { after, towards: "next", take: size }, find);
    const last = rows.at(-1);
    if (last !== undefined) yield rows;
    if (last === undefined || rows.length < size) return;
    after = { value: last[sort.column.name], id: last.id };
    await letOthersTurn();
  }
}

interface Step {
  readonly after: Place | undefined;
  readonly towards: Direction;
  readonly take: number;
}

async function findBeyond<Row>(sort: Sort, { after, towards, take }: Step, find: (keyset: SortedKeyset) => Promise<Row[]>): Promise<Row[]> {
  const way = towards === "next" ? sort.direction : opposite(sort.direction);
  const rows: Row[] = [];
  for (const where of after === undefined ? allStretches(sort.column, way) : stretchesBeyond(sort.column, after, way)) {
    if (rows.length < take) rows.push(...(await find({ where, orderBy: [{ [sort.column.name]: way }, { id: way }], take: take - rows.length })));
  }
  return rows;
}

/** The whole of a list, as one or two stretches of the index, in their order. */
function allStretches({ name, nullable = false, below }: SortColumn, way: SortDirection): object[] {
  if (below === undefined) return [{}];
  const stretches = [...(nullable ? [{ [name]: null }] : []), { [name]: { lt: below } }];
  return way === "asc" ? stretches : stretches.reverse();
}

/** What lies beyond a place, as one or two stretches of the index, in their order. */
function stretchesBeyond({ name, nullable = false, below }: SortColumn, { value, id }: Place, way: SortDirection): object[] {
  const beyond = way === "asc" ? "gt" : "lt";
  if (value === null) {
    const others = { [name]: null, id: { [beyond]: id } };
    return way === "asc" ? [others, below === undefined ? { NOT: { [name]: null } } : { [name]: { lt: below } }] : [others];
  }
  // The first bound says nothing new, but without it neither database starts reading in the middle of the index.
  const bounded = { [name]: { ...(below === undefined ? {} : { lt: below }), [`${beyond}e`]: value }, OR: [{ [name]: { [beyond]: value } }, { [name]: value, id: { [beyond]: id } }] };
  return nullable && way === "desc" ? [bounded, { [name]: null }] : [bounded];
}

/** The cursor of the last page of rows that have an increasing `number`: the oldest ones. */
export const LAST_PAGE = writeCursor({ direction: "previous" });

type NumberedKeyset = Keyset<NumberedWhere, { number: SortDirection }>;

/**
 * One page of rows that have an increasing `number`, newest first.
 * @throws PortalError `invalid-input` when the cursor is not one of ours.
 */
export async function numberedPage<Row extends Numbered>(request: PageRequest, find: (keyset: NumberedKeyset) => Promise<Row[]>): Promise<Page<Row>> {
  const { cutShort: _, ...page } = await searchedPage(request, async (keyset) => ({ rows: await find(keyset), stoppedAt: null }));
  return page;
}

/** What was found of the rows that were asked for, and the number at which the looking stopped with others unseen. */
export interface Searched<Row> {
  readonly rows: Row[];
  readonly stoppedAt: number | null;
}

/** `cutShort`: the page holds less than it could, because the looking stopped; that way it goes on. */
export type SearchedPage<Row> = Page<Row> & { readonly cutShort: Direction | null };

/**
 * The same where `find` looks at many rows for each that it finds, and may stop before it has enough.
 * @throws PortalError `invalid-input` when the cursor is not one of ours.
 */
export async function searchedPage<Row extends Numbered>(request: PageRequest, find: (keyset: NumberedKeyset) => Promise<Searched<Row>>): Promise<SearchedPage<Row>> {
  const limit = limitOf(request);
  const cursor = readCursor(numberedCursor, request.cursor);
  const towards = cursor?.direction ?? "next";
  const after = cursor?.after?.number;
  const [beyond, way, back] = towards === "next" ? (["lt", "desc", "previous"] as const) : (["gt", "asc", "next"] as const);
  const { rows, stoppedAt } = await find({ where: after === undefined ? {} : numberedWhere(beyond, after), orderBy: { number: way }, take: limit + 1 });
  const items = rows.slice(0, limit);
  const more = rows.length > limit;
  const isEmpty = items.length === 0 && stoppedAt === null;
  // Backwards there is nothing any more: what is left begins at the first page.
  if (isEmpty) return towards === "previous" ? searchedPage({ limit }, find) : { items: [], nextCursor: null, previousCursor: null, cutShort: null };

  const ahead = more ? items.at(-1)?.number : (stoppedAt ?? undefined);
  // From a page without rows the way back begins with the row that led here.
  const behind = after === undefined ? undefined : (items[0]?.number ?? after + (towards === "next" ? -1 : 1));
  const cursors = { [towards]: numberedCursorAt(towards, ahead), [back]: numberedCursorAt(back, behind) };
  if (towards === "previous") items.reverse();
  return { items, nextCursor: cursors.next ?? null, previousCursor: cursors.previous ?? null, cutShort: more || stoppedAt === null ? null : towards };
}

function numberedWhere(beyond: "lt" | "gt", number: number): NumberedWhere {
  return beyond === "lt" ? { number: { lt: number } } : { number: { gt: number } };
}

function numberedCursorAt(direction: Direction, number: number | undefined): string | null {
  return number === undefined ? null : writeCursor({ direction, after: { number } });
}

function limitOf({ limit = USUAL_PAGE }: PageRequest): number {
  return Math.max(1, Math.min(limit, LONGEST_PAGE));
}

interface Reader<Row, Key> {
  readonly find: (after: Key | undefined, towards: Direction, take: number) => Promise<Row[]>;
  readonly keyOf: (row: Row) => Key;
  /** What a cursor holds besides, so that it fits this list alone. */
  readonly extra?: { readonly sort: string };
}

async function readPage<Row, Key>(
  request: PageRequest,
  cursor: { direction: Direction; after: Key } | undefined,
  { find, keyOf, extra }: Reader<Row, Key>,
): Promise<Page<Row>> {
  const limit = limitOf(request);
  const towards = cursor?.direction ?? "next";
  // One row more than asked for tells whether there is another page.
  const rows = await find(cursor?.after, towards, limit + 1);
  const items = rows.slice(0, limit);
  if (towards === "previous") items.reverse();

  const first = items[0];
  const last = items.at(-1);
  if (first === undefined || last === undefined) {
    // Backwards there is nothing any more: what is left begins at the first page.
    return towards === "previous" ? readPage(request, undefined, { find, keyOf, extra }) : { items: [], nextCursor: null, previousCursor: null };
  }
  const more = rows.length > limit;
  const hasNext = towards === "previous" || more;
  const hasPrevious = towards === "next" ? cursor !== undefined : more;
  return {
    items,
    nextCursor: hasNext ? writeCursor({ direction: "next", ...extra, after: keyOf(last) }) : null,
    previousCursor: hasPrevious ? writeCursor({ direction: "previous", ...extra, after: keyOf(first) }) : null,
  };
}

function opposite(way: SortDirection): SortDirection {
  return way === "asc" ? "desc" : "asc";
}

function wordOf(sort: Sort): string {
  return `${sort.direction === "desc" ? "-" : ""}${sort.column.name}`;
}

function writeCursor(cursor: { direction: Direction; after?: unknown }): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

function readCursor<Cursor>(schema: z.ZodType<Cursor>, text: string | undefined): Cursor | undefined {
  if (text === undefined || text === "") return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch (cause) {
    throw new PortalError(
      "invalid-input",
      { what: "The cursor is not valid.", why: "It did not come from this list, or from another order of it.", todo: "Leave it away to begin at the first page." },
      { cause },
    );
  }
}

import { z } from "zod";
import { PortalError } from "../kernel/errors";

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
type Sort = "asc" | "desc";

interface Dated {
  readonly createdAt: Date;
  readonly id: string;
}
type DatedWhere = { OR?: [{ createdAt: { lt: Date } | { gt: Date } }, { createdAt: Date; id: { lt: string } | { gt: string } }] };
type DatedOrder = [{ createdAt: Sort }, { id: Sort }];

interface Numbered {
  readonly number: number;
}
type NumberedWhere = { number?: { lt: number } | { gt: number } };

const direction = z.enum(["next", "previous"]);
const datedCursor = z.object({ direction, after: z.object({ createdAt: z.iso.datetime(), id: z.guid() }) });
const numberedCursor = z.object({ direction, after: z.object({ number: z.int32() }) });

/**
 * One page of rows that have `createdAt` and `id`, newest first.
 * @throws PortalError `invalid-input` when the cursor is not one of ours.
 */
export async function keysetPage<Row extends Dated>(
  request: PageRequest,
  find: (keyset: Keyset<DatedWhere, DatedOrder>) => Promise<Row[]>,
): Promise<Page<Row>> {
  const cursor = readCursor(datedCursor, request.cursor);
  const beyond = ({ createdAt, id }: { createdAt: string; id: string }, towards: Direction): DatedWhere => {
    const time = new Date(createdAt);
    return towards === "next"
      ? { OR: [{ createdAt: { lt: time } }, { createdAt: time, id: { lt: id } }] }
      : { OR: [{ createdAt: { gt: time } }, { createdAt: time, id: { gt: id } }] };
  };
  return readPage(request, cursor, {
    find: (after, towards, take) => {
      const sort = sortOf(towards);
      return find({ where: after ? beyond(after, towards) : {}, orderBy: [{ createdAt: sort }, { id: sort }], take });
    },
    keyOf: (row) => ({ createdAt: row.createdAt.toISOString(), id: row.id }),
  });
}

/**
 * One page of rows that have an increasing `number`, newest first.
 * @throws PortalError `invalid-input` when the cursor is not one of ours.
 */
export async function numberedPage<Row extends Numbered>(
  request: PageRequest,
  find: (keyset: Keyset<NumberedWhere, { number: Sort }>) => Promise<Row[]>,
): Promise<Page<Row>> {
  const cursor = readCursor(numberedCursor, request.cursor);
  const beyond = ({ number }: { number: number }, towards: Direction): NumberedWhere =>
    towards === "next" ? { number: { lt: number } } : { number: { gt: number } };
  return readPage(request, cursor, {
    find: (after, towards, take) => find({ where: after ? beyond(after, towards) : {}, orderBy: { number: sortOf(towards) }, take }),
    keyOf: (row) => ({ number: row.number }),
  });
}

interface Reader<Row, Key> {
  readonly find: (after: Key | undefined, towards: Direction, take: number) => Promise<Row[]>;
  readonly keyOf: (row: Row) => Key;
}

async function readPage<Row, Key>(
  request: PageRequest,
  cursor: { direction: Direction; after: Key } | undefined,
  { find, keyOf }: Reader<Row, Key>,
): Promise<Page<Row>> {
  const limit = Math.max(1, Math.min(request.limit ?? USUAL_PAGE, LONGEST_PAGE));
  const towards = cursor?.direction ?? "next";
  // One row more than asked for tells whether there is another page.
  const rows = await find(cursor?.after, towards, limit + 1);
  const items = rows.slice(0, limit);
  if (towards === "previous") items.reverse();

  const first = items[0];
  const last = items.at(-1);
  if (first === undefined || last === undefined) {
    // Backwards there is nothing any more: what is left begins at the first page.
    return towards === "previous" ? readPage(request, undefined, { find, keyOf }) : { items: [], nextCursor: null, previousCursor: null };
  }
  const more = rows.length > limit;
  const hasNext = towards === "previous" || more;
  const hasPrevious = towards === "next" ? cursor !== undefined : more;
  return {
    items,
    nextCursor: hasNext ? writeCursor({ direction: "next", after: keyOf(last) }) : null,
    previousCursor: hasPrevious ? writeCursor({ direction: "previous", after: keyOf(first) }) : null,
  };
}

function sortOf(towards: Direction): Sort {
  return towards === "next" ? "desc" : "asc";
}

function writeCursor(cursor: { direction: Direction; after: unknown }): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

function readCursor<Cursor>(schema: z.ZodType<Cursor>, text: string | undefined): Cursor | undefined {
  if (text === undefined || text === "") return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch (cause) {
    throw new PortalError(
      "invalid-input",
      { what: "The cursor is not valid.", why: "It did not come from this list.", todo: "Leave it away to begin at the first page." },
      { cause },
    );
  }
}

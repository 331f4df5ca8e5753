import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keysetPage, LAST_PAGE, numberedPage, sortedBatches, sortedPage, type Page, type PageRequest, type Sort } from "./keyset";
import { testDatabase, type TestDatabase } from "./testing";

interface Row {
  readonly createdAt: Date;
  readonly id: string;
}

let mine: TestDatabase;

beforeAll(async () => {
  mine = await testDatabase();
});

afterAll(() => mine.close());

const newestFirst = (left: Row, right: Row): number => right.createdAt.getTime() - left.createdAt.getTime() || (left.id < right.id ? 1 : -1);

/** Few different times, so that ids have to break many ties. */
const rows = fc.uniqueArray(fc.record({ createdAt: fc.integer({ min: 0, max: 4 }).map((minute) => new Date(Date.UTC(2026, 0, 1, 0, minute, 0, 7))), id: fc.uuid() }), {
  selector: (row) => row.id,
  maxLength: 14,
});

async function store(given: readonly Row[]): Promise<void> {
  await mine.database.subscription.deleteMany();
  await mine.database.subscription.createMany({
    data: given.map(({ id, createdAt }) => ({ id, createdAt, subscriptionId: id, planId: "gold", quantity: 1, status: "Subscribed", billingCycle: "P1M" })),
  });
}

const read = (request: PageRequest): Promise<Page<Row>> => keysetPage(request, (keyset) => mine.database.subscription.findMany({ ...keyset, select: { id: true, createdAt: true } }));

/** Reads on in one direction until there is nothing more. */
async function walk<T>(from: Page<T>, towards: "nextCursor" | "previousCursor", readOn: (cursor: string) => Promise<Page<T>>): Promise<Page<T>[]> {
  const pages = [from];
  for (let cursor = from[towards]; cursor !== null; ) {
    const page = await readOn(cursor);
    pages.push(page);
    cursor = page[towards];
  }
  return pages;
}

test("pages walked forward and back have every row once, in order", async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 1, max: 5 }), async (given, limit) => {
      await store(given);
      const expected = [...given].sort(newestFirst).map((row) => row.id);
      const readOn = (cursor: string): Promise<Page<Row>> => read({ limit, cursor });

      const forward = await walk(await read({ limit }), "nextCursor", readOn);
      expect(forward.flatMap((page) => page.items.map((row) => row.id))).toEqual(expected);
      expect(forward.slice(0, -1).every((page) => page.items.length === limit)).toBe(true);

      const last = forward.at(-1);
      const back = last === undefined ? [] : await walk(last, "previousCursor", readOn);
      expect(back.reverse().flatMap((page) => page.items.map((row) => row.id))).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});

type SortedName = "createdAt" | "name" | "endDate" | "quantity";
interface SortedRow {
  readonly id: string;
  readonly createdAt: Date;
  readonly name: string;
  readonly endDate: Date | null;
  readonly quantity: number;
}

const SORTS: readonly Sort<SortedName>[] = (["asc", "desc"] as const).flatMap((direction) => [
  { column: { name: "createdAt", kind: "time" } as const, direction },
  { column: { name: "name", kind: "text" } as const, direction },
  { column: { name: "endDate", kind: "time", nullable: true } as const, direction },
  { column: { name: "quantity", kind: "number" } as const, direction },
]);

const BELOW = new Date(Date.UTC(2026, 0, 3));
const CUT_SORTS: readonly Sort<SortedName>[] = SORTS.filter(({ column }) => column.kind === "time").map(({ column, direction }) => ({ column: { ...column, below: BELOW }, direction }));

const day = fc.integer({ min: 1, max: 3 }).map((number) => new Date(Date.UTC(2026, 0, number)));
const sortedRows = fc.uniqueArray(
  fc.record({
    id: fc.uuid(),
    createdAt: day,
    name: fc.constantFrom("", "a", "B", "é", "契約", "a b", "'"),
    endDate: fc.option(day, { nil: null, freq: 2 }),
    quantity: fc.integer({ min: 1, max: 3 }),
  }),
  { selector: (row) => row.id, maxLength: 14 },
);

/** As SQLite orders: nulls first, text by its bytes. */
function compare(left: SortedRow[SortedName], right: SortedRow[SortedName]): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  if (typeof left === "string" && typeof right === "string") return Buffer.compare(Buffer.from(left), Buffer.from(right));
  return Number(left) - Number(right);
}

const readSorted = (sort: Sort<SortedName>, request: PageRequest): Promise<Page<SortedRow>> =>
  sortedPage(sort, request, (keyset) => mine.database.subscription.findMany({ ...keyset, select: { id: true, createdAt: true, name: true, endDate: true, quantity: true } }));

test("in every order, also with ties, nulls and a bound, every row is met once on the way forward, on the way back, and in batches", async () => {
  await fc.assert(
    fc.asyncProperty(sortedRows, fc.constantFrom(...SORTS, ...CUT_SORTS), fc.integer({ min: 1, max: 5 }), async (given, sort, limit) => {
      await mine.database.subscription.deleteMany();
      await mine.database.subscription.createMany({ data: given.map((row) => ({ ...row, subscriptionId: row.id, planId: "gold", status: "Subscribed", billingCycle: "P1M" })) });
      const { name } = sort.column;
      const within = given.filter((row) => sort.column.below === undefined || row[name] === null || compare(row[name], sort.column.below) < 0);
      const ascending = within.sort((left, right) => compare(left[name], right[name]) || (left.id < right.id ? -1 : 1)).map((row) => row.id);
      const expected = sort.direction === "asc" ? ascending : ascending.reverse();
      const readOn = (cursor: string): Promise<Page<SortedRow>> => readSorted(sort, { limit, cursor });

      const forward = await walk(await readSorted(sort, { limit }), "nextCursor", readOn);
      expect(forward.flatMap((page) => page.items.map((row) => row.id))).toEqual(expected);
      expect(forward.slice(0, -1).every((page) => page.items.length === limit)).toBe(true);
      const last = forward.at(-1);
      const back = last === undefined ? [] : await walk(last, "previousCursor", readOn);
      expect(back.reverse().flatMap((page) => page.items.map((row) => row.id))).toEqual(expected);

      const batched: string[] = [];
      for await (const batch of sortedBatches(sort, limit, (keyset) => mine.database.subscription.findMany({ ...keyset }))) batched.push(...batch.map((row) => row.id));
      expect(batched).toEqual(expected);
    }),
    { numRuns: 80 },
  );
});

test("whoever reads all batches leaves others their turn between any two", async () => {
  const ids = Array.from({ length: 50 }, () => crypto.randomUUID()).sort();
  let [turns, stood] = [0, 0];
  let last = -1;
  let counting = setImmediate(function count() {
    turns += 1;
    counting = setImmediate(count);
  });
  const byId: Sort<"id"> = { column: { name: "id", kind: "text" }, direction: "asc" };
  const batches = sortedBatches(byId, 1, () => Promise.resolve(ids.splice(0, 1).map((id) => ({ id }))));
  for await (const _ of batches) {
    if (turns === last) stood += 1;
    last = turns;
  }
  clearImmediate(counting);
  expect([stood, ids]).toEqual([0, []]);
});

test("a cursor is good for the order that it came from alone", async () => {
  await store([0, 1].map((minute) => ({ id: crypto.randomUUID(), createdAt: new Date(Date.UTC(2026, 0, 1, 0, minute)) })));
  for (const sort of SORTS) {
    const { nextCursor } = await readSorted(sort, { limit: 1 });
    for (const other of SORTS) {
      const read = readSorted(other, { limit: 1, cursor: nextCursor ?? "" });
      if (other === sort) expect((await read).items).toHaveLength(1);
      else await expect(read).rejects.toMatchObject({ code: "invalid-input" });
    }
  }
});

test("rows that come and go in the meantime do not shift the others", async () => {
  await fc.assert(
    fc.asyncProperty(rows, rows, fc.integer({ min: 1, max: 4 }), async (given, later, limit) => {
      const added = later.filter((row) => !given.some((other) => other.id === row.id));
      await store(given);
      const first = await read({ limit });
      await store([...given, ...added]);
      const rest = first.nextCursor === null ? [] : await walk(await read({ limit, cursor: first.nextCursor }), "nextCursor", (cursor) => read({ limit, cursor }));
      const seen = [...first.items, ...rest.flatMap((page) => page.items)].map((row) => row.id);
      expect(new Set(seen).size).toBe(seen.length);
      if (first.nextCursor !== null) expect(seen).toEqual(expect.arrayContaining(given.map((row) => row.id)));
    }),
    { numRuns: 20 },
  );
});

test("numbered rows are walked the same way", async () => {
  await mine.database.subscriptionAction.createMany({
    data: Array.from({ length: 7 }, () => ({ id: crypto.randomUUID(), type: "Resolve", initiatorUserId: crypto.randomUUID(), date: new Date() })),
  });
  const readNumbers = (request: PageRequest) => numberedPage(request, (keyset) => mine.database.subscriptionAction.findMany({ ...keyset, select: { number: true } }));
  const forward = await walk(await readNumbers({ limit: 3 }), "nextCursor", (cursor) => readNumbers({ limit: 3, cursor }));
  const numbers = forward.map((page) => page.items.map((row) => row.number));
  expect(numbers.map((page) => page.length)).toEqual([3, 3, 1]);
  expect(numbers.flat()).toEqual([...numbers.flat()].sort((left, right) => right - left));
  const last = forward.at(-1);
  const back = await readNumbers({ limit: 3, cursor: last?.previousCursor ?? "" });
  expect(back.items.map((row) => row.number)).toEqual(numbers[1]);
});

test("the last page of numbered rows is read from the end, and leads back", async () => {
  const all = (await mine.database.subscriptionAction.findMany({ orderBy: { number: "desc" }, select: { number: true } })).map(({ number }) => number);
  const readNumbers = (request: PageRequest) => numberedPage(request, (keyset) => mine.database.subscriptionAction.findMany({ ...keyset, select: { number: true } }));
  const backward = await walk(await readNumbers({ limit: 3, cursor: LAST_PAGE }), "previousCursor", (cursor) => readNumbers({ limit: 3, cursor }));
  expect(backward.map((page) => page.items.map((row) => row.number)).reverse().flat()).toEqual(all);
  expect(backward[0]).toMatchObject({ nextCursor: null, items: all.slice(-3).map((number) => ({ number })) });
  expect(await readNumbers({ limit: 50, cursor: LAST_PAGE })).toMatchObject({ nextCursor: null, previousCursor: null });
});

test.each(["junk", "", "null", "{}", "bm8", Buffer.from('{"direction":"next","after":{"number":1}}').toString("base64url")].filter(Boolean))(
  "the cursor %s is refused",
  async (cursor) => {
    await expect(read({ cursor })).rejects.toMatchObject({ code: "invalid-input" });
  },
);

test("nobody gets more than 200 rows, or fewer than one", async () => {
  const taken: number[] = [];
  const look = (limit: number) =>
    numberedPage({ limit }, (keyset) => {
      taken.push(keyset.take);
      return Promise.resolve([]);
    });
  await look(5_000);
  await look(-1);
  expect(taken).toEqual([201, 2]);
});

test("behind the first page there is the first page again", async () => {
  await store([{ id: "37f9dea2-4345-438f-b0bd-03d40d28c7e0", createdAt: new Date(0) }]);
  const cursor = Buffer.from(JSON.stringify({ direction: "previous", sort: "-createdAt", after: { value: "2026-01-01T00:00:00.000Z", id: "37f9dea2-4345-438f-b0bd-03d40d28c7e0" } })).toString("base64url");
  const page = await read({ cursor });
  expect(page.items).toHaveLength(1);
});

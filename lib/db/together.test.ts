import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../kernel/ids";
import { database } from "./client";
import { insertMany } from "./insert-many";
import { testDatabase, type TestDatabase } from "./testing";
import { Together } from "./together";
import { transaction } from "./transaction";
import { isUniqueViolation } from "./unique-violation";

/** Rounds that end when they are told to. */
function rounds(most = 40) {
  const begun: { items: readonly number[]; end: (error?: Error) => void }[] = [];
  const together = new Together<number, number>({
    most,
    run: (items) => new Promise((resolve, reject) => begun.push({ items, end: (error) => (error ? reject(error) : resolve(items.map((item) => item * 10))) })),
  });
  return { together, begun, items: () => begun.map(({ items }) => items) };
}

const outcomes = async (added: readonly Promise<unknown>[]): Promise<unknown[]> => (await Promise.allSettled(added)).map((each) => (each.status === "fulfilled" ? each.value : (each.reason as Error).message));
const coded = (code: string) => Object.assign(new Error(code), { code });

describe("Together", () => {
  it("does at once what is asked for at once, and gives each its own result", async () => {
    const { together, begun, items } = rounds();
    const added = [1, 2, 3].map((item) => together.add(item));
    await sleep(5);
    begun[0]?.end();
    expect(await outcomes(added)).toEqual([10, 20, 30]);
    expect(items()).toEqual([[1, 2, 3]]);
  });

  it("leaves to the next round what comes while one is under way, so that none begins before it was asked for", async () => {
    const { together, begun, items } = rounds();
    const first = together.add(1);
    await sleep(5);
    const later = [together.add(2), together.add(3)];
    await sleep(5);
    expect(items()).toEqual([[1]]);
    begun[0]?.end();
    await first;
    await sleep(5);
    begun[1]?.end();
    expect(await outcomes(later)).toEqual([20, 30]);
    expect(items()).toEqual([[1], [2, 3]]);
  });

  it("takes no more than so many into a round", async () => {
    const { together, begun, items } = rounds(2);
    const added = [1, 2, 3, 4, 5].map((item) => together.add(item));
    for (let round = 0; round < 3; round += 1) {
      await sleep(5);
      begun[round]?.end();
    }
    expect(await outcomes(added)).toEqual([10, 20, 30, 40, 50]);
    expect(items()).toEqual([[1, 2], [3, 4], [5]]);
  });

  it("leaves out whom nobody waits for any more", async () => {
    const { together, begun, items } = rounds();
    const first = together.add(1);
    await sleep(5);
    const later = outcomes([together.add(2, performance.now() + 20), together.add(3, performance.now() + 5_000)]);
    await sleep(40);
    begun[0]?.end();
    await first;
    await sleep(5);
    begun[1]?.end();
    expect(await later).toEqual(["Its time was over before its round began.", 30]);
    expect(items()).toEqual([[1], [3]]);
  });

  it("fails all of a round that fails over what is nobody's own, and goes on with the next", async () => {
    const { together, begun, items } = rounds();
    const added = outcomes([1, 2].map((item) => together.add(item)));
    await sleep(5);
    begun[0]?.end(coded("P1001"));
    expect(await added).toEqual(["P1001", "P1001"]);
    const next = together.add(3);
    await sleep(5);
    begun[1]?.end();
    expect(await next).toBe(30);
    expect(items()).toEqual([[1, 2], [3]]);
  });

  it("fails rather than guess whose results they are", async () => {
    const together = new Together<number, number>({ most: 40, run: () => Promise.resolve([1]) });
    expect(await outcomes([together.add(1), together.add(2)])).toEqual(Array(2).fill("2 were to be done, and there are 1 results."));
  });
});

describe("rows that are written together", () => {
  let mine: TestDatabase;
  beforeEach(async () => {
    mine = await testDatabase();
  });
  afterEach(() => mine.close());

  const ctx = { actor: { kind: "command-line", name: "test" } as const, correlationId: newId(), now: new Date() };
  let transactions = 0;
  const publishers = () =>
    new Together<string, string>({
      most: 40,
      run: async (keys) => {
        transactions += 1;
        await transaction(ctx, async ({ tx }) => insertMany(tx, "Publishers", keys.map((key) => ({ key, name: key })), (data) => tx.publisher.create({ data })));
        return keys;
      },
    });
  const stored = async () => (await database().publisher.findMany({ orderBy: { id: "asc" } })).map(({ key }) => key);

  it("are there when they are told to be, in one transaction", async () => {
    transactions = 0;
    const together = publishers();
    const seen = await Promise.all(["a", "b", "c"].map(async (key) => ((await together.add(key)), stored())));
    expect(seen).toEqual(Array(3).fill(["a", "b", "c"]));
    expect(transactions).toBe(1);
  });

  it("do without the one that cannot be written, which is told why", async () => {
    const together = publishers();
    await together.add("b");
    const [a, b, c, again] = await Promise.allSettled(["a", "b", "c", "c"].map((key) => together.add(key)));
    expect([a, c]).toEqual([{ status: "fulfilled", value: "a" }, { status: "fulfilled", value: "c" }]);
    for (const refused of [b, again]) expect(refused?.status === "rejected" && isUniqueViolation(refused.reason)).toBe(true);
    expect(await stored()).toEqual(["b", "a", "c"]);
  });

  it("are not there where their commit fails, and nobody is told that they are", async () => {
    await database().$executeRawUnsafe(`CREATE TABLE "Parent" ("Id" INTEGER PRIMARY KEY)`);
    await database().$executeRawUnsafe(`CREATE TABLE "Child" ("ParentId" INTEGER REFERENCES "Parent" ("Id") DEFERRABLE INITIALLY DEFERRED)`);
    const together = new Together<string, string>({
      most: 40,
      run: async (keys) => {
        await transaction(ctx, async ({ tx }) => {
          await insertMany(tx, "Publishers", keys.map((key) => ({ key, name: key })), (data) => tx.publisher.create({ data }));
          // Is found to be wrong when it is committed.
          if (keys.includes("b")) await tx.$executeRawUnsafe(`INSERT INTO "Child" VALUES (1)`);
        });
        return keys;
      },
    });
    const refused: unknown = expect.stringContaining("FOREIGN KEY");
    expect(await outcomes(["a", "b"].map((key) => together.add(key)))).toEqual([refused, refused]);
    expect(await stored()).toEqual([]);
    expect(await together.add("c")).toBe("c");
  });
});

import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../kernel/ids";
import { database } from "./client";
import { insertMany } from "./insert-many";
import { testDatabase, type TestDatabase } from "./testing";
import { transaction } from "./transaction";
import { prismaCode } from "./unique-violation";

let mine: TestDatabase;
beforeAll(async () => {
  mine = await testDatabase();
});
afterAll(() => mine.close());

const now = new Date("2026-11-21T08:15:30.120Z");
const ctx = { actor: { kind: "command-line", name: "test" } as const, correlationId: newId(), now };
const job = (key: string, nextAt: Date | null = now) => ({ kind: "test", key, publisherId: null, input: '{"a":"’\\u0000"}', state: "waiting", nextAt, correlationId: "c", createdAt: now });
const write = (...jobs: ReturnType<typeof job>[]) => transaction(ctx, ({ tx }) => insertMany(tx, "Jobs", jobs, (data) => tx.job.create({ data })));

it("writes every value as Prisma does, and what has a default with it", async () => {
  await database().job.create({ data: job("prisma") });
  await write(job("one"), job("two", null), job("three"));
  await write(job("alone"));
  await write();
  const rows = await database().$queryRawUnsafe<object[]>(`SELECT *, typeof("NextAt") AS "T", typeof("PublisherId") AS "P" FROM "Jobs" ORDER BY "Id"`);
  const [prisma] = rows;
  const like = (key: string, rest: object = {}) => expect.objectContaining({ ...prisma, Id: expect.anything() as unknown, Key: key, ...rest }) as unknown;
  expect(rows).toEqual([prisma, like("one"), like("two", { NextAt: null, T: "null" }), like("three"), like("alone")]);
  expect(await database().job.count({ where: { nextAt: { lte: now } } })).toBe(4);
});

it("writes none where one of them cannot be written", async () => {
  expect(prismaCode(await write(job("four"), job("one")).catch((error: unknown) => error))).toBe("P2010");
  expect(prismaCode(await write(job("one")).catch((error: unknown) => error))).toBe("P2002");
  expect(await database().job.count({ where: { key: "four" } })).toBe(0);
});

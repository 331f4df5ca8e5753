import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newId } from "../kernel/ids";
import { closeDatabase, createDatabase, database } from "./client";
import { testDatabase, type TestDatabase } from "./testing";

let mine: TestDatabase;

beforeEach(async () => {
  mine = await testDatabase();
});

afterEach(() => mine.close());

function subscription(id: string, startDate: Date | null) {
  return { id, subscriptionId: id, planId: "gold", quantity: 1, startDate, status: "PendingFulfillmentStart", billingCycle: "P1M" };
}

test("there is one client in a process", () => {
  expect(database()).toBe(database());
  expect(database()).toBe(mine.database);
});

test("an id comes back as the text that was written, a time as the same moment, whatever the zone", async () => {
  const id = "37f9dea2-4345-438f-b0bd-03d40d28c7e0";
  const startDate = new Date("2026-03-01T23:30:00.123Z");
  await mine.database.subscription.create({ data: subscription(id, startDate) });
  const read = await mine.database.subscription.findUniqueOrThrow({ where: { id } });
  expect(read.id).toBe(id);
  expect(read.startDate).toEqual(startDate);
  expect(read.endDate).toBeNull();
  expect(read.autoRenew).toBe(true);
  expect(Math.abs(Date.now() - read.createdAt.getTime())).toBeLessThan(5_000);
});

test("SQLite compares ids as text: another case is another id, so ids are lower-cased at the edge", async () => {
  const id = "37f9dea2-4345-438f-b0bd-03d40d28c7e0";
  await mine.database.subscription.create({ data: subscription(id, null) });
  expect(await mine.database.subscription.findUnique({ where: { id: id.toUpperCase() } })).toBeNull();
});

test("times are found by comparing them", async () => {
  const ids = [newId(), newId(), newId()];
  for (const [day, id] of ids.entries()) {
    await mine.database.subscription.create({ data: subscription(id, new Date(Date.UTC(2026, 0, day + 1, 20))) });
  }
  const found = await mine.database.subscription.findMany({ where: { startDate: { gte: new Date("2026-01-02T20:00:00Z") } }, orderBy: { startDate: "asc" } });
  expect(found.map((row) => row.id)).toEqual(ids.slice(1));
});

test("foreign keys hold, in a transaction and outside", async () => {
  const orphan = { id: newId(), userId: newId(), userUpn: "a@b", subscriptionInfoId: newId(), status: "Assigned" };
  const refused = { code: "P2003" };
  await expect(mine.database.subscriptionUser.create({ data: orphan })).rejects.toMatchObject(refused);
  await expect(mine.database.$transaction((tx) => tx.subscriptionUser.create({ data: orphan }))).rejects.toMatchObject(refused);
  await expect(mine.database.subscriptionUser.create({ data: orphan })).rejects.toMatchObject(refused);
});

test("closing disconnects, and the next call connects anew", async () => {
  const before = database();
  await closeDatabase();
  expect(globalThis.portalDatabase).toBeUndefined();
  globalThis.portalDatabase = createDatabase(mine.url);
  expect(database()).not.toBe(before);
  expect(await database().publisher.count()).toBe(0);
  await closeDatabase();
});

test("a client can be made for SQL Server without one being there", async () => {
  const client = createDatabase("sqlserver://127.0.0.1:1;database=portal;user=sa;password={p;w};encrypt=false");
  await expect(client.publisher.count()).rejects.toThrow(/127\.0\.0\.1/);
  await client.$disconnect();
});

test.skipIf(process.platform === "win32")("a new file, and those that SQLite lays beside it, are readable to nobody else", async () => {
  const path = join(tmpdir(), `portal-rights-${randomUUID()}.db`);
  const one = createDatabase(`file:${path}`);
  try {
    await one.$executeRawUnsafe("CREATE TABLE t (n INTEGER)");
    for (const ending of ["", "-wal", "-shm"]) expect((await stat(path + ending)).mode & 0o077, ending).toBe(0);
  } finally {
    await one.$disconnect();
    await Promise.all(["", "-wal", "-shm"].map((ending) => rm(path + ending, { force: true })));
  }
});

test("a second client of this process takes no locks away: another process that leaves does not remove the write-ahead log", async () => {
  await mine.database.subscription.create({ data: subscription(newId(), null) });
  const second = createDatabase(mine.url);
  await second.subscription.count();
  await promisify(execFile)(process.execPath, ["--import", "tsx", "scripts/portal.ts", "db", "status"], { env: { ...process.env, DATABASE_URL: mine.url } });
  await second.$disconnect();

  await mine.database.subscription.create({ data: subscription(newId(), null) });
  const third = createDatabase(mine.url);
  expect(await third.subscription.count()).toBe(2);
  await third.$disconnect();
}, 30_000);

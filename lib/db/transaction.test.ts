import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newId } from "../kernel/ids";
import { database } from "./client";
import { testDatabase, type TestDatabase } from "./testing";
import { transaction } from "./transaction";
import { isUniqueViolation } from "./unique-violation";

let mine: TestDatabase;

beforeEach(async () => {
  mine = await testDatabase();
});

afterEach(() => mine.close());

const ctx = { actor: { kind: "visitor" }, correlationId: newId(), now: new Date() } as const;

const keys = async () => (await database().publisher.findMany({ orderBy: { key: "asc" } })).map((row) => row.key);
const publisher = (key: string) => ({ data: { key, name: key } });

test("what fails leaves nothing behind", async () => {
  const failing = transaction(ctx, async ({ tx }) => {
    await tx.publisher.create(publisher("contoso"));
    throw new Error("after the write");
  });
  await expect(failing).rejects.toThrow("after the write");
  expect(await keys()).toEqual([]);
});

test("what succeeds is there, and its result comes back", async () => {
  const id = await transaction(ctx, async ({ tx, now }) => (await tx.publisher.create({ data: { key: "contoso", name: "Contoso", createdAt: now } })).id);
  expect(await database().publisher.findUnique({ where: { id } })).toMatchObject({ key: "contoso", createdAt: ctx.now });
});

test("a transaction inside another is the same one", async () => {
  const failing = transaction(ctx, async (outer) => {
    await transaction(outer, async (inner) => {
      expect(inner.tx).toBe(outer.tx);
      await inner.tx.publisher.create(publisher("contoso"));
    });
    throw new Error("the outer one fails");
  });
  await expect(failing).rejects.toThrow("the outer one fails");
  expect(await keys()).toEqual([]);
});

test("a unique violation is told apart from other faults, and aborts the whole", async () => {
  await database().publisher.create(publisher("contoso"));
  const colliding = transaction(ctx, async ({ tx }) => {
    await tx.publisher.create(publisher("fabrikam"));
    await tx.publisher.create(publisher("contoso"));
  });
  const error: unknown = await colliding.then(() => null, (reason: unknown) => reason);
  expect(isUniqueViolation(error)).toBe(true);
  expect(isUniqueViolation(new Error("P2002"))).toBe(false);
  expect(isUniqueViolation(null)).toBe(false);
  expect(await keys()).toEqual(["contoso"]);
});

test.each(["P2034", "P1008", "SQLITE_BUSY_SNAPSHOT"])("after %s the work runs again, and is written once", async (code) => {
  let runs = 0;
  await transaction(ctx, async ({ tx }) => {
    await tx.publisher.create(publisher("contoso"));
    runs += 1;
    if (runs < 3) throw Object.assign(new Error("busy"), { code });
  });
  expect(runs).toBe(3);
  expect(await keys()).toEqual(["contoso"]);
});

test("another fault is not tried again", async () => {
  let runs = 0;
  const failing = transaction(ctx, async () => {
    runs += 1;
    throw Object.assign(new Error("not found"), { code: "P2025" });
  });
  await expect(failing).rejects.toThrow("not found");
  expect(runs).toBe(1);
});

test("50 transactions at once all come through, one after the other", async () => {
  const { id } = await database().publisher.create({ ...publisher("contoso"), data: { key: "contoso", name: "0" } });
  await Promise.all(
    Array.from({ length: 50 }, () =>
      transaction(ctx, async ({ tx }) => {
        const { name } = await tx.publisher.findUniqueOrThrow({ where: { id } });
        await tx.publisher.update({ where: { id }, data: { name: String(Number(name) + 1) } });
      }),
    ),
  );
  expect(await database().publisher.findUniqueOrThrow({ where: { id } })).toMatchObject({ name: "50" });
});

test.each([
  ["writes", () => transaction(ctx, ({ tx }) => tx.publisher.updateMany({ data: { name: "again" } }))],
  ["reads", () => transaction(ctx, ({ tx }) => tx.publisher.findMany())],
  ["fails", () => transaction(ctx, () => Promise.reject(new Error("each"))).catch(() => undefined)],
])("a loop over transactions, each of which %s, leaves timers and connections their turn after each", async (_, each) => {
  const server = createServer((socket) => socket.on("error", () => undefined).pipe(socket)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect(portOf(server.address()), "127.0.0.1");
  const served = { turns: 0, answers: 0, ticks: 0 };
  client.on("data", (data) => {
    served.answers += 1;
    client.write(data);
  });
  client.write("again");
  const timer = setInterval(() => (served.ticks += 1), 1);
  let counting = setImmediate(function count() {
    served.turns += 1;
    counting = setImmediate(count);
  });
  let stood = 0;
  for (let done = 0; done < 200; done += 1) {
    const before = served.turns;
    await each();
    if (served.turns === before) stood += 1;
  }
  clearInterval(timer);
  clearImmediate(counting);
  const { answers, ticks } = served;
  client.destroy();
  server.close();
  expect(stood).toBe(0);
  expect(Math.min(answers, ticks)).toBeGreaterThan(5);
});

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("not listening");
  return address.port;
}

test("a single write waits for the open transaction and survives its rollback; a read does not see what is not committed", async () => {
  let single: Promise<unknown> = Promise.resolve();
  let seen: Promise<string[]> = Promise.resolve([]);
  const failing = transaction(ctx, async ({ tx }) => {
    await tx.publisher.create(publisher("rolled-back"));
    single = database().publisher.create(publisher("single")).then(() => undefined);
    seen = keys();
    await sleep(50);
    throw new Error("rolled back");
  });
  await expect(failing).rejects.toThrow("rolled back");
  await single;
  expect(await seen).not.toContain("rolled-back");
  expect(await keys()).toEqual(["single"]);
});

test("a transaction that takes too long is undone, and the next one works", async () => {
  const slow = database().$transaction(
    async (tx) => {
      await tx.publisher.create(publisher("slow"));
      await sleep(150);
      await tx.publisher.create(publisher("slower"));
    },
    { timeout: 50 },
  );
  await expect(slow).rejects.toMatchObject({ code: "P2028" });
  await transaction(ctx, ({ tx }) => tx.publisher.create(publisher("next")));
  expect(await keys()).toEqual(["next"]);
});

test("a second process that is writing is waited for", async () => {
  const hold = `
    import { PrismaLibSql } from "@prisma/adapter-libsql";
    const connection = await new PrismaLibSql({ url: process.argv[1] }).connect();
    await connection.executeRaw({ sql: "BEGIN IMMEDIATE", args: [], argTypes: [] });
    console.log("held");
    await new Promise((done) => setTimeout(done, 1500));
    await connection.executeRaw({ sql: "COMMIT", args: [], argTypes: [] });`;
  const other = spawn(process.execPath, ["--input-type=module", "-e", hold, mine.url], { stdio: ["ignore", "pipe", "inherit"] });
  await once(other.stdout, "data");
  const started = Date.now();
  const codes: unknown[] = [];
  const direct = database().publisher.create(publisher("direct")).catch((error: unknown) => codes.push(error));
  await transaction(ctx, ({ tx }) => tx.publisher.create(publisher("contoso")));
  expect(Date.now() - started).toBeGreaterThan(800);
  await direct;
  expect(codes).toMatchObject([{ code: "P1008" }]);
  expect(await keys()).toEqual(["contoso"]);
});

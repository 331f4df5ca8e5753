import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createDatabase, useDatabase } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import { addSeconds } from "../kernel/clock";
import { env } from "../kernel/env";
import { readiness } from "./readiness";

let mine: TestDatabase;
const now = new Date("2026-11-21T10:00:00Z");

beforeEach(async () => {
  mine = await testDatabase();
  vi.spyOn(process, "uptime").mockReturnValue(3600);
});

afterEach(async () => {
  vi.restoreAllMocks();
  globalThis.portalAnswering = undefined;
  await mine.close();
});

async function beat(secondsAgo: number): Promise<void> {
  await mine.database.worker.create({ data: { name: `host:${secondsAgo}`, startedAt: now, beatAt: addSeconds(now, -secondsAgo) } });
}

describe("readiness", () => {
  it("is there when the database answers, is up to date, and a worker lives", async () => {
    await beat(500);
    await beat(60);
    expect(await readiness(now)).toEqual({ ready: true, stopping: false, database: "answers", migrations: "applied", worker: "alive" });
  });

  it.each([
    ["a worker that has been silent for two minutes", 121, 3600, false],
    ["a worker that is just in time", 119, 3600, true],
    ["no beat at all", null, 3600, false],
    ["no beat of late, but a process that has just begun", 5000, 30, true],
  ])("with %s", async (_, secondsAgo, uptime, ready) => {
    vi.spyOn(process, "uptime").mockReturnValue(uptime);
    if (secondsAgo !== null) await beat(secondsAgo);
    expect(await readiness(now)).toMatchObject({ ready, worker: ready ? "alive" : "late" });
  });

  it("does not hang on a worker that another process should be", async () => {
    await beat(500);
    vi.spyOn(env(), "WORKER", "get").mockReturnValue(false);
    expect(await readiness(now)).toMatchObject({ ready: true, worker: "late" });
  });

  it("is gone while a migration is to be applied, or was begun and not finished", async () => {
    await beat(0);
    await mine.database.$executeRawUnsafe(`UPDATE "_prisma_migrations" SET finished_at = NULL WHERE migration_name LIKE '0002%'`);
    expect(await readiness(now)).toMatchObject({ ready: false, database: "answers", migrations: "pending" });
  });

  it("stays while a newer version has migrated the database before this one is gone", async () => {
    await beat(0);
    await mine.database.$executeRawUnsafe(`INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at) VALUES ('x', 'x', '9999_later', '2026-11-21', '2026-11-21')`);
    expect(await readiness(now)).toMatchObject({ ready: true, migrations: "applied" });
  });

  it("is gone as soon as the process is told to stop", async () => {
    await beat(0);
    globalThis.portalAnswering = { draining: true, servers: new Set(), open: new Set() };
    expect(await readiness(now)).toMatchObject({ ready: false, stopping: true });
  });
});

describe("with the database away", () => {
  it.each([
    ["refuses", async () => ({ port: 1, close: () => undefined })],
    [
      "accepts and says nothing",
      async () => {
        const silent = createServer(() => undefined).listen(0, "127.0.0.1");
        await once(silent, "listening");
        return { port: (silent.address() as AddressInfo).port, close: () => void silent.close() };
      },
    ],
  ])("that %s, it says so within its time, and is back when the database is", async (_, listen) => {
    const { port, close } = await listen();
    const away = createDatabase(`sqlserver://127.0.0.1:${port};database=portal;user=sa;password=x;encrypt=false;connectTimeout=4000`);
    useDatabase(away);
    const started = performance.now();
    const answers = await Promise.all([readiness(now), readiness(now), readiness(now)]);
    expect(performance.now() - started).toBeLessThan(3_000);
    for (const answer of answers) expect(answer).toEqual({ ready: false, stopping: false, database: "away", migrations: "unknown", worker: "unknown" });
    useDatabase(mine.database);
    await beat(0);
    close();
    await vi.waitFor(async () => expect(await readiness(now)).toMatchObject({ ready: true }), { timeout: 10_000, interval: 200 });
    await away.$disconnect().catch(() => undefined);
  });
});

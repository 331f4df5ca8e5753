import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { systemScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import { newId } from "../kernel/ids";
import { backoffSeconds } from "./backoff";
import { defineJob } from "./define";
import { jobKind } from "./kind";
import { latestTick, makeScheduledJobs } from "./schedule";
import { sweepJobs } from "./sweep";

let mine: TestDatabase;
beforeEach(async () => {
  mine = await testDatabase();
});
afterEach(() => mine.close());

const at = (time: string) => ({ actor: { kind: "job", name: "test" } as const, scope: systemScope(), correlationId: newId(), now: new Date(time) });
const hourly = defineJob({ job: jobKind("test.hourly", z.object({})), schedule: "17 * * * *", handle: async () => ({ kind: "done" }) });
const keys = async (): Promise<string[]> => (await database().job.findMany({ orderBy: { id: "asc" } })).map(({ key }) => key);

it.each([
  ["17 * * * *", "2026-03-29T10:17:00.000Z", "2026-03-29T10:17:00.000Z"],
  ["17 * * * *", "2026-03-29T10:16:59.999Z", "2026-03-29T09:17:00.000Z"],
  ["0 3 * * *", "2026-03-29T02:59:00.000Z", "2026-03-28T03:00:00.000Z"],
  ["0 0 1 * *", "2026-03-31T23:59:59.000Z", "2026-03-01T00:00:00.000Z"],
])("%s was last due at %s: %s", (pattern, now, tick) => {
  expect(latestTick(pattern, new Date(now))?.toISOString()).toBe(tick);
});

it("never names a time to come", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date("2020-01-01"), max: new Date("2040-01-01"), noInvalidDate: true }), (now) => {
      const tick = latestTick("*/5 * * * *", now);
      expect(tick).not.toBeNull();
      const behind = now.getTime() - (tick?.getTime() ?? 0);
      expect(behind).toBeGreaterThanOrEqual(0);
      expect(behind).toBeLessThan(300_000);
    }),
  );
});

it("makes one job a tick, however many instances race for it and wherever the clock jumps", async () => {
  for (const time of ["2026-01-01T10:20:00Z", "2026-01-01T11:17:00Z", "2026-01-01T10:30:00Z", "2026-01-01T11:59:00Z", "2026-01-04T00:00:00Z"]) {
    await Promise.all(Array.from({ length: 5 }, () => makeScheduledJobs(at(time), [hourly], new Map())));
  }
  expect(await keys()).toEqual(["test.hourly@2026-01-01T10:17:00.000Z", "test.hourly@2026-01-01T11:17:00.000Z", "test.hourly@2026-01-03T23:17:00.000Z"]);
});

it("waits longer and longer, never more than an hour, and never the same for all", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (failures, random) => {
      const longest = Math.min(5 * 2 ** (failures - 1), 3600);
      const pause = backoffSeconds(failures, random);
      expect(pause).toBeGreaterThanOrEqual(longest / 2);
      expect(pause).toBeLessThanOrEqual(longest);
    }),
  );
});

it("sweeps what is long over, and keeps what keeps a tick from being made twice", async () => {
  const row = (key: string, state: string, finishedAt: string | null) => ({ kind: "x", key, input: "{}", state, correlationId: "c", createdAt: new Date("2026-01-01"), finishedAt: finishedAt ? new Date(finishedAt) : null, nextAt: finishedAt ? null : new Date("2030-01-01") });
  await database().job.createMany({
    data: [
      row("old", "done", "2026-05-01"),
      row("new", "done", "2026-05-30"),
      row("x@2026-05-01", "done", "2026-05-01"),
      row("x@2026-04-01", "done", "2026-04-01"),
      row("dead", "dead", "2026-04-01"),
      row("dead long ago", "dead", "2026-02-01"),
      row("waiting", "waiting", null),
    ],
  });
  const handle = sweepJobs.prepare("{}");
  await handle?.({ ...at("2026-06-01T00:00:00Z"), signal: new AbortController().signal, attempt: 1, createdAt: new Date(), fenced: () => Promise.reject(new Error("it needs none")) });
  expect(await keys()).toEqual(["new", "x@2026-05-01", "dead", "waiting"]);
});

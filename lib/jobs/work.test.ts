import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { recordAudit } from "../auth/audit";
import { publisherScope, systemScope } from "../auth/scope";
import { createDatabase, database, useDatabase } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import { transaction } from "../db/transaction";
import { addSeconds, currentTime } from "../kernel/clock";
import type { Context, SystemScope } from "../kernel/context";
import { newId } from "../kernel/ids";
import { defineJob, type JobDefinition, type JobResult } from "./define";
import { enqueue, type JobOrder } from "./enqueue";
import { jobKind } from "./kind";
import { endWell, LeaseLostError, takeJobs } from "./lease";
import { countJobs, getJob, listJobs } from "./queries";
import { retryDeadJobs, retryJob } from "./retry";
import { runJob } from "./run-job";
import { startWorker, workOff } from "./work";

const NOTE = jobKind("test.note", z.object({ text: z.string() }));
const never = new AbortController().signal;

let mine: TestDatabase;
let publisherId: number;

beforeEach(async () => {
  mine = await testDatabase();
  publisherId = (await database().publisher.create({ data: { key: "northwind", name: "Northwind" } })).id;
});
afterEach(() => mine.close());

function at(now = currentTime()): Context<SystemScope> {
  return { actor: { kind: "command-line", name: "test" }, scope: systemScope(), correlationId: newId(), now };
}

async function ask(text: string, order: JobOrder = {}): Promise<void> {
  await transaction(at(), async (writing) => enqueue(writing, NOTE, { text }, { publisherId, ...order }));
}

/** The effect that tests count. */
function noted(text: string): JobResult {
  return { kind: "done", effect: async (writing) => recordAudit(writing, { type: "JobRetried", publisherId, subject: text }) };
}

function note(handle: JobDefinition<{ text: string }>["handle"] = async (_, { text }) => noted(text), more: Partial<JobDefinition<{ text: string }>> = {}) {
  return defineJob({ job: NOTE, handle, ...more });
}

const notes = async (): Promise<string[]> => (await database().auditEntry.findMany({ orderBy: { number: "asc" } })).map(({ subject }) => subject);
const only = async () => database().job.findFirstOrThrow({ include: { attemptsMade: { orderBy: { number: "asc" } } } });
const outcomes = async (): Promise<(string | null)[]> => (await only()).attemptsMade.map(({ outcome }) => outcome);

/** One attempt at the one job, at a time of the test's choice. */
async function attempt(job: ReturnType<typeof note> | undefined, now = currentTime(), leaseSeconds?: number) {
  const [held] = await takeJobs(at(now), "tester", 1, leaseSeconds);
  return held && runJob(at(now), held, job, never);
}

describe("a job", () => {
  it("is there only when what needs it is there", async () => {
    const failing = transaction(at(), async (writing) => {
      await enqueue(writing, NOTE, { text: "gone" });
      throw new Error("undone");
    });
    await expect(failing).rejects.toThrow("undone");
    expect(await database().job.count()).toBe(0);
  });

  it("of one key is there once, also after it is done", async () => {
    await ask("first", { key: "k" });
    await ask("second", { key: "k" });
    await workOff({ jobs: [note()], concurrency: 2 });
    await ask("third", { key: "k" });
    expect(await notes()).toEqual(["first"]);
    expect(await database().job.count()).toBe(1);
  });

  it("waits until it is due", async () => {
    await ask("later", { dueAt: addSeconds(currentTime(), 60) });
    expect(await attempt(note())).toBeUndefined();
    expect(await attempt(note(), addSeconds(currentTime(), 61))).toBe("done");
  });

  it("keeps who did it, and how often", async () => {
    await ask("once");
    await attempt(note());
    expect(await only()).toMatchObject({ state: "done", attempts: 1, failures: 0, nextAt: null, lease: null, attemptsMade: [{ number: 1, worker: "tester", outcome: "done", error: null }] });
  });

  it("comes again where it asks for it, and counts no failures for that", async () => {
    await ask("twice");
    const now = currentTime();
    let turns = 0;
    const job = note(async (_, { text }) => (++turns === 1 ? { kind: "again", at: addSeconds(now, 30) } : noted(text)));
    expect(await attempt(job, now)).toBe("again");
    expect(await only()).toMatchObject({ state: "waiting", nextAt: addSeconds(now, 30), failures: 0 });
    expect(await attempt(job, addSeconds(now, 29))).toBeUndefined();
    expect(await attempt(job, addSeconds(now, 31))).toBe("done");
    expect(await outcomes()).toEqual(["again", "done"]);
  });
});

describe("a job that fails", () => {
  const broken = note(async () => Promise.reject(new TypeError("no such thing")), { maxFailures: 3 });

  it("is tried again later and later, is given up with the reason, and calls the staff", async () => {
    await ask("never");
    let now = currentTime();
    const pauses: number[] = [];
    for (const ending of ["failed", "failed", "dead"]) {
      expect(await attempt(broken, now)).toBe(ending);
      const { nextAt } = await only();
      if (nextAt) pauses.push((nextAt.getTime() - now.getTime()) / 1000);
      now = addSeconds(now, 3600);
    }
    // The row counts from the end of the attempt, which is a little later than its beginning.
    expect(pauses[0]).toBeGreaterThan(2.4);
    expect(pauses[0]).toBeLessThan(6);
    expect(await only()).toMatchObject({ state: "dead", nextAt: null, failures: 3, lastError: "TypeError: no such thing" });
    expect(await database().alert.findMany()).toMatchObject([{ publisherId, kind: "job-dead", closedAt: null }]);
    expect(await attempt(broken, now)).toBeUndefined();
  });

  it("writes nothing of an effect that breaks half-way", async () => {
    await ask("half");
    const half = note(async (_, { text }) => ({
      kind: "done",
      effect: async (writing) => {
        await noted(text).effect?.(writing);
        throw new Error("and then it broke");
      },
    }));
    expect(await attempt(half)).toBe("failed");
    expect(await notes()).toEqual([]);
  });

  it("hangs no longer than it may, and what it brings too late is not written", async () => {
    await ask("late");
    let end: (result: JobResult) => void = () => undefined;
    const hanging = note(async () => new Promise((resolve) => (end = resolve)), { timeoutSeconds: 0.05 });
    expect(await attempt(hanging)).toBe("failed");
    end(noted("late"));
    await sleep(20);
    expect(await only()).toMatchObject({ state: "failed", lastError: "It did not end within 0.05 seconds." });
    expect(await notes()).toEqual([]);
  });

  it("is dead at once where its input makes no sense, and not where its code is gone", async () => {
    await ask("odd");
    await database().job.updateMany({ data: { input: "{" } });
    expect(await attempt(note())).toBe("dead");
    await database().job.updateMany({ data: { state: "waiting", nextAt: currentTime(), input: '{"text":"x"}' } });
    expect(await attempt(undefined)).toBe("failed");
    expect((await only()).lastError).toContain("no code for test.note");
  });
});

describe("a lease", () => {
  it("lets nobody write who has lost it", async () => {
    await ask("once");
    const now = currentTime();
    const [first] = await takeJobs(at(now), "slow", 1);
    expect(await takeJobs(at(addSeconds(now, 30)), "early", 1)).toEqual([]);
    const [second] = await takeJobs(at(addSeconds(now, 61)), "fast", 1);
    if (!first || !second) throw new Error("it was not taken");
    await expect(endWell(at(), first, noted("slow"))).rejects.toThrow(LeaseLostError);
    await endWell(at(), second, noted("fast"));
    await expect(endWell(at(), second, noted("again"))).rejects.toThrow(LeaseLostError);
    expect(await notes()).toEqual(["fast"]);
    expect(await outcomes()).toEqual(["lost", "done"]);
  });

  it("fences what is written on the way, too", async () => {
    await ask("fenced");
    const job = note(async (ctx, { text }) => {
      await ctx.fenced(async (writing) => recordAudit(writing, { type: "JobRetried", publisherId, subject: `half of ${text}` }));
      await database().job.updateMany({ data: { lease: "somebody else's" } });
      return noted(text);
    });
    expect(await attempt(job)).toBe("lost");
    expect(await notes()).toEqual(["half of fenced"]);
  });

  it("that dies with its worker again and again takes the job with it", async () => {
    await ask("killer");
    let now = currentTime();
    for (let death = 0; death < 4; death += 1) {
      await takeJobs(at(now), "victim", 1);
      now = addSeconds(now, 61);
    }
    expect(await attempt(note(undefined, { maxFailures: 3 }), now)).toBe("dead");
    expect(await only()).toMatchObject({ state: "dead", lastError: "Its worker died during each of the last attempts." });
  });

  it("goes to one of many who reach for it at once", async () => {
    await ask("one");
    const taken = await Promise.all(Array.from({ length: 8 }, (_, index) => takeJobs(at(), `w${index}`, 1)));
    expect(taken.flat()).toHaveLength(1);
  });
});

describe("a worker", () => {
  it("shares the work with another on the same database, each job done once", async () => {
    const names = Array.from({ length: 120 }, (_, index) => String(index));
    await transaction(at(), async (writing) => {
      for (const text of names) await enqueue(writing, NOTE, { text }, { publisherId });
    });
    const slow = note(async (_, { text }) => sleep(5, noted(text)));
    const workers = [1, 2].map(() => startWorker({ jobs: [slow], concurrency: 3 }));
    await expect.poll(async () => database().job.count({ where: { state: "done" } }), { timeout: 15_000 }).toBe(120);
    expect(await database().worker.count()).toBe(2);
    await Promise.all(workers.map((worker) => worker.stop(1)));
    expect((await notes()).sort()).toEqual([...names].sort());
    const did = new Set((await database().jobAttempt.findMany({ select: { worker: true } })).map(({ worker }) => worker));
    expect(did).toEqual(new Set(workers.map(({ name }) => name)));
    expect(await database().worker.count()).toBe(0);
  });

  it("that is told to stop finishes what it can and hands back the rest, for another to take at once", async () => {
    await ask("quick");
    await ask("endless");
    const job = note(async (ctx, { text }) => (text === "quick" ? sleep(150, noted(text)) : new Promise((_, reject) => ctx.signal.addEventListener("abort", () => reject(new Error("stopped"))))));
    const worker = startWorker({ jobs: [job], concurrency: 2 });
    await expect.poll(async () => database().job.count({ where: { state: "running" } })).toBe(2);
    await worker.stop(0.5);
    expect(await notes()).toEqual(["quick"]);
    const endless = await database().job.findFirstOrThrow({ where: { state: { not: "done" } }, include: { attemptsMade: true } });
    expect(endless).toMatchObject({ state: "waiting", lease: null, failures: 0, attemptsMade: [{ outcome: "returned" }] });
    expect(await takeJobs(at(), "another", 5)).toHaveLength(1);
  });

  it("outlives a database that is away", async () => {
    await ask("patient");
    const here = database();
    const away = createDatabase("sqlserver://127.0.0.1:1;database=none;user=none;password=none;encrypt=false;connectTimeout=200");
    useDatabase(away);
    const worker = startWorker({ jobs: [note()], concurrency: 1 });
    await sleep(300);
    useDatabase(here);
    await expect.poll(notes, { timeout: 15_000 }).toEqual(["patient"]);
    await worker.stop(1);
    await away.$disconnect();
  });

  it("frees leases that a clock set back has left far ahead", async () => {
    await ask("ahead");
    await takeJobs(at(addSeconds(currentTime(), 48 * 3600)), "from the future", 1);
    await database().job.updateMany({ data: { state: "running", lease: "old", nextAt: addSeconds(currentTime(), 48 * 3600) } });
    const worker = startWorker({ jobs: [note()], concurrency: 1 });
    await expect.poll(notes, { timeout: 10_000 }).toEqual(["ahead"]);
    await worker.stop(1);
  });
});

describe("the staff", () => {
  const staff = (id: number): Context<ReturnType<typeof publisherScope>> => ({ ...at(), scope: publisherScope({ publisherId: id, publisherKey: "northwind", role: "operator" }) });

  it("has one or all dead ones tried again, which closes the alert and stands in the audit", async () => {
    const broken = note(async () => Promise.reject(new Error("no")), { maxFailures: 1 });
    for (const text of ["a", "b", "c"]) await ask(text);
    await workOff({ jobs: [broken], concurrency: 3 });
    expect(await countJobs(staff(publisherId).scope)).toEqual({ waiting: 0, running: 0, failed: 0, done: 0, dead: 3 });
    const [first] = (await listJobs(staff(publisherId).scope, { states: ["dead"] })).items;
    expect(await retryJob(staff(publisherId), first?.id ?? 0)).toBe(true);
    expect(await retryJob(staff(publisherId), first?.id ?? 0)).toBe(false);
    expect(await database().alert.count({ where: { closedAt: null } })).toBe(2);
    expect(await retryDeadJobs(staff(publisherId))).toBe(2);
    expect(await database().alert.count({ where: { closedAt: null } })).toBe(0);
    expect(await database().auditEntry.count({ where: { type: "JobRetried" } })).toBe(2);
    await workOff({ jobs: [note()], concurrency: 3 });
    expect(await countJobs(staff(publisherId).scope)).toMatchObject({ done: 3 });
  });

  it("of another publisher sees and touches nothing of it", async () => {
    const other = (await database().publisher.create({ data: { key: "fabrikam", name: "Fabrikam" } })).id;
    await ask("mine");
    await workOff({ jobs: [note(async () => Promise.reject(new Error("no")), { maxFailures: 1 })], concurrency: 1 });
    const { id } = await only();
    await expect(getJob(staff(other).scope, id)).rejects.toMatchObject({ code: "not-found" });
    await expect(retryJob(staff(other), id)).rejects.toMatchObject({ code: "not-found" });
    expect(await retryDeadJobs(staff(other))).toBe(0);
    expect((await listJobs(staff(other).scope, {})).items).toEqual([]);
    expect((await getJob(staff(publisherId).scope, id)).made).toHaveLength(1);
  });
});

import { setMaxListeners } from "node:events";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { systemScope } from "../auth/scope";
import { database } from "../db/client";
import { transaction } from "../db/transaction";
import { currentTime } from "../kernel/clock";
import type { Context, SystemScope } from "../kernel/context";
import { newId } from "../kernel/ids";
import { log } from "../kernel/log";
import { workerBeat } from "../kernel/metrics";
import type { RegisteredJob } from "./define";
import { takeJobs } from "./lease";
import { runJob } from "./run-job";
import { makeScheduledJobs } from "./schedule";

const POLL_MILLISECONDS = 1_000;
const BEAT_MILLISECONDS = 15_000;
/** While the database is away. */
const LONGEST_PAUSE_MILLISECONDS = 15_000;

export interface WorkerOptions {
  readonly jobs: readonly RegisteredJob[];
  /** How many at once. */
  readonly concurrency: number;
  /** How long a job of a worker that died stays held: LEASE_SECONDS where it is not said. */
  readonly leaseSeconds?: number;
}

export interface RunningWorker {
  readonly name: string;
  /** Takes no more; waits up to `seconds` for what is under way and hands back the rest. Safe to call twice. */
  stop(seconds: number): Promise<void>;
}

/** Starts a worker in this process: looks for jobs that are due and does several at once, until it is stopped. */
export function startWorker({ jobs, concurrency, leaseSeconds }: WorkerOptions): RunningWorker {
  const name = `${hostname()}:${process.pid}:${newId().slice(0, 8)}`;
  const stopTaking = new AbortController();
  const stopWorking = new AbortController();
  // One for each job under way.
  setMaxListeners(0, stopWorking.signal);
  const known = new Map(jobs.map((job) => [job.kind, job]));
  const running = new Set<Promise<unknown>>();
  const made = new Map<string, string>();
  let beatAt = Number.NEGATIVE_INFINITY;

  const turn = async (): Promise<boolean> => {
    const ctx = workerContext(name);
    if (performance.now() - beatAt > BEAT_MILLISECONDS) {
      await beat(ctx, name);
      beatAt = performance.now();
    }
    workerBeat.setToCurrentTime();
    await makeScheduledJobs(ctx, jobs, made);
    const taken = await takeJobs(ctx, name, concurrency - running.size, leaseSeconds);
    for (const job of taken) {
      const work: Promise<unknown> = runJob(ctx, job, known.get(job.kind), stopWorking.signal)
        .catch((error: unknown) => log.error({ event: "job.end-not-kept", job: job.id, kind: job.kind, err: error }, "the end of a job could not be kept: it will be taken again"))
        .finally(() => running.delete(work));
      running.add(work);
    }
    return taken.length > 0;
  };

  const loop = async (): Promise<void> => {
    let faults = 0;
    while (!stopTaking.signal.aborted) {
      try {
        const found = await turn();
        faults = 0;
        if (running.size >= concurrency) await firstOf(running, POLL_MILLISECONDS);
        else if (!found) await pause(stopTaking.signal, POLL_MILLISECONDS * (0.75 + Math.random() / 2));
      } catch (error) {
        faults += 1;
        log.error({ event: "worker.turn-failed", faults, err: error }, "the worker could not look for jobs");
        await pause(stopTaking.signal, Math.min(POLL_MILLISECONDS * 2 ** faults, LONGEST_PAUSE_MILLISECONDS));
      }
    }
  };

  const looping = loop();
  let stopped: Promise<void> | undefined;
  const stop = async (seconds: number): Promise<void> => {
    stopTaking.abort();
    await looping;
    await firstOf([Promise.all(running)], seconds * 1000);
    stopWorking.abort();
    await Promise.all(running);
    await transaction(workerContext(name), async ({ tx }) => tx.worker.deleteMany({ where: { name } })).catch(() => undefined);
    log.info({ event: "worker.stopped", worker: name }, "the worker has stopped");
  };
  log.info({ event: "worker.started", worker: name, concurrency }, "the worker has started");
  return { name, stop: (seconds) => (stopped ??= stop(seconds)) };
}

/** Does everything that is due now, several at once, and returns how many attempts that took; for the command line. */
export async function workOff({ jobs, concurrency }: WorkerOptions): Promise<number> {
  const name = `${hostname()}:${process.pid}:once`;
  const known = new Map(jobs.map((job) => [job.kind, job]));
  const never = new AbortController().signal;
  let attempts = 0;
  for (;;) {
    const ctx = workerContext(name);
    const taken = await takeJobs(ctx, name, concurrency);
    if (taken.length === 0) return attempts;
    attempts += taken.length;
    await Promise.all(taken.map((job) => runJob(ctx, job, known.get(job.kind), never)));
  }
}

function workerContext(name: string): Context<SystemScope> {
  return { actor: { kind: "job", name }, scope: systemScope(), correlationId: newId(), now: currentTime() };
}

/** Says that this worker lives, takes those for dead that have not for a day, and leases that a jump of the clock left far ahead. */
async function beat(ctx: Context<SystemScope>, name: string): Promise<void> {
  const { now } = ctx;
  const day = 24 * 3600_000;
  await transaction(ctx, async ({ tx }) => {
    const { count } = await tx.worker.updateMany({ where: { name }, data: { beatAt: now } });
    if (count === 0) await tx.worker.create({ data: { name, startedAt: now, beatAt: now } });
    await tx.worker.deleteMany({ where: { beatAt: { lt: new Date(now.getTime() - day) } } });
    // No lease is ever taken for so long: the clock went back since.
    await tx.job.updateMany({ where: { state: "running", nextAt: { gt: new Date(now.getTime() + 3600_000) } }, data: { nextAt: now } });
  });
}

/** When a worker of this deployment last said that it lives; null when none ever did. */
export async function newestBeat(): Promise<Date | null> {
  const newest = await database().worker.findFirst({ orderBy: { beatAt: "desc" }, select: { beatAt: true } });
  return newest?.beatAt ?? null;
}

/** Until one of them is over, or the time is. */
async function firstOf(work: Iterable<Promise<unknown>>, milliseconds: number): Promise<void> {
  const over = new AbortController();
  await Promise.race([...work, pause(over.signal, milliseconds)]);
  over.abort();
}

async function pause(signal: AbortSignal, milliseconds: number): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}

import { raiseAlert } from "../alerts/raise";
import { database, type Tx } from "../db/client";
import { transaction, type TransactionContext } from "../db/transaction";
import { addSeconds } from "../kernel/clock";
import type { Context, SystemScope } from "../kernel/context";
import { newId } from "../kernel/ids";
import { backoffSeconds } from "./backoff";
import type { JobResult } from "./define";
import type { AttemptOutcome } from "./schema";

/** How long a worker usually holds a job without saying that it is still at it; what a crash held is free again after this time. */
export const LEASE_SECONDS = 60;

/** A job that this process holds. */
export interface HeldJob {
  readonly id: number;
  readonly kind: string;
  readonly input: string;
  readonly publisherId: number | null;
  readonly correlationId: string;
  readonly createdAt: Date;
  /** Which attempt this is, and how many failed in a row before it. */
  readonly attempt: number;
  readonly failures: number;
  readonly lease: string;
  /** For how long it is held at a time. */
  readonly leaseSeconds: number;
}

/** Somebody else has the job now, or it is over: what this attempt wanted to write is not written. */
export class LeaseLostError extends Error {
  override readonly name = "LeaseLostError";
}

type Worker = Context<SystemScope>;
type Writing = Worker & TransactionContext;

const CANDIDATE = { id: true, kind: true, input: true, publisherId: true, correlationId: true, createdAt: true, attempts: true, failures: true, state: true, lease: true } as const;

/**
 * Takes up to `limit` jobs that are due, or whose worker has died. Of several workers that reach for one, one gets it:
 * the row's lease is the gate.
 * @param worker name of who takes them, for the history.
 */
export async function takeJobs(ctx: Worker, worker: string, limit: number, leaseSeconds = LEASE_SECONDS): Promise<HeldJob[]> {
  const due = { nextAt: { lte: ctx.now } };
  // More than can be taken, in an order of our own: several workers then do not all reach for the same rows.
  const candidates = await database().job.findMany({ where: due, orderBy: [{ nextAt: "asc" }, { id: "asc" }], take: limit * 3, select: CANDIDATE });
  if (candidates.length === 0) return [];
  const chosen = (candidates.length > limit ? shuffled(candidates) : candidates).slice(0, limit);
  return transaction(ctx, async ({ tx }) => {
    const held: HeldJob[] = [];
    for (const { state, lease: before, attempts, failures, ...facts } of chosen) {
      const lease = newId();
      const lost = state === "running";
      const { count } = await tx.job.updateMany({
        where: { id: facts.id, attempts, lease: before, ...due },
        data: { state: "running", lease, nextAt: addSeconds(ctx.now, leaseSeconds), attempts: attempts + 1, failures: failures + (lost ? 1 : 0) },
      });
      if (count === 0) continue;
      if (lost) await endAttempt(tx, facts.id, ctx.now, "lost", "Its worker died, or held it for too long.");
      await tx.jobAttempt.create({ data: { jobId: facts.id, number: attempts + 1, worker: worker.slice(0, 200), startedAt: ctx.now } });
      held.push({ ...facts, attempt: attempts + 1, failures: failures + (lost ? 1 : 0), lease, leaseSeconds });
    }
    return held;
  });
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((left, right) => left.place - right.place)
    .map(({ item }) => item);
}

/** Says that the worker is still at it. @throws LeaseLostError when it is somebody else's by now. */
export async function renewLease(ctx: Worker, job: HeldJob): Promise<void> {
  await fenced(ctx, job, { nextAt: addSeconds(ctx.now, job.leaseSeconds) }, async () => undefined);
}

/** The end of an attempt that went well, its effect, and whatever the next turn is: all together, while the lease holds. */
export async function endWell(ctx: Worker, job: HeldJob, result: JobResult): Promise<void> {
  const { kind, effect } = result;
  const next =
    result.kind === "again"
      ? { state: "waiting", nextAt: result.at, lease: null, failures: 0, lastError: null }
      : { state: "done", nextAt: null, lease: null, failures: 0, lastError: null, finishedAt: ctx.now };
  await fenced(ctx, job, next, async (writing) => {
    await effect?.(writing);
    await endAttempt(writing.tx, job.id, ctx.now, kind, null);
  });
}

/** An attempt that failed: another one later, or, when that was the last one, the end of it, to which the staff is called. */
export async function endBadly(ctx: Worker, job: HeldJob, error: string, { maxFailures }: { maxFailures: number }): Promise<"failed" | "dead"> {
  const failures = job.failures + 1;
  const dead = failures >= maxFailures;
  const lastError = error.slice(0, 2000);
  const next = dead ? { state: "dead", nextAt: null, finishedAt: ctx.now } : { state: "failed", nextAt: addSeconds(ctx.now, backoffSeconds(failures, Math.random())) };
  await fenced(ctx, job, { ...next, lease: null, failures, lastError }, async (writing) => {
    await endAttempt(writing.tx, job.id, ctx.now, "failed", lastError);
    if (dead && job.publisherId !== null) {
      await raiseAlert(writing, { publisherId: job.publisherId, kind: "job-dead", about: String(job.id), jobId: job.id, message: `The job ${job.kind} was given up after ${failures} ${failures === 1 ? "attempt" : "attempts"}: ${lastError}` });
    }
  });
  return dead ? "dead" : "failed";
}

/** Hands a job back untried, for another worker to take at once. */
export async function handBack(ctx: Worker, job: HeldJob): Promise<void> {
  await fenced(ctx, job, { state: "waiting", nextAt: ctx.now, lease: null }, async ({ tx }) => endAttempt(tx, job.id, ctx.now, "returned", null));
}

/** A transaction that begins by showing the lease: without it nothing of it is written. */
export async function fenced<T>(ctx: Worker, job: Pick<HeldJob, "id" | "lease">, data: JobColumns, work: (ctx: Writing) => Promise<T>): Promise<T> {
  return transaction(ctx, async (writing) => {
    const { count } = await writing.tx.job.updateMany({ where: { id: job.id, lease: job.lease, state: "running" }, data: { lease: job.lease, ...data } });
    if (count === 0) throw new LeaseLostError(`Job ${job.id} is held by somebody else by now.`);
    return work(writing);
  });
}

type JobColumns = NonNullable<Parameters<Tx["job"]["updateMany"]>[0]>["data"];

async function endAttempt(tx: Tx, jobId: number, now: Date, outcome: AttemptOutcome, error: string | null): Promise<void> {
  await tx.jobAttempt.updateMany({ where: { jobId, outcome: null }, data: { outcome, finishedAt: now, error } });
}


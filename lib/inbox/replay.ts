import { settleAlert } from "../alerts/raise";
import { recordAudit } from "../auth/audit";
import { transaction, type TransactionContext } from "../db/transaction";
import { isUniqueViolation } from "../db/unique-violation";
import { enqueue } from "../jobs/enqueue";
import type { Actor, Context, PublisherScope, SystemScope } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";
import { PROCESS_EVENT } from "./process-event";
import { jobKeysOf, replayable } from "./queries";
import { recordStep } from "./steps";

type Caller = Context<PublisherScope | SystemScope>;
type Writing = Caller & TransactionContext;

/**
 * What a replay came to. replayed: it is looked after anew, at once. due: that was so already. running: a worker is at
 * it at this moment, and nothing was asked for.
 */
export type ReplayOutcome = { readonly kind: "replayed" } | { readonly kind: "due" } | { readonly kind: "running" };

interface Replayed {
  readonly id: string;
  readonly number: number;
  readonly publisherId: number;
}

const REPLAYED = { id: true, number: true, publisherId: true } as const;
const AT_ONCE = 50;
/** Somebody else may ask for the same replay at the same moment. */
const TRIES = 5;

/**
 * Has one call processed anew: Microsoft's API is asked again, and what it says is applied. What was done is not done twice.
 * @throws NotFoundError outside the scope.
 */
export async function replayEvent(ctx: Caller, number: number): Promise<ReplayOutcome> {
  const publisher = ctx.scope.kind === "publisher" ? { publisherId: ctx.scope.publisherId } : {};
  return untilAlone(() =>
    transaction(ctx, async (writing) => {
      const event = await writing.tx.inboxEvent.findFirst({ where: { number, ...publisher }, select: { ...REPLAYED, action: true, subscriptionId: true } });
      if (event === null) throw new NotFoundError("call");
      const outcome = await replayOne(writing, event);
      if (outcome.kind === "replayed") await recordAudit(writing, { type: "InboxReplayed", publisherId: event.publisherId, subject: `Call ${number}: ${event.action}`, details: { subscriptionId: event.subscriptionId } });
      return outcome;
    }),
  );
}

/** The same for all that are worth it: they failed, their job was given up, or Microsoft's API did not confirm them. @returns how many. */
export async function replayFailed(ctx: Caller): Promise<number> {
  let replayed = 0;
  for (let after: number | null = 0; after !== null; ) {
    const batch: { count: number; last: number | null } = await replayBatch(ctx, after);
    replayed += batch.count;
    after = batch.last;
  }
  return replayed;
}

async function replayBatch(ctx: Caller, after: number): Promise<{ count: number; last: number | null }> {
  const worthIt = await replayable(ctx.scope);
  return untilAlone(() =>
    transaction(ctx, async (writing) => {
      const events = await writing.tx.inboxEvent.findMany({ where: { ...worthIt, number: { gt: after } }, orderBy: { number: "asc" }, take: AT_ONCE, select: REPLAYED });
      const counts = new Map<number, number>();
      for (const event of events) {
        if ((await replayOne(writing, event)).kind === "replayed") counts.set(event.publisherId, (counts.get(event.publisherId) ?? 0) + 1);
      }
      for (const [publisherId, calls] of counts) await recordAudit(writing, { type: "InboxReplayed", publisherId, subject: calls === 1 ? "1 call that failed or was not confirmed" : `${calls} calls that failed or were not confirmed`, details: { calls } });
      return { count: [...counts.values()].reduce((sum, count) => sum + count, 0), last: events.length < AT_ONCE ? null : (events.at(-1)?.number ?? null) };
    }),
  );
}

async function replayOne(writing: Writing, event: Replayed): Promise<ReplayOutcome> {
  const { replays, where } = jobKeysOf(event.id);
  const jobs = await writing.tx.job.findMany({ where: { publisherId: event.publisherId, ...where }, orderBy: { id: "desc" }, select: { id: true, key: true, state: true, nextAt: true, failures: true } });
  if (jobs.some(({ state }) => state === "running")) return { kind: "running" };
  const open = jobs.find(({ state }) => state === "waiting" || state === "failed") ?? jobs.find(({ state }) => state === "dead");
  if (open === undefined) {
    const last = Math.max(0, ...jobs.map(({ key }) => Number(key.startsWith(replays) ? key.slice(replays.length) : 0)));
    await enqueue(writing, PROCESS_EVENT, { eventId: event.id.toLowerCase() }, { publisherId: event.publisherId, key: `${replays}${last + 1}` });
  } else {
    if (open.state === "waiting" && open.failures === 0 && open.nextAt !== null && open.nextAt <= writing.now) return { kind: "due" };
    const { count } = await writing.tx.job.updateMany({ where: { id: open.id, state: open.state }, data: { state: "waiting", nextAt: writing.now, failures: 0, finishedAt: null } });
    // A worker took it since it was read.
    if (count === 0) return { kind: "running" };
  }
  for (const { id, state } of jobs) if (state === "dead") await settleAlert(writing, { publisherId: event.publisherId, kind: "job-dead", about: String(id) });
  await writing.tx.inboxEvent.update({ where: { number: event.number }, data: { state: "waiting", lastError: null }, select: { number: true } });
  await recordStep(writing, event.number, "replayed", `Asked for by ${nameOf(writing.actor)}.`);
  return { kind: "replayed" };
}

function nameOf(actor: Actor): string {
  if (actor.kind === "user") return actor.name;
  return "name" in actor ? `${actor.kind} ${actor.name}` : actor.kind;
}

/** Two replays of one call meet in the key of their job: the second looks again, and finds the first one's. */
async function untilAlone<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === TRIES || !isUniqueViolation(error)) throw error;
    }
  }
}

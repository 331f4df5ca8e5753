import { setTimeout as sleep } from "node:timers/promises";
import { insertMany } from "../../db/insert-many";
import { transaction, type TransactionContext } from "../../db/transaction";
import { addSeconds, currentTime } from "../../kernel/clock";
import type { Context, SystemScope } from "../../kernel/context";
import { newId } from "../../kernel/ids";
import { deliveryAttempts } from "../../kernel/metrics";
import { withoutQuery } from "../../offers/change-rules";
import { attemptMessage } from "./attempt";
import { keepResults, type EndpointHealth, type Finished } from "./keep-results";
import { pickMessages } from "./pick";
import { CIRCUIT_FAILURES } from "./retry";

/** How long an endpoint is held without a word: longer than an attempt may take. What a crash held is free again afterwards. */
export const LEASE_SECONDS = 60;
/** How many messages are on their way to one endpoint at a time. */
export const AT_ONCE = 8;
/** Then the endpoint is free for whoever comes next. */
const SHIFT_SECONDS = 30;
const LOOK_MILLISECONDS = 1_000;

type System = Context<SystemScope>;
type Writing = System & TransactionContext;

/** The right to deliver to one endpoint, until somebody else has it. */
export interface Shift {
  readonly endpointId: number;
  /** An unguessable word, which every step has to show. */
  readonly lease: string;
  /** Each step prolongs it by so much. */
  readonly leaseSeconds: number;
}

/** A message that an attempt is made at. */
export interface Claimed {
  readonly number: number;
  readonly attempt: number;
  readonly subscriptionInfoId: string | null;
  readonly id: string;
  readonly body: string;
  readonly sealedHeaders: string | null;
}

interface Destination {
  readonly url: string;
  readonly offerId: number;
}

type Step = { readonly kind: "lost" } | { readonly kind: "over" } | { readonly kind: "held"; readonly destination: Destination; readonly claimed: readonly Claimed[] };

/**
 * Takes an endpoint, if nobody holds it. The attempts of whoever held it and died count as lost: their messages are sent
 * again, under the same webhook-id.
 */
export async function takeShift(ctx: System, endpointId: number, leaseSeconds = LEASE_SECONDS): Promise<Shift | null> {
  const lease = newId();
  return transaction(ctx, async ({ tx, now }) => {
    const before = await tx.endpoint.findUnique({ where: { id: endpointId }, select: { lease: true, leaseUntil: true } });
    if (before === null || (before.leaseUntil !== null && before.leaseUntil > now)) return null;
    const { count } = await tx.endpoint.updateMany({ where: { id: endpointId, lease: before.lease }, data: { lease, leaseUntil: addSeconds(now, leaseSeconds) } });
    if (count === 0) return null;
    if (before.lease !== null) await tx.deliveryAttempt.updateMany({ where: { endpointId, outcome: null }, data: { outcome: "lost", finishedAt: now } });
    return { endpointId, lease, leaseSeconds };
  });
}

export interface Signals {
  /** Nothing new is begun from then on. */
  readonly stopping: AbortSignal;
  /** What is on its way is cut off. */
  readonly signal: AbortSignal;
}

/**
 * Delivers to one endpoint until nothing is due there, its circuit opens, or the time of the shift is over. Each step is
 * one short transaction that shows the lease: results are kept, the next messages chosen, and a row is written for each
 * attempt before it is made. So one that is cut off leaves a trace, and is made again.
 * @returns how many attempts were made.
 */
export async function workShift(ctx: System, shift: Shift, { stopping, signal }: Signals): Promise<number> {
  const underWay = new Map<number, { readonly claimed: Claimed; readonly over: Promise<void> }>();
  const finished: Finished[] = [];
  const endsAt = performance.now() + SHIFT_SECONDS * 1000;
  for (let attempts = 0; ; ) {
    const mayBegin = !stopping.aborted && !signal.aborted && performance.now() < endsAt;
    const step = await takeStep({ ...ctx, now: currentTime() }, shift, { finished: finished.splice(0), underWay: [...underWay.values()].map(({ claimed }) => claimed), mayBegin });
    if (step.kind !== "held") {
      await Promise.all([...underWay.values()].map(({ over }) => over));
      return attempts;
    }
    attempts += step.claimed.length;
    for (const claimed of step.claimed) {
      const over = attemptMessage(step.destination, claimed, signal).then((result) => {
        underWay.delete(claimed.number);
        finished.push({ number: claimed.number, attempt: claimed.attempt, result });
        if (result !== null) deliveryAttempts.observe({ outcome: result.outcome }, result.milliseconds / 1000);
      });
      underWay.set(claimed.number, { claimed, over });
    }
    if (finished.length === 0) await anyOver([...underWay.values()].map(({ over }) => over));
  }
}

/** Also after a while: what has come meanwhile need not wait for an answer that is slow. */
async function anyOver(sending: readonly Promise<void>[]): Promise<void> {
  const over = new AbortController();
  await Promise.race([...sending, sleep(LOOK_MILLISECONDS, undefined, { signal: over.signal }).catch(() => undefined)]);
  over.abort();
}

interface Progress {
  readonly finished: readonly Finished[];
  readonly underWay: readonly Claimed[];
  readonly mayBegin: boolean;
}

async function takeStep(ctx: System, { endpointId, lease, leaseSeconds }: Shift, { finished, underWay, mayBegin }: Progress): Promise<Step> {
  return transaction(ctx, async (writing): Promise<Step> => {
    const { tx, now } = writing;
    const { count } = await tx.endpoint.updateMany({ where: { id: endpointId, lease }, data: { leaseUntil: addSeconds(now, leaseSeconds) } });
    if (count === 0) return { kind: "lost" };
    const endpoint = await tx.endpoint.findUniqueOrThrow({ where: { id: endpointId }, select: { id: true, publisherId: true, offerId: true, url: true, pausedAt: true, resumedAt: true, failuresInARow: true, failingSince: true, openUntil: true } });
    const health = await keepResults(writing, endpoint, finished);
    const { url } = endpoint;
    const room = mayBegin && endpoint.pausedAt === null ? roomFor(health, underWay.length, now) : NO_ROOM;
    const claimed = url === null ? [] : await claim(writing, endpointId, url, room, underWay);
    if (claimed.length + underWay.length > 0) return { kind: "held", destination: { url: url ?? "", offerId: endpoint.offerId }, claimed };
    await tx.endpoint.updateMany({ where: { id: endpointId, lease }, data: { lease: null, leaseUntil: null } });
    return { kind: "over" };
  });
}

/** How many messages may go out. */
export interface Room {
  readonly limit: number;
  readonly isProbe: boolean;
}

const NO_ROOM: Room = { limit: 0, isProbe: false };

/** None while the circuit is open; then one, to try whether the endpoint is well again. */
export function roomFor({ failuresInARow, openUntil }: Pick<EndpointHealth, "failuresInARow" | "openUntil">, underWay: number, now: Date): Room {
  if (openUntil !== null && openUntil > now) return NO_ROOM;
  const isProbe = failuresInARow >= CIRCUIT_FAILURES;
  return { limit: (isProbe ? 1 : AT_ONCE) - underWay, isProbe };
}

async function claim({ tx, now }: Writing, endpointId: number, url: string, room: Room, underWay: readonly Claimed[]): Promise<Claimed[]> {
  const picked = await pickMessages(tx, { endpointId, ...room, now, underWay });
  if (picked.length === 0) return [];
  const numbers = picked.map(({ number }) => number);
  await tx.delivery.updateMany({ where: { number: { in: numbers } }, data: { attempts: { increment: 1 } } });
  // However long it waited for its turn: its days begin with it.
  await tx.delivery.updateMany({ where: { number: { in: numbers }, failures: 0 }, data: { triedSince: now } });
  const attempts = picked.map(({ number, attempts: before }) => ({ deliveryNumber: number, endpointId, attempt: before + 1, url: withoutQuery(url), startedAt: now }));
  await insertMany(tx, "DeliveryAttempts", attempts, (data) => tx.deliveryAttempt.create({ data, select: { number: true } }));
  const rows = await tx.delivery.findMany({ where: { number: { in: numbers } }, orderBy: { number: "asc" }, select: { number: true, attempts: true, subscriptionInfoId: true, id: true, body: true, sealedHeaders: true } });
  return rows.map(({ attempts: attempt, ...row }) => ({ ...row, attempt }));
}

import { raiseAlert, settleAlert } from "../../alerts/raise";
import type { TransactionContext } from "../../db/transaction";
import type { Context } from "../../kernel/context";
import { addSeconds } from "../../kernel/clock";
import { CIRCUIT_FAILURES, circuitOpenUntil, countsAgainstEndpoint, isGivenUp, nextTry, TRIED_SECONDS } from "./retry";
import type { AttemptResult } from "./send";

type Writing = Omit<Context, "scope"> & TransactionContext;

/** An attempt that is over. */
export interface Finished {
  readonly number: number;
  readonly attempt: number;
  /** null: it was cut off, and nobody knows whether it arrived. */
  readonly result: AttemptResult | null;
}

/** The endpoint as the results find it. */
export interface EndpointHealth {
  readonly id: number;
  readonly publisherId: number;
  readonly resumedAt: Date | null;
  readonly failuresInARow: number;
  readonly failingSince: Date | null;
  readonly openUntil: Date | null;
}

/** The staff is called when an endpoint has failed for so long. */
const FAILING_SECONDS = 15 * 60;
/** So many each time that it fails: whatever else writes does not wait long. */
const GIVEN_UP_AT_ONCE = 2_000;
/** How many of those that wait are looked at, and tried at once, when an endpoint is well again; SQL Server takes 2,100 parameters. */
const LOOKED_AT = 5_000;
const GONE_ON_AT_ONCE = 1_000;

/**
 * Keeps what came of attempts: in their rows, in those of the messages, and in how the endpoint does. A message that was
 * withdrawn meanwhile stays so, unless it arrived.
 * @returns how the endpoint does now.
 */
export async function keepResults(ctx: Writing, before: EndpointHealth, finished: readonly Finished[]): Promise<EndpointHealth> {
  let health = before;
  for (const each of finished) health = await keepResult(ctx, health, each);
  if (finished.length === 0) return health;
  await keepArrived(ctx, finished);
  const { failuresInARow, failingSince, openUntil } = health;
  const wentWell = finished.some(({ result }) => result?.outcome === "delivered");
  await ctx.tx.endpoint.update({ where: { id: health.id }, data: { failuresInARow, failingSince, openUntil, ...(wentWell ? { lastSuccessAt: ctx.now } : {}) } });
  if (failingSince === null && before.failingSince !== null) await settleAlert(ctx, { publisherId: health.publisherId, kind: "endpoint-failing", about: String(health.id) });
  if (before.failuresInARow >= CIRCUIT_FAILURES && failuresInARow === 0) await letGoOn(ctx, health.id);
  if (failingSince !== null) await callForEndpoint(ctx, { ...health, failingSince });
  return health;
}

async function keepResult(ctx: Writing, health: EndpointHealth, { number, attempt, result }: Finished): Promise<EndpointHealth> {
  const { tx, now } = ctx;
  if (result === null) {
    await tx.deliveryAttempt.updateMany({ where: { deliveryNumber: number, attempt }, data: { outcome: "lost", finishedAt: now } });
    return health;
  }
  const { outcome, status, problem, answer, milliseconds, clockSkewSeconds } = result;
  await tx.deliveryAttempt.updateMany({ where: { deliveryNumber: number, attempt }, data: { outcome, status, problem, answer, milliseconds, clockSkewSeconds, finishedAt: now } });
  if (outcome === "delivered") {
    return { ...health, failuresInARow: 0, failingSince: null, openUntil: null };
  }
  const failure = await keepFailure(ctx, health, number, result);
  // Somebody tries something: whatever comes of it, the others go on as before.
  if (failure.kind === "test") return health;
  const failingSince = health.failingSince ?? now;
  if (!countsAgainstEndpoint(health.failuresInARow, failure.failures)) return { ...health, failingSince };
  const failuresInARow = health.failuresInARow + 1;
  return { ...health, failuresInARow, failingSince, openUntil: circuitOpenUntil(failuresInARow, now, Math.random()) };
}

/** What failed while the endpoint was down need not wait for its own time, now that it is well; the rest has had no time to wait for. */
async function letGoOn({ tx, now }: Writing, endpointId: number): Promise<void> {
  const first = await tx.delivery.findMany({ where: { endpointId, state: "waiting" }, orderBy: { number: "asc" }, take: LOOKED_AT, select: { number: true, nextAt: true } });
  const numbers = first.flatMap(({ number, nextAt }) => (nextAt !== null && nextAt > now ? [number] : [])).slice(0, GONE_ON_AT_ONCE);
  if (numbers.length > 0) await tx.delivery.updateMany({ where: { number: { in: numbers }, state: "waiting" }, data: { nextAt: now } });
}

/** All that were answered alike at once: of most steps, everything. */
async function keepArrived({ tx, now }: Writing, finished: readonly Finished[]): Promise<void> {
  const alike = new Map<string, { readonly numbers: number[]; readonly status: number | null; readonly problem: string | null }>();
  for (const { number, result } of finished) {
    if (result?.outcome !== "delivered") continue;
    const { status, problem } = result;
    const key = JSON.stringify([status, problem]);
    const group = alike.get(key) ?? { numbers: [], status, problem };
    group.numbers.push(number);
    alike.set(key, group);
  }
  for (const { numbers, status, problem } of alike.values()) {
    // Taken back while it was under way, and there all the same: a system may use what it is sent before it answers.
    await tx.delivery.updateMany({ where: { number: { in: numbers }, state: { in: ["waiting", "withdrawn"] } }, data: { state: "delivered", nextAt: null, finishedAt: now, lastStatus: status, lastProblem: problem } });
  }
}

async function keepFailure(ctx: Writing, { id, publisherId, resumedAt }: EndpointHealth, number: number, result: AttemptResult): Promise<{ readonly kind: string; readonly failures: number }> {
  const { tx, now } = ctx;
  const delivery = await tx.delivery.findUniqueOrThrow({ where: { number }, select: { state: true, kind: true, triedSince: true, failures: true } });
  const failures = delivery.failures + 1;
  const told = { kind: delivery.kind, failures };
  if (delivery.state !== "waiting") return told;
  const facts = { failures, lastStatus: result.status, lastProblem: result.problem };
  const isTest = delivery.kind === "test";
  if (isTest || isGivenUp(delivery, resumedAt, now)) {
    await tx.delivery.update({ where: { number }, data: { ...facts, state: "dead", nextAt: null, finishedAt: now } });
    if (!isTest) await callForDead(ctx, publisherId, id);
    return told;
  }
  await tx.delivery.update({ where: { number }, data: { ...facts, nextAt: nextTry({ failures }, result.retryAfterSeconds, now, Math.random()) } });
  return told;
}

/** An endpoint that has answered nobody for three days has had its time for whatever waits since then, also for what did not get its own turn. */
async function callForEndpoint(ctx: Writing, { id, publisherId, resumedAt, failingSince, openUntil }: EndpointHealth & { failingSince: Date }): Promise<void> {
  const { tx, now } = ctx;
  if (addSeconds(failingSince, FAILING_SECONDS) > now) return;
  await raiseAlert(ctx, { publisherId, kind: "endpoint-failing", about: String(id), message: `Nothing has arrived at the ${await nameOf(ctx, id)} since ${failingSince.toISOString()}.` });
  if (openUntil === null || !isGivenUp({ triedSince: failingSince }, resumedAt, now)) return;
  const waiting = { endpointId: id, state: "waiting", triedSince: { lt: addSeconds(now, -TRIED_SECONDS) } };
  const old = await tx.delivery.findMany({ where: waiting, orderBy: { number: "asc" }, take: GIVEN_UP_AT_ONCE, select: { number: true } });
  const last = old.at(-1);
  if (last === undefined) return;
  await tx.delivery.updateMany({ where: { ...waiting, number: { lte: last.number } }, data: { state: "dead", nextAt: null, finishedAt: now, lastProblem: "endpoint-down" } });
  await callForDead(ctx, publisherId, id);
}

async function callForDead(ctx: Writing, publisherId: number, id: number): Promise<void> {
  await raiseAlert(ctx, { publisherId, kind: "delivery-dead", about: String(id), message: `Messages to the ${await nameOf(ctx, id)} could not be delivered for three days.` });
}

async function nameOf({ tx }: Writing, id: number): Promise<string> {
  const { kind, offer } = await tx.endpoint.findUniqueOrThrow({ where: { id }, select: { kind: true, offer: { select: { name: true } } } });
  return `${kind} endpoint of ${offer.name}`;
}

import { raiseAlert, settleAlert } from "../alerts/raise";
import type { AlertKind } from "../alerts/schema";
import { database } from "../db/client";
import type { TransactionContext } from "../db/transaction";
import type { JobContext, JobResult } from "../jobs/define";
import { addSeconds, currentTime } from "../kernel/clock";
import type { Context, SystemScope } from "../kernel/context";
import { PortalError } from "../kernel/errors";
import { guid } from "../kernel/ids";
import { fulfillment, type FulfillmentClient } from "../marketplace/fulfillment";
import { withoutPreview, type MarketplaceOperation, type MarketplaceSubscription } from "../marketplace/fulfillment-schema";
import { UpstreamError } from "../marketplace/upstream-error";
import { findOfferOfPublisher, getMarketplaceCredentials } from "../offers/queries";
import { settleOperation, type OperationSeen, type Settled } from "../subscriptions/settle-operation";
import { acknowledge } from "./acknowledge";
import { handlerOf } from "./handlers/table";
import { fieldOf, judge, LAG_LOOKS, type Judgement } from "./judge";
import { readCall } from "./read-call";
import type { Outcome } from "./schema";
import { recordStep } from "./steps";

type Writing = Context<SystemScope> & TransactionContext;

/** Seconds until the next look, by how often it was looked: often while a change may be refused, then ever more seldom. */
const PAUSES = [1, 2, 4, 8, 15, 30, 60, 120, 300];
const LONGEST_PAUSE = 900;
/** How long the answer to Microsoft may take to be decided. */
const DECISION_SECONDS = 15;
/** After this an operation that is still under way is nobody's any more. */
const OPEN_SECONDS = 24 * 3600;

/** One look at an event: over, or to be looked at again; with what it changes, which is written in one transaction. */
interface Look {
  readonly isOver: boolean;
  readonly effect?: (writing: Writing) => Promise<void>;
}

const AGAIN: Look = { isOver: false };

/**
 * Looks after one event, in the background and as often as it takes: asks Microsoft's API, whose answer is what counts,
 * applies it, says that an accepted change was carried out. Safe to repeat, in any order, and after a crash between any
 * two steps. Whatever goes wrong stands in the event, too.
 */
export async function processEvent(ctx: JobContext, eventId: string): Promise<JobResult> {
  const event = await findEvent(eventId);
  if (event === null) return { kind: "done" };
  try {
    const { isOver, effect } = await look(ctx, event);
    if (effect) await ctx.fenced(effect);
    return isOver ? { kind: "done" } : { kind: "again", at: addSeconds(ctx.now, PAUSES[ctx.attempt - 1] ?? LONGEST_PAUSE) };
  } catch (error) {
    if (!ctx.signal.aborted) await ctx.fenced((writing) => keepError(writing, event, error));
    throw error;
  }
}

async function findEvent(id: string) {
  const event = await database().inboxEvent.findUnique({
    where: { id },
    select: { id: true, number: true, publisherId: true, offerId: true, subscriptionId: true, operationId: true, action: true, requestSource: true, happenedAt: true, receivedAt: true, body: true, decision: true, decisionReason: true, answerStatus: true, answeredAt: true, offer: { select: { offerId: true } } },
  });
  if (event === null) return null;
  const read = readCall(event.body);
  if (read.kind === "unreadable") throw new Error("what was kept can be read");
  return { ...event, call: read.call, handler: handlerOf(event.action) };
}
export type Event = NonNullable<Awaited<ReturnType<typeof findEvent>>>;

async function look(ctx: JobContext, event: Event): Promise<Look> {
  // Nothing is said about a change before its answer was.
  if (event.handler.isDecided && event.answerStatus === null && ctx.now < addSeconds(event.receivedAt, DECISION_SECONDS)) return AGAIN;
  // Whoever signed this call cannot mean what is no id of theirs.
  if (!guid.safeParse(event.subscriptionId).success) return unverified(event, `${event.subscriptionId} is no id of a subscription.`);
  const known = await database().subscription.findUnique({ where: { subscriptionId: event.subscriptionId }, select: { publisherId: true, offerId: true } });
  if (known !== null && known.publisherId !== null && known.publisherId !== event.publisherId) return unverified(event, "The subscription is another publisher's.");
  // The offer is the subscription's, wherever the call came in.
  const client = fulfillment(await getMarketplaceCredentials(known?.offerId ?? event.offerId));
  const operation = guid.safeParse(event.operationId).success ? await orUnknown(client.getOperation(event.subscriptionId, event.operationId, { correlationId: ctx.correlationId, patience: "background" })) : null;
  const looks = 1 + (await countLooks(event));
  if (event.handler.provenBy === "operation") {
    if (operation === null && looks < LAG_LOOKS) return lookedInVain(event, "Microsoft's API does not know the operation yet.");
    if (operation !== null && isOpen(operation)) return waitFor(ctx, client, event, operation);
  }
  return lookAtSubscription(ctx, client, event, { operation, looks });
}

function isOpen({ status }: MarketplaceOperation): boolean {
  return !["Succeeded", "Failed", "Conflict"].includes(status);
}

/** How often the API has answered since the event came, or was replayed. */
async function countLooks({ number }: Event): Promise<number> {
  const replayed = await database().inboxStep.findFirst({ where: { eventNumber: number, step: "replayed" }, orderBy: { number: "desc" }, select: { number: true } });
  return database().inboxStep.count({ where: { eventNumber: number, step: { in: ["verified", "looked"] }, ...(replayed ? { number: { gt: replayed.number } } : {}) } });
}

function lookedInVain(event: Event, words: string): Look {
  return { isOver: false, effect: async (writing) => goesOn(writing, event, "looked", words) };
}

/** It is under way at Microsoft: what we accepted we also say to be done, once the answer has gone out. */
async function waitFor(ctx: JobContext, client: FulfillmentClient, event: Event, operation: MarketplaceOperation): Promise<Look> {
  if (ctx.now > addSeconds(ctx.createdAt, OPEN_SECONDS)) return unverified(event, `Microsoft calls the operation ${operation.status} for more than a day.`);
  const said = await acknowledge(ctx, client, event, operation);
  return said === null ? AGAIN : { isOver: false, effect: async (writing) => goesOn(writing, event, said.step, said.words) };
}

async function lookAtSubscription(ctx: JobContext, client: FulfillmentClient, event: Event, seen: { operation: MarketplaceOperation | null; looks: number }): Promise<Look> {
  const askedAt = currentTime();
  const subscription = await orUnknown(client.getSubscription(event.subscriptionId, { correlationId: ctx.correlationId, patience: "background" }));
  if (subscription === null) {
    if (seen.looks < LAG_LOOKS) return lookedInVain(event, "Microsoft's API does not know the subscription yet.");
    return unverified(event, "Microsoft's API does not know the subscription, or does not show it to this application.");
  }
  const offer = await findOfferOfPublisher(event.publisherId, withoutPreview(subscription.offerId));
  if (offer === null) return { isOver: true, effect: async (writing) => endUnregistered(writing, event, subscription) };
  const judgement = judge({ call: event.call, handler: event.handler, isRefused: event.decision === "refused", ...seen, subscription, later: await laterActions(event) });
  const isLast = seen.looks >= LAG_LOOKS;
  const isOver = await ctx.fenced(async (writing) => {
    const operation = { ...toSeen(event, seen.operation, judgement), isLast };
    const settled = await settleOperation(writing, { publisherId: event.publisherId, offerId: offer.id, subscription, askedAt, operation });
    // Somebody asked later than we did, and we cannot know what they were told: so it is asked once more.
    const isOvertaken = settled.outcome === "older" && operation.isEffective && !isLast;
    await goesOn(writing, event, "verified", wordsOf(subscription, seen.operation));
    if (settled.changes.length > 0) await recordStep(writing, event.number, "applied", settled.changes.map(({ type }) => type).join(", "));
    if (isOvertaken) return false;
    await callTheStaff(writing, event, judgement, { name: offer.name, isAnother: offer.id !== event.offerId, key: offer.key });
    if (judgement.kind === "again") return false;
    await end(writing, event, outcomeOf(judgement, settled));
    return true;
  });
  return { isOver };
}

function wordsOf({ saasSubscriptionStatus, planId, quantity }: MarketplaceSubscription, operation: MarketplaceOperation | null): string {
  return `${operation ? `The operation is ${operation.status}; t` : "T"}he subscription is ${saasSubscriptionStatus}, plan ${planId}${quantity === null ? "" : `, ${quantity} seats`}.`;
}

/** Actions of calls about the same subscription that happened later. Nobody's word is taken for more than when the call came. */
async function laterActions({ publisherId, subscriptionId, happenedAt, receivedAt, number }: Event): Promise<string[]> {
  const others = await database().inboxEvent.findMany({
    where: { publisherId, subscriptionId, number: { not: number }, NOT: { outcome: { in: ["contradicted", "unverified"] } } },
    orderBy: { number: "desc" },
    take: 50,
    select: { action: true, happenedAt: true, receivedAt: true },
  });
  const timeOf = (each: { happenedAt: Date | null; receivedAt: Date }): number => Math.min(each.happenedAt?.getTime() ?? Infinity, each.receivedAt.getTime());
  const mine = timeOf({ happenedAt, receivedAt });
  return others.filter((each) => timeOf(each) > mine).map(({ action }) => action);
}

function toSeen(event: Event, operation: MarketplaceOperation | null, judgement: Judgement): Omit<OperationSeen, "isLast"> {
  const isChange = fieldOf(event.action) !== null;
  const happened = judgement.kind === "happened";
  return {
    operationId: event.operationId,
    action: event.action,
    requestSource: operation?.requestSource ?? event.requestSource,
    status: judgement.kind === "contradicted" ? "Contradicted" : (operation?.status ?? (happened ? "Succeeded" : "Unknown")),
    errorMessage: operation?.errorMessage ?? null,
    from: isChange ? event.call.before : null,
    to: isChange ? { planId: operation?.planId ?? null, quantity: operation?.quantity ?? null } : { planId: null, quantity: null },
    startedAt: event.happenedAt ?? event.receivedAt,
    heardAt: event.receivedAt,
    decision: event.decision === "noted" ? null : event.decision,
    decisionReason: event.decision === "noted" ? null : event.decisionReason,
    isEffective: happened,
    standsAlone: happened && judgement.standsAlone,
    isShown: happened && judgement.isShown,
    isOver: judgement.kind !== "again",
  };
}

async function callTheStaff(writing: Writing, event: Event, judgement: Judgement, offer: { name: string; key: string; isAnother: boolean }): Promise<void> {
  const contradiction = judgement.kind === "again" || judgement.kind === "contradicted" ? judgement.contradiction : null;
  if (contradiction !== null) await call(writing, event, "webhook-contradiction", `${contradiction} Operation ${event.operationId}.`, event.id);
  if (judgement.kind === "again") return;
  // The API lagged, and has come round.
  if (contradiction === null) await settleAlert(writing, { publisherId: event.publisherId, kind: "webhook-contradiction", about: event.id });
  if (judgement.kind === "unverified") await call(writing, event, "webhook-unverified", `${event.action}, operation ${event.operationId}: Microsoft's API does not know the operation, and the subscription does not show it.`, event.id);
  if (offer.isAnother) await call(writing, event, "webhook-wrong-address", `A call about ${offer.name} came in at the address of ${event.offer.offerId}.`, offer.key);
  if ("isUnknown" in event.handler) await call(writing, event, "webhook-unknown-action", `The action is ${event.action}.`, event.action);
  if (judgement.kind === "happened" && event.decision === "refused") await call(writing, event, "change-despite-refusal", `${event.action} was refused here (${event.decisionReason ?? "no reason"}), and Microsoft made it.`, event.id);
}

function outcomeOf(judgement: Judgement, { outcome, changes }: Settled): Outcome {
  if (judgement.kind === "not-made") return judgement.outcome;
  if (judgement.kind === "contradicted" || judgement.kind === "unverified") return judgement.kind;
  return outcome === "created" || outcome === "changed" || changes.length > 0 ? "applied" : "unchanged";
}

async function end(writing: Writing, { number }: Event, outcome: Outcome): Promise<void> {
  await writing.tx.inboxEvent.update({ where: { number }, data: { state: "processed", outcome, processedAt: writing.now, lastError: null }, select: { number: true } });
  await recordStep(writing, number, "finished", outcome);
}

/** A look that went well, whatever failed before it. */
async function goesOn(writing: Writing, { number }: Event, ...step: [Parameters<typeof recordStep>[2], string | null]): Promise<void> {
  await writing.tx.inboxEvent.updateMany({ where: { number, state: "failed" }, data: { state: "waiting", lastError: null } });
  await recordStep(writing, number, ...step);
}

function unverified(event: Event, why: string): Look {
  return {
    isOver: true,
    effect: async (writing) => {
      await call(writing, event, "webhook-unverified", `${event.action}, operation ${event.operationId}: ${why}`, event.id);
      await end(writing, event, "unverified");
    },
  };
}

async function endUnregistered(writing: Writing, event: Event, { offerId }: MarketplaceSubscription): Promise<void> {
  await call(writing, event, "subscription-unregistered", `Microsoft calls about a subscription of the offer ${offerId}, which is not registered here.`, withoutPreview(offerId));
  await end(writing, event, "unregistered");
}

async function call(writing: Writing, { publisherId, subscriptionId }: Event, kind: AlertKind, message: string, about: string): Promise<void> {
  await raiseAlert(writing, { publisherId, kind, about, message, ...(guid.safeParse(subscriptionId).success ? { subscriptionId } : {}) });
}

/** What the API does not know, or keeps from this application, is no fault of ours. */
async function orUnknown<T>(asking: Promise<T>): Promise<T | null> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof UpstreamError && (error.reason === "not-found" || error.reason === "refused" || error.reason === "application-not-allowed")) return null;
    throw error;
  }
}

async function keepError(writing: Writing, { number }: Event, error: unknown): Promise<void> {
  const words = error instanceof PortalError ? error.message : "Something went wrong on our side.";
  await writing.tx.inboxEvent.update({ where: { number }, data: { state: "failed", lastError: words.slice(0, 2000) }, select: { number: true } });
  await recordStep(writing, number, "error", words);
}

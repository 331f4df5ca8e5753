import { raiseAlert } from "../alerts/raise";
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
import { settleOperation, type OperationSeen } from "../subscriptions/settle-operation";
import type { AskedHandler, ToldHandler } from "./handlers/handler";
import { handlerOf } from "./handlers/table";
import { readCall } from "./read-call";
import type { Outcome } from "./schema";
import { recordStep } from "./steps";

type Writing = Context<SystemScope> & TransactionContext;

/** Seconds until the next look, by how often it was looked: often while a change may be refused, then ever more seldom. */
const PAUSES = [1, 2, 4, 8, 15, 30, 60, 120, 300];
const LONGEST_PAUSE = 900;
/** How often the API is asked before its answer is taken for final, which takes a minute: it lags behind its own calls. */
const LAG_LOOKS = 6;
/** A call that contradicts the API is looked at so often, in some seconds, before anybody is called. */
const DOUBT_LOOKS = 3;
/** How long the answer to Microsoft may take to be decided. */
const DECISION_SECONDS = 15;
/** After this an operation that is still under way is nobody's any more. */
const OPEN_SECONDS = 24 * 3600;

/**
 * Looks after one event, in the background and as often as it takes: asks Microsoft's API, whose answer is what counts,
 * applies it, says that an accepted change was carried out. Safe to repeat, in any order, and after a crash between any
 * two steps: what it changes is written in one transaction with the end of the attempt.
 */
export async function processEvent(ctx: JobContext, eventId: string): Promise<JobResult> {
  const event = await findEvent(eventId);
  if (event === null) return { kind: "done" };
  try {
    return await look(ctx, event);
  } catch (error) {
    if (!ctx.signal.aborted) await ctx.fenced((writing) => keepError(writing, event, error));
    throw error;
  }
}

async function findEvent(id: string) {
  return database().inboxEvent.findUnique({
    where: { id },
    select: { id: true, number: true, publisherId: true, offerId: true, subscriptionId: true, operationId: true, action: true, requestSource: true, happenedAt: true, receivedAt: true, body: true, decision: true, decisionReason: true, answerStatus: true, offer: { select: { offerId: true } } },
  });
}
type Event = NonNullable<Awaited<ReturnType<typeof findEvent>>>;

interface Looked {
  readonly event: Event;
  readonly client: FulfillmentClient;
}

async function look(ctx: JobContext, event: Event): Promise<JobResult> {
  const handler = handlerOf(event.action);
  // Nothing is said about a change before its answer was.
  if (handler.isDecided && event.answerStatus === null && ctx.now < addSeconds(event.receivedAt, DECISION_SECONDS)) return again(ctx);
  // Whoever signed this call cannot mean what is no id of theirs.
  if (!guid.safeParse(event.subscriptionId).success) return { kind: "done", effect: async (writing) => endUnverified(writing, event, `${event.subscriptionId} is no id of a subscription.`) };
  const looked: Looked = { event, client: fulfillment(await getMarketplaceCredentials(await credentialsFor(event))) };
  return handler.provenBy === "operation" ? lookAtOperation(ctx, looked, handler) : lookAtSubscription(ctx, looked, handler);
}

/** The offer is the subscription's, wherever the call came in; of another publisher's subscription nothing is believed. */
async function credentialsFor({ subscriptionId, publisherId, offerId }: Event): Promise<number> {
  const known = await database().subscription.findFirst({ where: { subscriptionId, publisherId }, select: { offerId: true } });
  return known?.offerId ?? offerId;
}

async function lookAtOperation(ctx: JobContext, looked: Looked, handler: AskedHandler): Promise<JobResult> {
  const { event, client } = looked;
  const options = { correlationId: ctx.correlationId, patience: "background" } as const;
  const operation = guid.safeParse(event.operationId).success ? await orUnknown(client.getOperation(event.subscriptionId, event.operationId, options)) : null;
  if (operation === null) return ctx.attempt < LAG_LOOKS ? again(ctx) : finish(ctx, looked, { status: "Unknown", isEffective: false, operation: null, isBorneOut: isBorneOut(event, handler) });
  if (operation.status === "Failed" || operation.status === "Conflict") return finish(ctx, looked, { status: operation.status, isEffective: false, operation });
  if (operation.status !== "Succeeded") return waitFor(ctx, looked, operation);
  return finish(ctx, looked, { status: "Succeeded", isEffective: true, operation, isReached: (subscription) => handler.isReached(subscription, operation) });
}

/** Without its operation a call is believed where the subscription is what the call says that it becomes. */
function isBorneOut(event: Event, handler: AskedHandler): (subscription: MarketplaceSubscription) => boolean {
  const read = readCall(event.body);
  const target = read.kind === "read" ? read.call.target : { planId: null, quantity: null };
  const isSaid = !handler.isDecided || (event.action === "ChangePlan" ? target.planId : target.quantity) !== null;
  return (subscription) => isSaid && handler.isReached(subscription, target);
}

/** It is under way at Microsoft: what we accepted we also say to be done, once the answer has gone out. */
async function waitFor(ctx: JobContext, { event, client }: Looked, operation: MarketplaceOperation): Promise<JobResult> {
  if (ctx.now > addSeconds(ctx.createdAt, OPEN_SECONDS)) return { kind: "done", effect: async (writing) => endUnverified(writing, event, `Microsoft calls the operation ${operation.status} for more than a day.`) };
  const isOurs = (operation.requestSource ?? event.requestSource) === "Partner";
  const isAgreed = event.decision === "accepted" || event.decision === "noted";
  if (isOurs || !isAgreed || operation.status !== "InProgress" || (await wasAcknowledged(event))) return again(ctx);
  const failure = await acknowledge(ctx, client, event, operation);
  return { ...again(ctx), effect: async (writing) => recordStep(writing, event.number, failure === null ? "acknowledged" : "acknowledge-failed", failure) };
}

async function wasAcknowledged({ number }: Event): Promise<boolean> {
  return (await database().inboxStep.count({ where: { eventNumber: number, step: { in: ["acknowledged", "acknowledge-failed"] } } })) > 0;
}

/** Only closes the operation early: it succeeds by itself too, so that Microsoft's no is nothing to worry about. */
async function acknowledge(ctx: JobContext, client: FulfillmentClient, { subscriptionId, operationId }: Event, { planId, quantity }: MarketplaceOperation): Promise<string | null> {
  try {
    await client.completeOperation(subscriptionId, operationId, { planId, quantity }, { correlationId: ctx.correlationId, patience: "background" });
    return null;
  } catch (error) {
    if (error instanceof UpstreamError) return error.message;
    throw error;
  }
}

async function lookAtSubscription(ctx: JobContext, looked: Looked, handler: ToldHandler): Promise<JobResult> {
  return finish(ctx, looked, { status: "Succeeded", isEffective: true, operation: null, contradiction: handler.contradiction, ...(handler.isUnknown ? { isUnknown: true } : {}) });
}

interface Ending {
  readonly status: string;
  readonly isEffective: boolean;
  readonly operation: MarketplaceOperation | null;
  readonly isReached?: (subscription: MarketplaceSubscription) => boolean;
  readonly contradiction?: (subscription: MarketplaceSubscription) => string | null;
  readonly isUnknown?: boolean;
  readonly isBorneOut?: (subscription: MarketplaceSubscription) => boolean;
}

async function finish(ctx: JobContext, { event, client }: Looked, looking: Ending): Promise<JobResult> {
  const askedAt = currentTime();
  const subscription = await orUnknown(client.getSubscription(event.subscriptionId, { correlationId: ctx.correlationId, patience: "background" }));
  if (subscription === null) {
    if (ctx.attempt < LAG_LOOKS) return again(ctx);
    return { kind: "done", effect: async (writing) => endUnverified(writing, event, "Microsoft's API does not know the subscription, or does not show it to this application.") };
  }
  const offer = await findOfferOfPublisher(event.publisherId, withoutPreview(subscription.offerId));
  if (offer === null) return { kind: "done", effect: async (writing) => endUnregistered(writing, event, subscription) };
  const isBelieved = looking.isBorneOut?.(subscription);
  const ending = isBelieved ? { ...looking, status: "Succeeded", isEffective: true } : looking;
  const doubt = contradictionOf(event, subscription, ending);
  const isExplained = doubt !== null && (await isOvertaken(event));
  const hasHappened = doubt !== null && looking.contradiction !== undefined && (await isDone(ctx, client, event));
  const contradiction = hasHappened ? null : doubt;
  const isLagging =
    (doubt !== null && !isExplained && ctx.attempt < (hasHappened ? LAG_LOOKS : DOUBT_LOOKS)) || (ending.isReached?.(subscription) === false && !(await isOvertaken(event)) && ctx.attempt < LAG_LOOKS);
  const seen = toSeen(event, ending, contradiction === null);
  const effect = async (writing: Writing): Promise<void> => {
    // While the API lags its answer is applied all the same; the operation is not over yet.
    const settled = await settleOperation(writing, { publisherId: event.publisherId, offerId: offer.id, subscription, askedAt, operation: isLagging ? { ...seen, isEffective: false, status: ending.operation?.status ?? "InProgress" } : seen });
    await recordStep(writing, event.number, "verified", `${ending.operation ? `The operation is ${ending.operation.status}; t` : "T"}he subscription is ${subscription.saasSubscriptionStatus}, plan ${subscription.planId}${subscription.quantity === null ? "" : `, ${subscription.quantity} seats`}.`);
    if (settled.changes.length > 0) await recordStep(writing, event.number, "applied", settled.changes.map(({ type }) => type).join(", "));
    if (isLagging) return;
    if (offer.id !== event.offerId) await call(writing, event, "webhook-wrong-address", `A call about ${offer.name} came in at the address of ${event.offer.offerId}.`, offer.key);
    if (contradiction !== null && !isExplained) await call(writing, event, "webhook-contradiction", `${contradiction} Operation ${event.operationId}.`);
    if (isBelieved === false) await call(writing, event, "webhook-unverified", `${event.action}, operation ${event.operationId}: Microsoft's API does not know the operation, and the subscription does not show it.`);
    if (ending.isUnknown) await call(writing, event, "webhook-unknown-action", `The action is ${event.action}.`, event.action);
    if (ending.isEffective && event.decision === "refused") await call(writing, event, "change-despite-refusal", `${event.action} was refused here (${event.decisionReason ?? "no reason"}), and Microsoft made it.`);
    await end(writing, event, outcomeOf(event, ending, { isContradicted: contradiction !== null, isChanged: settled.outcome === "created" || settled.changes.length > 0 || settled.outcome === "changed" }));
  };
  return isLagging ? { ...again(ctx), effect } : { kind: "done", effect };
}

/** A call whose action the API does not bear out, or whose operation is about something else, is not believed. */
function contradictionOf(event: Event, subscription: MarketplaceSubscription, { operation, contradiction }: Ending): string | null {
  if (contradiction) return contradiction(subscription);
  if (operation === null) return null;
  if (operation.action.toLowerCase() !== event.action.toLowerCase()) return `It tells of ${event.action}, but Microsoft calls the operation ${operation.action}.`;
  const read = readCall(event.body);
  if (read.kind === "unreadable") return null;
  const { target } = read.call;
  if (event.action === "ChangePlan" && target.planId !== null && operation.planId !== null && target.planId.toLowerCase() !== operation.planId.toLowerCase()) return `It tells of a change to ${target.planId}, but the operation's plan is ${operation.planId}.`;
  if (event.action === "ChangeQuantity" && target.quantity !== null && operation.quantity !== null && target.quantity !== operation.quantity) return `It tells of ${target.quantity} seats, but the operation has ${operation.quantity}.`;
  return null;
}

/** Whether Microsoft knows that it has happened, though the subscription does not show it: then something else has happened since. */
async function isDone(ctx: JobContext, client: FulfillmentClient, { subscriptionId, operationId, action }: Event): Promise<boolean> {
  if (!guid.safeParse(operationId).success) return false;
  const operation = await orUnknown(client.getOperation(subscriptionId, operationId, { correlationId: ctx.correlationId, patience: "background" }));
  return operation?.status === "Succeeded" && operation.action.toLowerCase() === action.toLowerCase();
}

/** What came late is contradicted by what has happened since: that is in the inbox as well, and nobody's fault. */
async function isOvertaken({ publisherId, subscriptionId, happenedAt, receivedAt, number }: Event): Promise<boolean> {
  const since = happenedAt ?? receivedAt;
  return (await database().inboxEvent.count({ where: { publisherId, subscriptionId, number: { not: number }, OR: [{ happenedAt: { gt: since } }, { happenedAt: null, receivedAt: { gt: since } }] } })) > 0;
}

function toSeen(event: Event, { status, isEffective, operation }: Ending, isBelieved: boolean): OperationSeen {
  const read = readCall(event.body);
  const call = read.kind === "read" ? read.call : null;
  const isChange = event.action === "ChangePlan" || event.action === "ChangeQuantity";
  return {
    operationId: event.operationId,
    action: event.action,
    requestSource: operation?.requestSource ?? event.requestSource,
    status: isBelieved ? status : "Contradicted",
    from: isChange ? (call?.before ?? null) : null,
    to: isChange ? { planId: operation?.planId ?? null, quantity: operation?.quantity ?? null } : { planId: null, quantity: null },
    startedAt: event.happenedAt ?? event.receivedAt,
    heardAt: event.receivedAt,
    decision: event.decision === "noted" ? null : event.decision,
    decisionReason: event.decision === "noted" ? null : event.decisionReason,
    // An echo after a refusal changes nothing, and nothing happened.
    isEffective: isEffective && isBelieved && !(isChange && isEchoOf(call)),
  };
}

function isEchoOf(call: { readonly action: string; readonly target: { planId: string | null; quantity: number | null }; readonly before: { planId: string | null; quantity: number | null } | null } | null): boolean {
  if (call === null || call.before === null) return false;
  const field = call.action === "ChangePlan" ? "planId" : "quantity";
  return call.target[field] !== null && call.target[field] === call.before[field];
}

function outcomeOf(event: Event, { isEffective, operation, status }: Ending, { isContradicted, isChanged }: { isContradicted: boolean; isChanged: boolean }): Outcome {
  if (isContradicted) return "contradicted";
  if (operation === null && status === "Unknown") return "unverified";
  if (!isEffective) return event.decision === "refused" ? "refused" : "failed";
  return isChanged ? "applied" : "unchanged";
}

async function end(writing: Writing, { number }: Event, outcome: Outcome): Promise<void> {
  await writing.tx.inboxEvent.update({ where: { number }, data: { state: "processed", outcome, processedAt: writing.now, lastError: null }, select: { number: true } });
  await recordStep(writing, number, "finished", outcome);
}

async function endUnverified(writing: Writing, event: Event, why: string): Promise<void> {
  await call(writing, event, "webhook-unverified", `${event.action}, operation ${event.operationId}: ${why}`);
  await end(writing, event, "unverified");
}

async function endUnregistered(writing: Writing, event: Event, { offerId }: MarketplaceSubscription): Promise<void> {
  await call(writing, event, "subscription-unregistered", `Microsoft calls about a subscription of the offer ${offerId}, which is not registered here.`, withoutPreview(offerId));
  await end(writing, event, "unregistered");
}

async function call(writing: Writing, { publisherId, subscriptionId }: Event, kind: AlertKind, message: string, about: string = subscriptionId): Promise<void> {
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

function again(ctx: JobContext): { readonly kind: "again"; readonly at: Date } {
  return { kind: "again", at: addSeconds(ctx.now, PAUSES[ctx.attempt - 1] ?? LONGEST_PAUSE) };
}

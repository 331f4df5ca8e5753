import { raiseAlert } from "../../alerts/raise";
import { database } from "../../db/client";
import type { JobContext, JobResult } from "../../jobs/define";
import { enqueue } from "../../jobs/enqueue";
import { addSeconds, currentTime } from "../../kernel/clock";
import { fulfillment, type FulfillmentClient } from "../../marketplace/fulfillment";
import type { MarketplaceOperation } from "../../marketplace/fulfillment-schema";
import { UpstreamError } from "../../marketplace/upstream-error";
import { getMarketplaceCredentials } from "../../offers/queries";
import { settleOperation, type OperationSeen } from "../settle-operation";
import { isReached } from "./carry-out";
import { keepPlan } from "./keep-plan";
import type { RequestRow } from "./requests";
import { REPEAT_SECONDS, resumeChange } from "./resume";
import { FOLLOW_CHANGE } from "./schema";

const DONE: JobResult = { kind: "done" };
const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** Afterwards Microsoft's call and the comparison are left to see to it, and the staff is called. */
const FOLLOWED_SECONDS = 24 * HOUR;
/** The API lags behind its own word that something succeeded. */
const LAG_SECONDS = 4 * MINUTE;
const LAG_PAUSE_SECONDS = 3;

/**
 * Sees a change to its end: that its call is made and its answer kept, how far it is, and that the subscription shows it.
 * Microsoft's call about it, a page and the comparison may all be quicker: what they did is done once.
 */
export async function followChange(ctx: JobContext, { changeRequestId, stage }: { readonly changeRequestId: number; readonly stage: "call" | "look" | "show" }): Promise<JobResult> {
  const found = await find(changeRequestId);
  if (found === null) return DONE;
  return stage === "call" ? seeToCall(ctx, found) : lookAfter(ctx, found, stage);
}

interface Followed {
  readonly request: RequestRow;
  readonly subscriptionId: string;
  readonly offerId: number;
}

async function find(id: number): Promise<Followed | null> {
  const found = await database().changeRequest.findUnique({ where: { id }, include: { subscription: { select: { subscriptionId: true, offerId: true } } } });
  if (found === null || found.subscription.offerId === null) return null;
  const { subscription, ...request } = found;
  return { request, subscriptionId: subscription.subscriptionId, offerId: found.subscription.offerId };
}

/** Whatever Microsoft answers, or does not, the request has an operation or an end at last. */
async function seeToCall(ctx: JobContext, { request }: Followed): Promise<JobResult> {
  if (request.state !== "requested") return DONE;
  const { callingUntil } = request;
  if (callingUntil !== null && callingUntil > ctx.now) return { kind: "again", at: addSeconds(ctx.now, 5) };
  try {
    if (await resumeChange(ctx, request.id)) return DONE;
  } catch (error) {
    // It is looked for until somebody can say what became of it: a fault of Microsoft's gives nothing up.
    if (!(error instanceof UpstreamError)) throw error;
    if (error.code !== "upstream-unavailable") await callTheStaff(ctx, request, error.message);
  }
  const since = secondsSince(ctx.now, request.requestedAt);
  return { kind: "again", at: addSeconds(ctx.now, since < REPEAT_SECONDS ? Math.min(5 * 1.5 ** request.attempts, 60) : 10 * MINUTE) };
}

async function lookAfter(ctx: JobContext, followed: Followed, stage: "look" | "show"): Promise<JobResult> {
  const { request, subscriptionId, offerId } = followed;
  const { operationId, subscriptionInfoId, action } = request;
  if (operationId === null) return DONE;
  const operation = await database().operation.findUnique({ where: { subscriptionInfoId_operationId_action: { subscriptionInfoId, operationId, action } } });
  const client = fulfillment(await getMarketplaceCredentials(offerId));
  // Somebody else saw its end: only the plan's prices may be left to fetch.
  if (operation === null || operation.finishedAt !== null) return keepPlan(ctx, client, followed);
  try {
    const seen = await client.getOperation(subscriptionId, operationId, { correlationId: ctx.correlationId, patience: "background" });
    if (seen.status === "Succeeded") return await settle(ctx, client, followed, { seen, stage, heardAt: operation.startedAt });
    if (seen.status === "Failed" || seen.status === "Conflict") return await settle(ctx, client, followed, { seen, stage, heardAt: operation.startedAt });
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return again(ctx, request, error.retryAfterSeconds ?? 0);
  }
  return again(ctx, request, 0);
}

/** What the operation's end means for the subscription, once. */
async function settle(ctx: JobContext, client: FulfillmentClient, followed: Followed, { seen, stage, heardAt }: { seen: MarketplaceOperation; stage: "look" | "show"; heardAt: Date }): Promise<JobResult> {
  const { request, subscriptionId, offerId } = followed;
  const askedAt = currentTime();
  const subscription = await client.getSubscription(subscriptionId, { correlationId: ctx.correlationId, patience: "background" });
  const hasHappened = seen.status === "Succeeded";
  const isShown = isReached(request, { ...subscription, status: subscription.saasSubscriptionStatus }) || (await isOvertaken(request, seen));
  const isLast = stage === "show" && secondsSince(ctx.now, ctx.createdAt) > LAG_SECONDS;
  const isSure = !hasHappened || isShown || isLast;
  const operation: OperationSeen = {
    operationId: seen.id,
    action: request.action,
    requestSource: "Partner",
    status: seen.status,
    errorMessage: seen.errorMessage,
    from: request.action === "Unsubscribe" ? null : { planId: request.planFrom, quantity: request.quantityFrom },
    to: { planId: request.planTo, quantity: request.quantityTo },
    startedAt: heardAt,
    heardAt,
    decision: null,
    decisionReason: null,
    isEffective: hasHappened && isSure,
    standsAlone: hasHappened && isSure,
    isShown: hasHappened && isShown,
    isOver: isSure,
    isLast,
  };
  const { outcome } = await ctx.fenced((writing) => settleOperation(writing, { publisherId: request.publisherId, offerId, subscription, askedAt, operation }));
  if (isSure && (outcome !== "older" || isLast)) return keepPlan(ctx, client, followed);
  if (stage === "show") return { kind: "again", at: addSeconds(ctx.now, LAG_PAUSE_SECONDS) };
  // A job of its own, which knows since when it waits.
  return {
    kind: "done",
    effect: async (writing) => enqueue(writing, FOLLOW_CHANGE, { changeRequestId: request.id, stage: "show" }, { publisherId: request.publisherId, key: `${FOLLOW_CHANGE.name}:${request.id}:show`, dueAt: addSeconds(writing.now, LAG_PAUSE_SECONDS) }),
  };
}

/** A later operation has made something else of it, so that it will never show. */
async function isOvertaken({ subscriptionInfoId, action, operationId }: RequestRow, { id }: MarketplaceOperation): Promise<boolean> {
  const mine = await database().operation.findFirst({ where: { subscriptionInfoId, operationId: operationId ?? id, action }, select: { id: true } });
  return mine !== null && (await database().operation.count({ where: { subscriptionInfoId, action: { in: [action, "Unsubscribe"] }, id: { gt: mine.id }, recordedAt: { not: null } } })) > 0;
}

function again(ctx: JobContext, request: RequestRow, leastSeconds: number): JobResult {
  const since = secondsSince(ctx.now, request.acceptedAt ?? request.requestedAt);
  const isLeft = since > FOLLOWED_SECONDS;
  const at = addSeconds(ctx.now, Math.max(secondsToNextLook(since, request.looks), leastSeconds));
  const effect: JobResult["effect"] = async (writing) => {
    await writing.tx.changeRequest.updateMany({ where: { id: request.id }, data: { lookedAt: writing.now, looks: { increment: 1 } } });
    if (isLeft) await callWhenUnfinished(writing, request);
  };
  return isLeft ? { kind: "done", effect } : { kind: "again", at, effect };
}

/** Often while somebody may wait for it, then ever more seldom. */
export function secondsToNextLook(sinceAcceptance: number, looks: number): number {
  if (sinceAcceptance < 10 * MINUTE) return Math.min(2 * 1.5 ** looks, 15);
  return sinceAcceptance < HOUR ? 10 * MINUTE : HOUR;
}

async function callTheStaff(ctx: JobContext, request: RequestRow, why: string): Promise<void> {
  await ctx.fenced((writing) => raiseAlert(writing, { publisherId: request.publisherId, kind: "change-unfinished", about: String(request.id), message: `Nobody knows whether a customer's change (${request.action}) has arrived at Microsoft. ${why}` }));
}

async function callWhenUnfinished(writing: Parameters<typeof raiseAlert>[0], request: RequestRow): Promise<void> {
  const current = await writing.tx.changeRequest.findUnique({ where: { id: request.id }, select: { finishedAt: true, subscription: { select: { subscriptionId: true } } } });
  if (current === null || current.finishedAt !== null) return;
  const { subscriptionId } = current.subscription;
  await raiseAlert(writing, { publisherId: request.publisherId, kind: "change-unfinished", about: String(request.id), subscriptionId, message: `Microsoft took a customer's change (${request.action}) more than a day ago, operation ${request.operationId ?? "unknown"}, and has not made it.` });
}

function secondsSince(now: Date, then: Date): number {
  return (now.getTime() - then.getTime()) / 1000;
}

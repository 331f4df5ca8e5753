import { raiseAlert } from "../../alerts/raise";
import { database } from "../../db/client";
import type { JobContext, JobResult } from "../../jobs/define";
import { enqueue } from "../../jobs/enqueue";
import { addSeconds, currentTime } from "../../kernel/clock";
import { fulfillment, type FulfillmentClient } from "../../marketplace/fulfillment";
import { UpstreamError } from "../../marketplace/upstream-error";
import { getMarketplaceCredentials } from "../../offers/queries";
import { settleOperation, type OperationSeen } from "../settle-operation";
import { isReached } from "./carry-out";
import { keepPlan } from "./keep-plan";
import { endRequest, OPEN_STATES, type RequestRow } from "./requests";
import { REPEAT_SECONDS, resumeChange } from "./resume";
import { FOLLOW_CHANGE } from "./schema";

const DONE: JobResult = { kind: "done" };
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Then nobody waits for Microsoft's word any more: what the subscription shows is how it ended. */
const FOLLOWED_SECONDS = 30 * DAY;
/** Until then Microsoft may not know yet what it has just taken. */
const NEWS_SECONDS = 10 * MINUTE;
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
    if (error.code !== "upstream-unavailable" || secondsSince(ctx.now, request.requestedAt) > HOUR) await callTheStaff(ctx, request, error.message);
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
  const heardAt = operation.startedAt;
  const since = secondsSince(ctx.now, request.acceptedAt ?? request.requestedAt);
  let isUnknown = false;
  let retryAfterSeconds: number | null = null;
  try {
    const { status, errorMessage } = await client.getOperation(subscriptionId, operationId, { correlationId: ctx.correlationId, patience: "background" });
    const end = ENDS.find((each) => each === status);
    if (end !== undefined) return await settle(ctx, client, followed, { operationId, status: end, errorMessage, stage, heardAt });
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    isUnknown = error.reason === "not-found" || (error.reason === "refused" && error.status === 400);
    ({ retryAfterSeconds } = error);
  }
  // One look that finds nothing may be a fault of Microsoft's; the one after it is not.
  const isForgotten = isUnknown && since > NEWS_SECONDS && (request.problem === "unknown" || request.finishedAt !== null);
  if (!isForgotten && since <= FOLLOWED_SECONDS) return again(ctx, request, { isUnknown, retryAfterSeconds });
  try {
    return await settle(ctx, client, followed, { operationId, status: "Unknown", errorMessage: null, stage, heardAt });
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return again(ctx, request, { isUnknown, retryAfterSeconds: error.retryAfterSeconds });
  }
}

const ENDS = ["Succeeded", "Failed", "Conflict"] as const;

interface End {
  readonly operationId: string;
  /** Unknown: Microsoft does not say, and what the subscription is now decides. */
  readonly status: (typeof ENDS)[number] | "Unknown";
  readonly errorMessage: string | null;
  readonly stage: "look" | "show";
  readonly heardAt: Date;
}

/** What the operation's end means for the subscription, once. */
async function settle(ctx: JobContext, client: FulfillmentClient, followed: Followed, { operationId, status, errorMessage, stage, heardAt }: End): Promise<JobResult> {
  const { request, subscriptionId, offerId } = followed;
  const askedAt = currentTime();
  const subscription = await client.getSubscription(subscriptionId, { correlationId: ctx.correlationId, patience: "background" });
  const isThere = isReached(request, { ...subscription, status: subscription.saasSubscriptionStatus });
  const isUnknown = status === "Unknown";
  const hasHappened = status === "Succeeded" || (isUnknown && isThere);
  const isShown = isThere || (await isOvertaken(request, operationId));
  const isLast = stage === "show" && secondsSince(ctx.now, ctx.createdAt) > LAG_SECONDS;
  const isSure = !hasHappened || isShown || isLast;
  const operation: OperationSeen = {
    operationId,
    action: request.action,
    requestSource: "Partner",
    status: isUnknown && isThere ? "Succeeded" : status,
    errorMessage,
    from: request.action === "Unsubscribe" ? null : { planId: request.planFrom, quantity: request.quantityFrom },
    to: { planId: request.planTo, quantity: request.quantityTo },
    startedAt: heardAt,
    heardAt,
    decision: null,
    decisionReason: null,
    isEffective: hasHappened && isSure,
    standsAlone: hasHappened && isSure && !isUnknown,
    isShown: hasHappened && isShown,
    isOver: isSure,
    isLast,
  };
  const { outcome } = await ctx.fenced(async (writing) => {
    const settled = await settleOperation(writing, { publisherId: request.publisherId, offerId, subscription, askedAt, operation });
    if (isUnknown && !isThere && settled.outcome !== "older") await endRequest(writing, request.id, { state: "failed", problem: "unknown" });
    return settled;
  });
  if (isSure && (outcome !== "older" || isLast)) return keepPlan(ctx, client, followed);
  if (isUnknown) return again(ctx, request, { isUnknown, retryAfterSeconds: null });
  if (stage === "show") return { kind: "again", at: addSeconds(ctx.now, LAG_PAUSE_SECONDS) };
  // A job of its own, which knows since when it waits.
  return {
    kind: "done",
    effect: async (writing) => enqueue(writing, FOLLOW_CHANGE, { changeRequestId: request.id, stage: "show" }, { publisherId: request.publisherId, key: `${FOLLOW_CHANGE.name}:${request.id}:show`, dueAt: addSeconds(writing.now, LAG_PAUSE_SECONDS) }),
  };
}

/** A later operation has made something else of it, so that it will never show. */
async function isOvertaken({ subscriptionInfoId, action }: RequestRow, operationId: string): Promise<boolean> {
  const mine = await database().operation.findFirst({ where: { subscriptionInfoId, operationId, action }, select: { id: true } });
  return mine !== null && (await database().operation.count({ where: { subscriptionInfoId, action: { in: [action, "Unsubscribe"] }, id: { gt: mine.id }, recordedAt: { not: null } } })) > 0;
}

function again(ctx: JobContext, request: RequestRow, { isUnknown, retryAfterSeconds }: { isUnknown: boolean; retryAfterSeconds: number | null }): JobResult {
  const since = secondsSince(ctx.now, request.acceptedAt ?? request.requestedAt);
  return {
    kind: "again",
    at: addSeconds(ctx.now, Math.max(secondsToNextLook(since, request.looks), retryAfterSeconds ?? 0)),
    effect: async (writing) => {
      await writing.tx.changeRequest.updateMany({ where: { id: request.id }, data: { lookedAt: writing.now, looks: { increment: 1 } } });
      await writing.tx.changeRequest.updateMany({ where: { id: request.id, state: { in: [...OPEN_STATES] } }, data: { problem: isUnknown ? "unknown" : null } });
      if (since > DAY) await callWhenUnfinished(writing, request);
    },
  };
}

/** Often while somebody may wait for it, then ever more seldom. */
export function secondsToNextLook(sinceAcceptance: number, looks: number): number {
  if (sinceAcceptance < 10 * MINUTE) return Math.min(2 * 1.5 ** looks, 15);
  if (sinceAcceptance < HOUR) return 10 * MINUTE;
  return sinceAcceptance < DAY ? HOUR : DAY;
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

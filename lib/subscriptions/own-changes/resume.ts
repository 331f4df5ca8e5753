import { database } from "../../db/client";
import { transaction } from "../../db/transaction";
import { addSeconds } from "../../kernel/clock";
import type { Context, SystemScope } from "../../kernel/context";
import { fulfillment, type FulfillmentClient } from "../../marketplace/fulfillment";
import type { MarketplaceOperation } from "../../marketplace/fulfillment-schema";
import { getMarketplaceCredentials } from "../../offers/queries";
import { refreshSubscription } from "../refresh";
import { carryOut, isReached, keepAcceptance, type Intent } from "./carry-out";
import { CALL_SECONDS } from "./hold-call";
import { endRequest, type RequestRow } from "./requests";

/** A job waits longer for Microsoft than somebody at a page. */
const BACKGROUND_SECONDS = 60;
/** So long after it was confirmed a change is asked for again; later nobody expects it any more. */
export const REPEAT_SECONDS = 10 * 60;

/**
 * Takes up a change whose call to Microsoft was cut off, or whose answer was lost. Whether it arrived is looked for first:
 * in the subscription, then among the operations that are under way. Only then it is asked for again, as long as the
 * subscription still is what it was and somebody may still expect it.
 * @returns whether it has an end, or an operation; false: it is to be looked at again.
 */
export async function resumeChange(ctx: Context<SystemScope>, changeRequestId: number): Promise<boolean> {
  const intent = await lease(ctx, changeRequestId);
  if (intent === null) return false;
  const { request, subscriptionId } = intent;
  try {
    await refreshSubscription(ctx, subscriptionId, "background");
    const [now, subscription] = await Promise.all([
      database().changeRequest.findUniqueOrThrow({ where: { id: request.id } }),
      database().subscription.findUniqueOrThrow({ where: { id: request.subscriptionInfoId }, select: { planId: true, quantity: true, status: true } }),
    ]);
    if (now.state !== "requested") return true;
    if (isReached(request, subscription)) return await end(ctx, request, { state: "succeeded" });
    if (isOvertaken(request, subscription)) return await end(ctx, request, { state: "failed", problem: "overtaken" });
    const client = fulfillment(await getMarketplaceCredentials(intent.offerId));
    const operation = await findOutstanding(ctx, client, intent);
    if (operation !== null) {
      await keepAcceptance(ctx, intent, { operationId: operation.id, retryAfterSeconds: null });
      return true;
    }
    if (ctx.now > addSeconds(request.requestedAt, REPEAT_SECONDS)) return await end(ctx, request, { state: "failed", problem: "unreachable" });
    return (await carryOut(ctx, intent, { patience: "background", isRepeated: true })).kind !== "unavailable";
  } finally {
    await database().changeRequest.updateMany({ where: { id: request.id, state: "requested", version: request.version }, data: { callingUntil: null } });
  }
}

/** null: it has its answer meanwhile, or somebody else is at it. */
async function lease(ctx: Context<SystemScope>, id: number): Promise<Intent | null> {
  return transaction(ctx, async ({ tx }) => {
    const request = await tx.changeRequest.findUnique({ where: { id }, include: { subscription: { select: { subscriptionId: true, offerId: true } } } });
    if (request?.state !== "requested" || (request.callingUntil !== null && request.callingUntil > ctx.now)) return null;
    const { subscription, ...row } = request;
    if (subscription.offerId === null) return null;
    const { count } = await tx.changeRequest.updateMany({ where: { id, version: row.version }, data: { callingUntil: addSeconds(ctx.now, CALL_SECONDS + BACKGROUND_SECONDS), attempts: { increment: 1 }, version: { increment: 1 } } });
    return count === 0 ? null : { request: { ...row, attempts: row.attempts + 1, version: row.version + 1 }, subscriptionId: subscription.subscriptionId, offerId: subscription.offerId };
  });
}

async function end(ctx: Context<SystemScope>, { id }: RequestRow, ending: Parameters<typeof endRequest>[2]): Promise<true> {
  await transaction(ctx, (writing) => endRequest(writing, id, ending));
  return true;
}

/** Something else has happened since: what was confirmed was confirmed for another state. */
function isOvertaken({ action, planFrom, quantityFrom }: RequestRow, { planId, quantity, status }: { planId: string; quantity: number; status: string }): boolean {
  if (status === "Unsubscribed") return true;
  if (action === "Unsubscribe") return false;
  return status !== "Subscribed" || planId !== planFrom || quantity !== quantityFrom;
}

/** What is under way and can only be ours: the same action, the same target, and not said to be anybody else's. */
async function findOutstanding(ctx: Context<SystemScope>, client: FulfillmentClient, { request, subscriptionId }: Intent): Promise<MarketplaceOperation | null> {
  const operations = await client.listOperations(subscriptionId, { correlationId: ctx.correlationId, patience: "background" });
  const isOurs = ({ action, planId, quantity, requestSource }: MarketplaceOperation): boolean => {
    if (action !== request.action || requestSource === "Azure") return false;
    if (action === "ChangePlan") return planId?.toLowerCase() === request.planTo?.toLowerCase();
    return action !== "ChangeQuantity" || quantity === request.quantityTo;
  };
  return operations.find(isOurs) ?? null;
}

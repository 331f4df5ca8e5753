import { recordAction } from "../actions/record";
import { transaction } from "../db/transaction";
import { isUniqueViolation } from "../db/unique-violation";
import { addSeconds } from "../kernel/clock";
import type { Context, CustomerScope, UserActor } from "../kernel/context";
import { NotFoundError, PortalError } from "../kernel/errors";
import { fulfillment } from "../marketplace/fulfillment";
import { UpstreamError } from "../marketplace/upstream-error";
import { getMarketplaceCredentials } from "../offers/queries";
import { isAccepted, rightsOf, stateOf } from "../subscriptions/policy";
import { refreshSubscription } from "../subscriptions/refresh";
import { visitorOf } from "../subscriptions/visitor";
import { within } from "../subscriptions/within";
import { settleActivation } from "./settle";
import type { ActivationInput, ActivationState } from "./schema";

/** Longer than the call to Microsoft may take; afterwards an activation that a crash cut off is taken up again. */
const CALL_SECONDS = 60;

export type ActivateOutcome =
  | { readonly kind: "accepted" }
  /** It is active, or on its way, through this or an earlier click. */
  | { readonly kind: "already" }
  | { readonly kind: "not-allowed" }
  /** The subscription was cancelled: only a new purchase helps. */
  | { readonly kind: "ended" }
  | { readonly kind: "unavailable"; readonly correlationId: string }
  | { readonly kind: "refused"; readonly correlationId: string; readonly reason: string };

/**
 * Activates a pending subscription at Microsoft, once, however often it is called: intent, call, result, each kept.
 * A call that is cut off between any two is taken up again by the next one: Activate is safe to repeat
 * (docs/marketplace/fulfillment.md). Subscribed comes later: see follow.ts.
 * @throws NotFoundError when the subscription lies outside the scope.
 */
export async function activate(ctx: Context<CustomerScope, UserActor>, input: ActivationInput): Promise<ActivateOutcome> {
  const intent = await declareIntent(ctx, input);
  if ("kind" in intent) return intent;
  try {
    const client = fulfillment(await getMarketplaceCredentials(intent.offerId));
    await client.activate(input.subscriptionId, { planId: intent.planId, quantity: intent.quantity }, { correlationId: ctx.correlationId, patience: "interactive" });
  } catch (error) {
    if (error instanceof PortalError) return keepFailure(ctx, input.subscriptionId, intent, error);
    await endCall(ctx, intent, {});
    throw error;
  }
  await keepAcceptance(ctx, intent);
  return { kind: "accepted" };
}

interface Intent {
  readonly activationId: number;
  readonly subscriptionInfoId: string;
  readonly publisherId: number;
  readonly offerId: number;
  readonly planId: string;
  readonly quantity: number | null;
}

/** First phase: may they, is it not under way, and the row that says that we are about to call. */
async function declareIntent(ctx: Context<CustomerScope, UserActor>, input: ActivationInput): Promise<Intent | ActivateOutcome> {
  try {
    return await transaction(ctx, async ({ tx }) => {
      const subscription = await tx.subscription.findFirst({
        where: { subscriptionId: input.subscriptionId, ...within(ctx.scope) },
        include: { activation: true, managers: { select: { tenantId: true, objectId: true } } },
      });
      if (subscription?.publisherId == null || subscription.offerId === null) throw new NotFoundError("subscription");
      const { activation } = subscription;
      const state = stateOf(subscription.status, isAccepted(activation));
      if (state === "unsubscribed") return { kind: "ended" };
      if (state !== "pending") return { kind: "already" };
      if (!rightsOf(visitorOf(ctx.actor, subscription, false), state).mayActivate) return { kind: "not-allowed" };
      if (activation?.state === "requested" && activation.callingUntil !== null && activation.callingUntil > ctx.now) return { kind: "already" };

      const attempt = { state: "requested", callingUntil: addSeconds(ctx.now, CALL_SECONDS), problem: null, problemDetail: null, correlationId: ctx.correlationId };
      await tx.subscription.update({ where: { id: subscription.id }, data: { contactEmail: input.contactEmail } });
      const intent = {
        subscriptionInfoId: subscription.id,
        publisherId: subscription.publisherId,
        offerId: subscription.offerId,
        planId: subscription.planId,
        quantity: subscription.perSeat ? subscription.quantity : null,
      };
      if (activation === null) {
        const { tenantId, objectId, name } = ctx.actor;
        const { id } = await tx.activation.create({
          data: { subscriptionInfoId: subscription.id, requestedTenantId: tenantId, requestedObjectId: objectId, requestedName: name.slice(0, 400), requestedAt: ctx.now, attempts: 1, ...attempt },
        });
        return { activationId: id, ...intent };
      }
      const { count } = await tx.activation.updateMany({
        where: { id: activation.id, version: activation.version },
        data: { ...attempt, attempts: { increment: 1 }, version: { increment: 1 } },
      });
      return count === 1 ? { activationId: activation.id, ...intent } : { kind: "already" };
    });
  } catch (error) {
    // The other of two clicks wrote the row first, and makes the call.
    if (isUniqueViolation(error)) return { kind: "already" };
    throw error;
  }
}

/** Last phase, when Microsoft took the request: state and action together, once. */
async function keepAcceptance(ctx: Context<CustomerScope, UserActor>, intent: Intent): Promise<void> {
  await transaction(ctx, async (writing) => {
    const { count } = await writing.tx.activation.updateMany({
      where: { id: intent.activationId, state: "requested" },
      data: { state: "accepted", acceptedAt: ctx.now, callingUntil: null, version: { increment: 1 } },
    });
    if (count === 0) return;
    await recordAction(writing, {
      type: "Activate",
      publisherId: intent.publisherId,
      subscriptionInfoId: intent.subscriptionInfoId,
      details: { planId: intent.planId, quantity: intent.quantity },
    });
  });
}

/**
 * Last phase, when Microsoft did not take it. Out of reach: the intent stays, and the visitor tries again. A no may
 * mean that it is active already, or cancelled meanwhile: Microsoft is asked before anybody is told no.
 */
async function keepFailure(ctx: Context<CustomerScope, UserActor>, subscriptionId: string, intent: Intent, error: PortalError): Promise<ActivateOutcome> {
  const unavailable = error.code === "upstream-unavailable";
  const problem = error instanceof UpstreamError ? error.reason : error.code;
  await endCall(ctx, intent, { state: unavailable ? "requested" : "refused", problem, problemDetail: error.message.slice(0, 1000) });
  if (unavailable) return { kind: "unavailable", correlationId: ctx.correlationId };
  const refused = { kind: "refused", correlationId: ctx.correlationId, reason: error.explanation.what } as const;
  // What is wrong with our registration is wrong for every other call, too.
  return error.code === "upstream-refused" ? afterRefusal(ctx, subscriptionId, refused) : refused;
}

/** Frees the activation for the next attempt; leaves it alone where somebody else saw its end meanwhile. */
async function endCall(ctx: Context<CustomerScope, UserActor>, intent: Intent, result: { state?: ActivationState; problem?: string; problemDetail?: string }): Promise<void> {
  await transaction(ctx, async ({ tx }) => {
    await tx.activation.updateMany({ where: { id: intent.activationId, state: "requested" }, data: { ...result, callingUntil: null, version: { increment: 1 } } });
  });
}

async function afterRefusal(ctx: Context<CustomerScope, UserActor>, subscriptionId: string, refused: ActivateOutcome): Promise<ActivateOutcome> {
  try {
    const { status } = await refreshSubscription(ctx, subscriptionId);
    await settleActivation(ctx, subscriptionId);
    const state = stateOf(status, false);
    if (state === "subscribed" || state === "suspended") return { kind: "already" };
    return state === "unsubscribed" ? { kind: "ended" } : refused;
  } catch (error) {
    if (error instanceof UpstreamError && error.code === "upstream-unavailable") return { kind: "unavailable", correlationId: ctx.correlationId };
    if (error instanceof UpstreamError) return refused;
    throw error;
  }
}

import { raiseAlert } from "../alerts/raise";
import { recordAction } from "../actions/record";
import { transaction } from "../db/transaction";
import type { Context, CustomerScope, SystemScope, UserActor } from "../kernel/context";
import { PortalError } from "../kernel/errors";
import { fulfillment } from "../marketplace/fulfillment";
import type { Patience } from "../marketplace/retry";
import { UpstreamError } from "../marketplace/upstream-error";
import { getMarketplaceCredentials } from "../offers/queries";
import { stateOf } from "../subscriptions/policy";
import { refreshSubscription } from "../subscriptions/refresh";
import type { ActivationState } from "./schema";
import { settleActivation } from "./settle";

/** Longer than the call to Microsoft may take; afterwards an activation that a crash cut off is taken up again. */
export const CALL_SECONDS = 60;

export type ActivateOutcome =
  | { readonly kind: "accepted" }
  /** The publisher's own system was given it to set up. */
  | { readonly kind: "handed-over" }
  /** It would have been, and there is no address to send it to. */
  | { readonly kind: "not-set-up"; readonly correlationId: string }
  /** It is active, or on its way, through this or an earlier click. */
  | { readonly kind: "already" }
  | { readonly kind: "not-allowed" }
  /** The subscription was cancelled: only a new purchase helps. */
  | { readonly kind: "ended" }
  | { readonly kind: "unavailable"; readonly correlationId: string }
  | { readonly kind: "refused"; readonly correlationId: string; readonly reason: string };

/** The customer who confirms, or the job that takes up what was cut off. */
type Caller = Context<CustomerScope | SystemScope>;

/** An activation that is declared, and whose call nobody else makes before CALL_SECONDS are over. */
export interface Intent {
  readonly activationId: number;
  /** Whoever confirmed the order: the action is theirs. */
  readonly requester: UserActor;
  /** Microsoft's id. */
  readonly subscriptionId: string;
  readonly subscriptionInfoId: string;
  readonly publisherId: number;
  readonly offerId: number;
  readonly planId: string;
  readonly quantity: number | null;
}

/** The call to Microsoft, and what came of it, kept. */
export async function carryOut(ctx: Caller, intent: Intent, patience: Patience): Promise<ActivateOutcome> {
  try {
    const client = fulfillment(await getMarketplaceCredentials(intent.offerId));
    await client.activate(intent.subscriptionId, { planId: intent.planId, quantity: intent.quantity }, { correlationId: ctx.correlationId, patience });
  } catch (error) {
    if (error instanceof PortalError) return keepFailure(ctx, intent, error);
    await endCall(ctx, intent, {});
    throw error;
  }
  await keepAcceptance(ctx, intent);
  return { kind: "accepted" };
}

/** Last phase, when Microsoft took the request: state and action together, once. */
async function keepAcceptance(ctx: Caller, intent: Intent): Promise<void> {
  await transaction(ctx, async (writing) => {
    const { count } = await writing.tx.activation.updateMany({
      where: { id: intent.activationId, state: "requested" },
      data: { state: "accepted", acceptedAt: ctx.now, callingUntil: null, problem: null, problemDetail: null, version: { increment: 1 } },
    });
    if (count === 0) return;
    await recordAction({ ...writing, actor: intent.requester }, {
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
async function keepFailure(ctx: Caller, intent: Intent, error: PortalError): Promise<ActivateOutcome> {
  const unavailable = error.code === "upstream-unavailable";
  const problem = error instanceof UpstreamError ? error.reason : error.code;
  await endCall(ctx, intent, { state: unavailable ? "requested" : "refused", problem, problemDetail: error.message.slice(0, 1000) });
  if (unavailable) return { kind: "unavailable", correlationId: ctx.correlationId };
  const refused = { kind: "refused", correlationId: ctx.correlationId, reason: error.explanation.what } as const;
  // What is wrong with our registration is wrong for every other call, too.
  const outcome = error.code === "upstream-refused" ? await afterRefusal(ctx, intent, refused) : refused;
  // Also where Microsoft could not say whether it means it: nobody tries again by themselves.
  if (outcome.kind === "refused" || outcome.kind === "unavailable") await callTheStaff(ctx, intent, refused.reason);
  return outcome;
}

async function callTheStaff(ctx: Caller, { publisherId, subscriptionId }: Intent, reason: string): Promise<void> {
  await transaction(ctx, async (writing) =>
    raiseAlert(writing, { publisherId, kind: "activation-refused", about: subscriptionId, subscriptionId, message: `A customer's order could not be activated. ${reason}` }),
  );
}

/** Frees the activation for the next attempt; leaves it alone where somebody else saw its end meanwhile. */
async function endCall(ctx: Caller, intent: Intent, result: { state?: ActivationState; problem?: string; problemDetail?: string }): Promise<void> {
  await transaction(ctx, async ({ tx }) => {
    await tx.activation.updateMany({ where: { id: intent.activationId, state: "requested" }, data: { ...result, callingUntil: null, version: { increment: 1 } } });
  });
}

async function afterRefusal(ctx: Caller, intent: Intent, refused: ActivateOutcome): Promise<ActivateOutcome> {
  try {
    const { status } = await refreshSubscription(ctx, intent.subscriptionId);
    await settleActivation(ctx, intent.subscriptionId);
    const state = stateOf(status, null);
    if (state === "subscribed" || state === "suspended") return { kind: "already" };
    return state === "unsubscribed" ? { kind: "ended" } : refused;
  } catch (error) {
    if (error instanceof UpstreamError && error.code === "upstream-unavailable") return { kind: "unavailable", correlationId: ctx.correlationId };
    if (error instanceof UpstreamError) return refused;
    throw error;
  }
}

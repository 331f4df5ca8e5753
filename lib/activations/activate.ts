import { transaction, type TransactionContext } from "../db/transaction";
import { isUniqueViolation } from "../db/unique-violation";
import { enqueue } from "../jobs/enqueue";
import { addSeconds } from "../kernel/clock";
import type { Context, CustomerScope, UserActor } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";
import { UpstreamError } from "../marketplace/upstream-error";
import { rightsOf, stateOf } from "../subscriptions/policy";
import { visitorOf } from "../subscriptions/visitor";
import { within } from "../subscriptions/within";
import { CALL_SECONDS, carryOut, type ActivateOutcome, type Intent } from "./carry-out";
import { describeFirst, HAND_OVER_COLUMNS } from "./hand-off/hand-over";
import { confirmToPublisher, isForPublisher } from "./hand-off/on-confirm";
import { newToken, type NewToken } from "./hand-off/tokens";
import { FOLLOW_ACTIVATION, followKey, type ActivationInput } from "./schema";

/**
 * Activates a pending subscription at Microsoft, once, however often it is called: intent, call, result, each kept.
 * A call that is cut off between any two is taken up again, by the next one or by the job that is written with the
 * intent: Activate is safe to repeat (docs/marketplace/fulfillment.md). Subscribed comes later: that job sees to it.
 * Where the publisher's own system sets subscriptions up first, it is given this one instead (docs/marketplace/hand-off.md).
 * @throws NotFoundError when the subscription lies outside the scope.
 */
export async function activate(ctx: Context<CustomerScope, UserActor>, input: ActivationInput): Promise<ActivateOutcome> {
  try {
    await describeFirst(ctx, input.subscriptionId);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return { kind: "refused", correlationId: ctx.correlationId, reason: error.explanation.what };
  }
  const intent = await declareIntent(ctx, input, await newToken());
  return "kind" in intent ? intent : carryOut(ctx, intent, "interactive");
}

/** First phase: may they, is it not under way, and the row that says that we are about to call. */
async function declareIntent(ctx: Context<CustomerScope, UserActor>, input: ActivationInput, token: NewToken): Promise<Intent | ActivateOutcome> {
  try {
    return await transaction(ctx, async (writing) => {
      const { tx } = writing;
      const subscription = await tx.subscription.findFirst({
        where: { subscriptionId: input.subscriptionId, ...within(ctx.scope) },
        include: { offer: HAND_OVER_COLUMNS.offer, activation: true, managers: { select: { tenantId: true, objectId: true, removedAt: true } } },
      });
      if (subscription?.publisherId == null || subscription.offerId === null) throw new NotFoundError("subscription");
      const { activation } = subscription;
      const state = stateOf(subscription.status, activation);
      if (state === "unsubscribed") return { kind: "ended" };
      if (state !== "pending") return { kind: "already" };
      const { tenantId, objectId } = ctx.actor;
      const isRemoved = subscription.managers.some((manager) => manager.tenantId === tenantId && manager.objectId === objectId && manager.removedAt !== null);
      if (isRemoved || !rightsOf(visitorOf(ctx.actor, subscription, false), state).mayActivate) return { kind: "not-allowed" };
      if (activation?.state === "requested" && activation.callingUntil !== null && activation.callingUntil > ctx.now) return { kind: "already" };

      if (isForPublisher(subscription.offer?.activationMode, activation)) return confirmToPublisher(writing, { subscription, activation, contactEmail: input.contactEmail, token });

      const attempt = { state: "requested", callingUntil: addSeconds(ctx.now, CALL_SECONDS), problem: null, problemDetail: null, correlationId: ctx.correlationId };
      await tx.subscription.update({ where: { id: subscription.id }, data: { contactEmail: input.contactEmail } });
      const intent = {
        requester: ctx.actor,
        subscriptionId: input.subscriptionId,
        subscriptionInfoId: subscription.id,
        publisherId: subscription.publisherId,
        offerId: subscription.offerId,
        planId: subscription.planId,
        quantity: subscription.perSeat ? subscription.quantity : null,
      };
      if (activation === null) {
        const { name } = ctx.actor;
        const { id } = await tx.activation.create({
          data: { subscriptionInfoId: subscription.id, requestedTenantId: tenantId, requestedObjectId: objectId, requestedName: name.slice(0, 400), requestedAt: ctx.now, attempts: 1, ...attempt },
        });
        await follow(writing, intent.publisherId, id, 1);
        return { activationId: id, ...intent };
      }
      const { count } = await tx.activation.updateMany({
        where: { id: activation.id, version: activation.version },
        data: { ...attempt, attempts: { increment: 1 }, version: { increment: 1 } },
      });
      if (count === 0) return { kind: "already" };
      await follow(writing, intent.publisherId, activation.id, activation.attempts + 1);
      return { activationId: activation.id, ...intent };
    });
  } catch (error) {
    // The other of two clicks wrote the row first, and makes the call.
    if (isUniqueViolation(error)) return { kind: "already" };
    throw error;
  }
}

/** The first look is taken when the call is likely to be over. */
const FIRST_LOOK_SECONDS = 5;

async function follow(ctx: Context & TransactionContext, publisherId: number, activationId: number, attempt: number): Promise<void> {
  await enqueue(ctx, FOLLOW_ACTIVATION, { activationId, attempt }, { publisherId, key: followKey(activationId, attempt), dueAt: addSeconds(ctx.now, FIRST_LOOK_SECONDS) });
}

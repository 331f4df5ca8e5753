import { raiseAlert, settleAlert } from "../alerts/raise";
import { recordAction } from "../actions/record";
import { transaction } from "../db/transaction";
import type { Context, CustomerScope, PublisherScope, SystemScope } from "../kernel/context";
import { within } from "../subscriptions/within";
import { settleHandOffAlerts } from "./hand-off/go-on";
import { revokeTokens } from "./hand-off/tokens";
import { requesterOf } from "./requester";

/**
 * Ends an activation as the subscription's status says: Subscribed is its success, Unsubscribed its failure, anything
 * else leaves it under way. What the publisher's system had to say of it is asked for no more. An activation of which we never saw Microsoft's answer, but see the effect, gets its
 * action here.
 */
export async function settleActivation(ctx: Context<CustomerScope | PublisherScope | SystemScope>, subscriptionId: string): Promise<void> {
  await transaction(ctx, async (writing) => {
    const subscription = await writing.tx.subscription.findFirst({
      where: { subscriptionId, ...within(ctx.scope) },
      select: { id: true, status: true, publisherId: true, planId: true, activation: true },
    });
    const activation = subscription?.activation;
    if (!subscription || !activation || subscription.publisherId === null) return;
    const ending = endingOf(subscription.status);
    if (ending === null || activation.state === "subscribed" || activation.state === "failed") return;
    const { count } = await writing.tx.activation.updateMany({
      where: { id: activation.id, version: activation.version },
      data: { state: ending, finishedAt: ctx.now, callingUntil: null, version: { increment: 1 }, ...(ending === "subscribed" ? { problem: null, problemDetail: null } : {}) },
    });
    if (count === 0) return;
    await revokeTokens(writing, activation.id);
    await settleHandOffAlerts(writing, { publisherId: subscription.publisherId, subscriptionId });
    await settleAlert(writing, { publisherId: subscription.publisherId, kind: "activation-refused", about: subscriptionId });
    if (ending === "failed" && activation.state === "accepted") {
      await raiseAlert(writing, { publisherId: subscription.publisherId, kind: "activation-failed", about: subscriptionId, subscriptionId, message: "Microsoft took a customer's order, and ended the subscription instead of activating it." });
    }
    // One that we never asked for is not the customer's doing, and has an action of Microsoft's.
    if (ending === "subscribed" && activation.state !== "accepted" && activation.attempts > 0) {
      await recordAction({ ...writing, actor: requesterOf(activation) }, { type: "Activate", publisherId: subscription.publisherId, subscriptionInfoId: subscription.id, details: { planId: subscription.planId } });
    }
  });
}

function endingOf(status: string): "subscribed" | "failed" | null {
  if (status === "Subscribed" || status === "Suspended") return "subscribed";
  return status === "Unsubscribed" ? "failed" : null;
}

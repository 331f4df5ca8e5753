import { database } from "../db/client";
import { addSeconds } from "../kernel/clock";
import type { Context, CustomerScope, PublisherScope, SystemScope } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";
import { refreshSubscription } from "../subscriptions/refresh";
import { within } from "../subscriptions/within";
import { settleActivation } from "./settle";

/**
 * Asks Microsoft how far an activation is, and keeps what it says. Microsoft's 200 to Activate is not yet
 * Subscribed: that follows minutes later, or Unsubscribed does (docs/marketplace/fulfillment.md).
 * @returns Microsoft's status word.
 * @throws NotFoundError outside the scope; UpstreamError when Microsoft does not answer: nothing is changed then.
 */
export async function followActivation(ctx: Context<CustomerScope | PublisherScope | SystemScope>, subscriptionId: string): Promise<{ status: string }> {
  const { status } = await refreshSubscription(ctx, subscriptionId);
  await settleActivation(ctx, subscriptionId);
  return { status };
}

/** A customer's browser that looks again within this time is told what is known. */
const ANSWER_HOLDS_SECONDS = 2;

declare global {
  /** Questions that are under way, by Microsoft's id of the subscription: whoever comes meanwhile waits for the same answer. */
  var portalLooks: Map<string, Promise<{ status: string }>> | undefined;
}

/**
 * The same for a customer's browser, which calls as often as it likes: Microsoft is asked about a subscription once in
 * two seconds, whoever looks.
 */
export async function lookAtActivation(ctx: Context<CustomerScope>, subscriptionId: string): Promise<{ status: string }> {
  const known = await database().subscription.findFirst({ where: { subscriptionId, ...within(ctx.scope) }, select: { status: true, checkedAt: true } });
  if (known === null) throw new NotFoundError("subscription");
  if (known.checkedAt !== null && known.checkedAt > addSeconds(ctx.now, -ANSWER_HOLDS_SECONDS)) {
    // Whoever asked, a call of Microsoft's perhaps, knows nothing of activations.
    await settleActivation(ctx, subscriptionId);
    return { status: known.status };
  }
  const looks = (globalThis.portalLooks ??= new Map<string, Promise<{ status: string }>>());
  const underWay = looks.get(subscriptionId);
  if (underWay !== undefined) return underWay;
  const look = followActivation(ctx, subscriptionId).finally(() => looks.delete(subscriptionId));
  looks.set(subscriptionId, look);
  return look;
}

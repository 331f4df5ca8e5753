import type { Context, CustomerScope, PublisherScope, SystemScope } from "../kernel/context";
import { refreshSubscription } from "../subscriptions/refresh";
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

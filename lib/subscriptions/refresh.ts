import { database } from "../db/client";
import { transaction } from "../db/transaction";
import type { Context, CustomerScope, PublisherScope, SystemScope } from "../kernel/context";
import { currentTime } from "../kernel/clock";
import { NotFoundError } from "../kernel/errors";
import { fulfillment } from "../marketplace/fulfillment";
import type { Patience } from "../marketplace/retry";
import { getMarketplaceCredentials } from "../offers/queries";
import { applyMarketplaceState } from "./apply-marketplace-state";
import { within } from "./within";

/**
 * Asks Microsoft how a subscription stands and makes our row so.
 * @param subscriptionId Microsoft's id.
 * @param patience of whoever waits: somebody at a page, or a job.
 * @returns Microsoft's status word.
 * @throws NotFoundError when it lies outside the scope or belongs to no registered offer; UpstreamError when Microsoft does not answer.
 */
export async function refreshSubscription(ctx: Context<PublisherScope | CustomerScope | SystemScope>, subscriptionId: string, patience: Patience = "interactive"): Promise<{ status: string }> {
  const known = await database().subscription.findFirst({
    where: { subscriptionId, ...within(ctx.scope) },
    select: { publisherId: true, offerId: true },
  });
  if (known?.publisherId == null || known.offerId === null) throw new NotFoundError("subscription");
  const { publisherId, offerId } = known;
  const askedAt = currentTime();
  const client = fulfillment(await getMarketplaceCredentials(offerId));
  const subscription = await client.getSubscription(subscriptionId, { correlationId: ctx.correlationId, patience });
  await transaction(ctx, (writing) => applyMarketplaceState(writing, { publisherId, offerId, subscription, plan: null, askedAt }));
  return { status: subscription.saasSubscriptionStatus };
}

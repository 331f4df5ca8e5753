import { subscriptionOnTheWire } from "../fulfillment/wire";
import { marketplaceId } from "../ids";
import type { Operation } from "../operations/operation";
import type { Subscription } from "../subscription";

/** The body of a call, with the subscription as it is at this moment: for what is asked, before the change. */
export function payloadOf(operation: Operation, subscription: Subscription): Record<string, unknown> {
  return {
    id: operation.id,
    activityId: operation.activityId,
    publisherId: subscription.publisherId,
    offerId: subscription.offerId,
    planId: operation.planId,
    // A flat plan has none, and yet counts as one here.
    quantity: operation.quantity ?? 1,
    subscriptionId: subscription.id,
    timeStamp: operation.timeStamp,
    action: operation.action,
    status: operation.status,
    operationRequestSource: operation.source,
    subscription: {
      ...subscriptionOnTheWire(subscription),
      lastModified: operation.timeStamp,
      // Fields come and go at Microsoft: nobody may stumble over these.
      fulfillmentId: marketplaceId(),
      storeFront: "Azure",
    },
    purchaseToken: null,
    eventRevision: "2026-09",
  };
}

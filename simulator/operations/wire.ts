import type { Subscription } from "../subscription";
import type { Operation } from "./operation";

/** An operation as the list has it. */
export function operationOnTheWire(operation: Operation, subscription: Subscription): object {
  return {
    id: operation.id,
    activityId: operation.activityId,
    subscriptionId: subscription.id,
    offerId: subscription.offerId,
    publisherId: subscription.publisherId,
    planId: operation.planId,
    quantity: operation.quantity ?? 1,
    action: operation.action,
    // Without zone, unlike in the webhook.
    timeStamp: operation.timeStamp.replace("Z", ""),
    status: operation.status,
    operationRequestSource: operation.source,
  };
}

/** Asked for by its id, it also says what went wrong. */
export function wholeOperationOnTheWire(operation: Operation, subscription: Subscription): object {
  const { errorStatusCode, errorMessage } = operation;
  return { ...operationOnTheWire(operation, subscription), errorStatusCode, errorMessage };
}

import type { Store } from "../state";
import type { Subscription } from "../subscription";
import { webhookUrlOf } from "../webhooks/settings";
import { announce, note } from "./announce";
import type { Action, Operation } from "./operation";
import { fail, isToFail, overtake, subscriptionOf } from "./outcome";
import { transit, type Target } from "./transition";

/** A change that the publisher itself asked for: it begins a little later. */
export function beginOwn(store: Store, subscription: Subscription, action: Extract<Action, "ChangePlan" | "ChangeQuantity" | "Unsubscribe">, { planId, quantity }: Target): Operation {
  const at = store.now();
  const startsAt = at + store.state.webhooks.settings.ownChangeMs;
  return note(store, subscription, at, { action, source: "Partner", status: "NotStarted", planId, quantity, startsAt });
}

/** Its time has come. The publisher is called about it, as about anybody's change; where it has no webhook, it ends by itself. */
export function startOwn(store: Store, operation: Operation, at: number): void {
  const subscription = subscriptionOf(store, operation);
  operation.startsAt = null;
  operation.status = "InProgress";
  if (!subscription) return;
  if (operation.action === "Unsubscribe") {
    if (isToFail(store)) return fail(operation, "400", store.state.webhooks.settings.ownChangeFailure);
    const isTold = subscription.status !== "PendingFulfillmentStart";
    operation.status = "Succeeded";
    transit(store, subscription, "Unsubscribe", operation, at);
    overtake(store, subscription, operation);
    if (!isTold) return;
  } else if (webhookUrlOf(store, subscription.offerId) === null) operation.silentUntil = at + store.state.webhooks.settings.ownChangeMs;
  announce(store, operation, subscription, at);
}

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
  const { ownChangeMs, ownEndMs } = store.state.webhooks.settings;
  if (operation.action === "Unsubscribe") {
    if (ownEndMs === 0) endOwn(store, operation, at);
    else operation.silentUntil = at + ownEndMs;
    return;
  }
  if (webhookUrlOf(store, subscription.offerId) === null) operation.silentUntil = at + ownChangeMs;
  announce(store, operation, subscription, at);
}

/** A cancellation that is made now. The publisher is called about it unless nobody had activated what it ends. */
export function endOwn(store: Store, operation: Operation, at: number): void {
  const subscription = subscriptionOf(store, operation);
  if (!subscription) return;
  if (isToFail(store)) return fail(operation, "400", store.state.webhooks.settings.ownChangeFailure);
  const isTold = subscription.status !== "PendingFulfillmentStart";
  Object.assign(operation, { status: "Succeeded", silentUntil: null });
  transit(store, subscription, "Unsubscribe", operation, at);
  overtake(store, subscription, operation);
  if (isTold) announce(store, operation, subscription, at);
}

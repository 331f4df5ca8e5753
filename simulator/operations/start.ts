import { Refused } from "../purchases";
import type { Store } from "../state";
import type { Subscription } from "../subscription";
import { webhookUrlOf } from "../webhooks/settings";
import { announce, note } from "./announce";
import { ACKABLE, isOpen, type Action, type Operation } from "./operation";
import { overtake } from "./outcome";
import { targetOf, transit } from "./transition";

/** Whether another change has to be waited for. A reinstatement does not count: cancelling is how it is refused. */
export function isLocked({ state }: Store, { id }: Subscription): boolean {
  return state.operations.some((each) => each.subscriptionId === id && isOpen(each) && !each.isEcho && each.action !== "Reinstate");
}

/**
 * The customer or Microsoft does something to a subscription: asks for it where the publisher has a say, and tells of it otherwise.
 * @throws Refused where it cannot be done.
 */
export function begin(store: Store, subscription: Subscription, action: Action, values: { planId?: string; quantity?: number } = {}): Operation {
  const target = targetOf(store, subscription, action, values);
  const isAsked = ACKABLE.includes(action) && webhookUrlOf(store, subscription.offerId) !== null;
  if (isAsked && store.state.operations.some((each) => each.subscriptionId === subscription.id && isOpen(each) && !each.isEcho)) throw new Refused("Another operation on it is in progress.");
  const at = store.now();
  if (!isAsked) return happen(store, subscription, action, target, at, "Azure");
  const operation = note(store, subscription, at, { action, source: "Azure", status: "InProgress", ...target });
  announce(store, operation, subscription, at);
  return operation;
}

/** What nobody is asked about: it is done, and then told. */
export function happen(store: Store, subscription: Subscription, action: Action, target: { planId: string; quantity: number | null }, at: number, source: Operation["source"]): Operation {
  // Nobody is told of a purchase that ends before it began, unless it was being activated and that failed.
  const isTold = subscription.status !== "PendingFulfillmentStart";
  transit(store, subscription, action, target, at);
  const operation = note(store, subscription, at, { action, source, status: "Succeeded", planId: target.planId, quantity: target.quantity });
  if (action === "Suspend" || action === "Unsubscribe") overtake(store, subscription, operation);
  if (isTold) announce(store, operation, subscription, at);
  return operation;
}

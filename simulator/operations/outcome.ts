import type { Store } from "../state";
import type { Subscription } from "../subscription";
import { announce, note } from "./announce";
import { isOpen, type Operation } from "./operation";
import { transit } from "./transition";

export function subscriptionOf({ state }: Store, { subscriptionId }: { subscriptionId: string }): Subscription | undefined {
  return state.subscriptions.find(({ id }) => id === subscriptionId);
}

/** Agreed to, aloud or by silence: now it takes effect. */
export function accept(store: Store, operation: Operation, at: number): void {
  const subscription = subscriptionOf(store, operation);
  if (!subscription || !isOpen(operation)) return;
  operation.silentUntil = null;
  if (operation.source === "Partner" && isToFail(store)) fail(operation, "400", store.state.webhooks.settings.ownChangeFailure);
  else if (operation.isEcho) operation.status = "Succeeded";
  else if (isPointless(operation, subscription)) operation.status = "Conflict";
  else {
    operation.status = "Succeeded";
    transit(store, subscription, operation.action, operation, at);
  }
}

/** Refused by the publisher: nothing changes, and a further call says so. */
export function refuse(store: Store, operation: Operation, at: number): void {
  const subscription = subscriptionOf(store, operation);
  if (!subscription || !isOpen(operation)) return;
  fail(operation, "400", "The publisher refused the change.");
  if (!store.state.webhooks.settings.echo || operation.isEcho) return;
  const { action, source } = operation;
  const { planId, quantity } = subscription;
  announce(store, note(store, subscription, at, { action, source, status: "InProgress", planId, quantity, isEcho: true }), subscription, at);
}

/** Whether a change of the publisher's own that is about to be made fails instead; each of those that were ordered, once. */
export function isToFail({ state: { webhooks } }: Store): boolean {
  if (webhooks.settings.ownChangesThatFail === 0) return false;
  webhooks.settings.ownChangesThatFail -= 1;
  return true;
}

export function fail(operation: Operation, errorStatusCode: string, errorMessage: string): void {
  Object.assign(operation, { status: "Failed", silentUntil: null, errorStatusCode, errorMessage });
}

/** What was still open is overtaken by what has just happened. */
export function overtake({ state }: Store, subscription: Subscription, except?: Operation): void {
  for (const each of state.operations) {
    if (each.subscriptionId === subscription.id && each !== except && isOpen(each)) fail(each, "409", `The subscription is ${subscription.status}.`);
  }
}

function isPointless({ action, planId, quantity }: Operation, subscription: Subscription): boolean {
  if (action === "ChangePlan") return subscription.planId === planId;
  return action === "ChangeQuantity" && subscription.quantity === quantity;
}

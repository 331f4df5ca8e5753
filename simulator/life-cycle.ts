import { remember } from "./lag";
import type { Action, Operation } from "./operations/operation";
import { begin } from "./operations/start";
import { Refused } from "./purchases";
import type { Store } from "./state";
import type { Subscription } from "./subscription";

const ACTION_OF = {
  suspend: "Suspend",
  reinstate: "Reinstate",
  renew: "Renew",
  unsubscribe: "Unsubscribe",
  "change-plan": "ChangePlan",
  "change-quantity": "ChangeQuantity",
} as const satisfies Record<string, Action>;

/** What the customer or Microsoft can do to a subscription. */
export const CHANGES = ["suspend", "reinstate", "renew", "unsubscribe", "change-plan", "change-quantity", "auto-renew-on", "auto-renew-off"] as const;
export type Change = (typeof CHANGES)[number];

/**
 * The customer or Microsoft does it. Publishers are told, or asked, over their webhook; nobody is told of a change of auto-renewal.
 * @returns the operation, where there is one
 * @throws Refused where it cannot be done.
 */
export function change(store: Store, subscription: Subscription, what: Change, values: { planId?: string; quantity?: number }): Operation | null {
  const operation = what === "auto-renew-on" || what === "auto-renew-off" ? setAutoRenew(store, subscription, what === "auto-renew-on") : begin(store, subscription, ACTION_OF[what], values);
  store.save();
  return operation;
}

function setAutoRenew(store: Store, subscription: Subscription, autoRenew: boolean): null {
  if (subscription.status === "Unsubscribed") throw new Refused("It is Unsubscribed.");
  remember(store, subscription, store.now());
  subscription.autoRenew = autoRenew;
  return null;
}

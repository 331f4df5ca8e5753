import { addMonths } from "./calendar";
import { findOffer, quantityOf, Refused } from "./purchases";
import type { Store } from "./state";
import type { Subscription } from "./subscription";

const DAY_MS = 24 * 3600_000;

/** Lets an accepted activation take effect once its time has come. Looked at whenever somebody asks; no timers. */
export function settle(store: Store, subscription: Subscription): Subscription {
  const { activation } = subscription;
  if (activation === null || activation.effectiveAt > store.now()) return subscription;
  subscription.activation = null;
  if (subscription.status === "PendingFulfillmentStart") {
    subscription.status = activation.outcome;
    if (activation.outcome === "Subscribed") beginTerm(subscription, activation.effectiveAt);
  }
  store.save();
  return subscription;
}

/** Microsoft's term: both days inclusive, at midnight UTC. */
export function beginTerm(subscription: Subscription, from: number): void {
  const start = new Date(from - (from % DAY_MS));
  subscription.startDate = start.toISOString().replace(".000", "");
  const years = Number(/^P(\d)Y$/.exec(subscription.termUnit)?.[1] ?? 0);
  const next = years > 0 ? start.getTime() + 365 * years * DAY_MS : addMonths(start, 1).getTime();
  const end = new Date(next - DAY_MS);
  subscription.endDate = end.toISOString().replace(".000", "");
}

export type Change = "suspend" | "reinstate" | "renew" | "unsubscribe" | "change-plan" | "change-quantity";

/**
 * What the customer or Microsoft does to a subscription. The connection webhook is not called.
 * @throws Refused where it cannot be done.
 */
export function change(store: Store, subscription: Subscription, what: Change, values: { planId?: string; quantity?: number }): void {
  settle(store, subscription);
  apply(store, subscription, what, values);
  store.save();
}

function apply(store: Store, subscription: Subscription, what: Change, { planId, quantity }: { planId?: string; quantity?: number }): void {
  const must = (status: Subscription["status"]): void => {
    if (subscription.status !== status) throw new Refused(`It is ${subscription.status}, not ${status}.`);
  };
  const plans = findOffer(store, subscription.offerId)?.offer.plans ?? [];
  switch (what) {
    case "suspend":
      must("Subscribed");
      subscription.status = "Suspended";
      break;
    case "reinstate":
      must("Suspended");
      subscription.status = "Subscribed";
      break;
    case "unsubscribe":
      if (subscription.status === "Unsubscribed") throw new Refused("It is Unsubscribed already.");
      subscription.status = "Unsubscribed";
      break;
    case "renew":
      must("Subscribed");
      beginTerm(subscription, (subscription.endDate ? Date.parse(subscription.endDate) : store.now()) + DAY_MS);
      subscription.isFreeTrial = false;
      break;
    case "change-plan": {
      must("Subscribed");
      const plan = plans.find((each) => each.planId === planId);
      if (planId === undefined) throw new Refused("planId is missing.");
      if (!plan) throw new Refused(`${subscription.offerId} has no plan ${planId}.`);
      subscription.quantity = quantityOf(plan, quantity ?? subscription.quantity ?? undefined);
      subscription.planId = planId;
      const termUnit = plan.terms[0]?.termUnit ?? subscription.termUnit;
      if (termUnit === subscription.termUnit) break;
      subscription.termUnit = termUnit;
      beginTerm(subscription, store.now());
      break;
    }
    case "change-quantity": {
      must("Subscribed");
      const plan = plans.find((each) => each.planId === subscription.planId);
      if (quantity === undefined || subscription.quantity === null || !plan) throw new Refused("A quantity is needed, and a plan that is sold by the seat.");
      subscription.quantity = quantityOf(plan, quantity);
      break;
    }
  }
}

import type { Store, Subscription } from "./state";

const DAY_MS = 24 * 3600_000;

/** Lets an accepted activation take effect once its time has come. Looked at whenever somebody asks; no timers. */
export function settle(store: Store, subscription: Subscription): Subscription {
  const { activation } = subscription;
  if (activation === null || activation.effectiveAt > Date.now()) return subscription;
  subscription.activation = null;
  if (subscription.status === "PendingFulfillmentStart") {
    subscription.status = activation.outcome;
    if (activation.outcome === "Subscribed") beginTerm(subscription, store.now());
  }
  store.save();
  return subscription;
}

/** Microsoft's term: both days inclusive, at midnight UTC. */
export function beginTerm(subscription: Subscription, from: number): void {
  const start = new Date(from - (from % DAY_MS));
  subscription.startDate = start.toISOString().replace(".000", "");
  const end = new Date(start);
  const years = Number(/^P(\d)Y$/.exec(subscription.termUnit)?.[1] ?? 0);
  if (years > 0) end.setTime(start.getTime() + (365 * years - 1) * DAY_MS);
  else {
    end.setUTCMonth(end.getUTCMonth() + 1);
    end.setTime(end.getTime() - DAY_MS);
  }
  subscription.endDate = end.toISOString().replace(".000", "");
}

export type Change = "suspend" | "reinstate" | "renew" | "unsubscribe" | "change-plan" | "change-quantity";

/** What the customer or Microsoft does to a subscription. The connection webhook is not called. */
export function change(store: Store, subscription: Subscription, what: Change, values: { planId?: string; quantity?: number }): string | null {
  settle(store, subscription);
  const refuse = apply(store, subscription, what, values);
  if (refuse === null) store.save();
  return refuse;
}

function apply(store: Store, subscription: Subscription, what: Change, { planId, quantity }: { planId?: string; quantity?: number }): string | null {
  const must = (status: Subscription["status"]): string | null => (subscription.status === status ? null : `It is ${subscription.status}, not ${status}.`);
  switch (what) {
    case "suspend":
      return must("Subscribed") ?? set(subscription, "Suspended");
    case "reinstate":
      return must("Suspended") ?? set(subscription, "Subscribed");
    case "unsubscribe":
      return subscription.status === "Unsubscribed" ? "It is Unsubscribed already." : set(subscription, "Unsubscribed");
    case "renew": {
      const wrong = must("Subscribed");
      if (wrong !== null) return wrong;
      beginTerm(subscription, (subscription.endDate ? Date.parse(subscription.endDate) : store.now()) + DAY_MS);
      subscription.isFreeTrial = false;
      return null;
    }
    case "change-plan":
      if (planId === undefined) return "planId is missing.";
      return must("Subscribed") ?? ((subscription.planId = planId), null);
    case "change-quantity":
      if (quantity === undefined || subscription.quantity === null) return "A quantity is needed, and a plan that is sold by the seat.";
      return must("Subscribed") ?? ((subscription.quantity = quantity), null);
  }
}

function set(subscription: Subscription, status: Subscription["status"]): null {
  subscription.status = status;
  return null;
}

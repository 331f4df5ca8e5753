import { remember } from "../lag";
import { beginTerm } from "../term";
import { findOffer, quantityOf, Refused } from "../purchases";
import type { Store } from "../state";
import type { Subscription } from "../subscription";
import type { Action } from "./operation";

const DAY_MS = 24 * 3600_000;

export interface Target {
  readonly planId: string;
  readonly quantity: number | null;
}

/**
 * What an action would make of the subscription as it is.
 * @throws Refused where it cannot be done.
 */
export function targetOf(store: Store, subscription: Subscription, action: Action, { planId, quantity }: { planId?: string; quantity?: number }): Target {
  const must = (status: Subscription["status"]): void => {
    if (subscription.status !== status) throw new Refused(`It is ${subscription.status}, not ${status}.`);
  };
  const plans = findOffer(store, subscription.offerId)?.offer.plans ?? [];
  const unchanged = { planId: subscription.planId, quantity: subscription.quantity };
  switch (action) {
    case "ChangePlan": {
      must("Subscribed");
      const plan = plans.find((each) => each.planId === planId);
      if (planId === undefined) throw new Refused("planId is missing.");
      if (!plan) throw new Refused(`${subscription.offerId} has no plan ${planId}.`);
      return { planId, quantity: quantityOf(plan, quantity ?? subscription.quantity ?? undefined) };
    }
    case "ChangeQuantity": {
      must("Subscribed");
      const plan = plans.find((each) => each.planId === subscription.planId);
      if (quantity === undefined || subscription.quantity === null || !plan) throw new Refused("A quantity is needed, and a plan that is sold by the seat.");
      return { planId: subscription.planId, quantity: quantityOf(plan, quantity) };
    }
    case "Unsubscribe":
      if (subscription.status === "Unsubscribed") throw new Refused("It is Unsubscribed already.");
      return unchanged;
    case "Reinstate":
      must("Suspended");
      return unchanged;
    default:
      must("Subscribed");
      return unchanged;
  }
}

/** Makes of the subscription what the action leads to. */
export function transit(store: Store, subscription: Subscription, action: Action, { planId, quantity }: Target, at: number): void {
  remember(store, subscription, at);
  switch (action) {
    case "Suspend":
      subscription.status = "Suspended";
      subscription.suspendedAt = at;
      break;
    case "Reinstate":
      subscription.status = "Subscribed";
      subscription.suspendedAt = null;
      break;
    case "Unsubscribe":
      subscription.status = "Unsubscribed";
      subscription.suspendedAt = null;
      break;
    case "Renew":
      beginTerm(subscription, (subscription.endDate ? Date.parse(subscription.endDate) : at) + DAY_MS);
      subscription.isFreeTrial = false;
      break;
    case "ChangePlan": {
      const plan = findOffer(store, subscription.offerId)?.offer.plans.find((each) => each.planId === planId);
      subscription.planId = planId;
      subscription.quantity = quantity;
      subscription.isFreeTrial &&= plan?.hasFreeTrials ?? false;
      const termUnit = plan?.terms[0]?.termUnit ?? subscription.termUnit;
      if (termUnit === subscription.termUnit) break;
      subscription.termUnit = termUnit;
      beginTerm(subscription, at);
      break;
    }
    case "ChangeQuantity":
      subscription.quantity = quantity;
      break;
    case "Subscribe":
      break;
  }
}

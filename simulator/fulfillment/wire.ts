import type { Plan } from "../publisher";
import type { Party, Subscription } from "../subscription";

/** A party as the API writes it: fields that are unknown are null in purchases through a reseller. */
function party({ emailId, objectId, tenantId, puid }: Party): object {
  return { emailId, objectId, tenantId, puid };
}

/** The order of the operations means nothing, and varies. */
function operationsOf(subscription: Subscription): string[] {
  if (subscription.csp) return ["Read"];
  return parseInt(subscription.id.slice(0, 1), 16) % 2 === 0 ? ["Delete", "Update", "Read"] : ["Read", "Update", "Delete"];
}

/** A subscription as recorded answers have it: quantity and term dates are absent, not null, where there are none. */
export function subscriptionOnTheWire(subscription: Subscription): object {
  return {
    id: subscription.id,
    publisherId: subscription.publisherId,
    offerId: subscription.offerId,
    name: subscription.name,
    saasSubscriptionStatus: subscription.status,
    beneficiary: party(subscription.beneficiary),
    purchaser: party(subscription.purchaser),
    planId: subscription.planId,
    ...(subscription.quantity === null ? {} : { quantity: subscription.quantity }),
    term: {
      ...(subscription.startDate === null ? {} : { startDate: subscription.startDate }),
      ...(subscription.endDate === null ? {} : { endDate: subscription.endDate }),
      termUnit: subscription.termUnit,
      chargeDuration: null,
    },
    autoRenew: subscription.autoRenew,
    isTest: false,
    isFreeTrial: subscription.isFreeTrial,
    allowedCustomerOperations: operationsOf(subscription),
    sandboxType: "None",
    created: subscription.created,
    lastModified: "0001-01-01T00:00:00",
    sessionMode: "None",
  };
}

export function planOnTheWire(plan: Plan): object {
  return {
    planId: plan.planId,
    displayName: plan.displayName,
    isPrivate: plan.isPrivate,
    description: plan.description,
    ...(plan.isPricePerSeat ? { minQuantity: plan.minQuantity, maxQuantity: plan.maxQuantity } : {}),
    hasFreeTrials: plan.hasFreeTrials,
    isPricePerSeat: plan.isPricePerSeat,
    isStopSell: plan.isStopSell,
    market: "DE",
    planComponents: {
      recurrentBillingTerms: plan.terms.map(({ currency, price, termUnit, termDescription }) => ({ currency, price, termUnit, termDescription, meteredQuantityIncluded: [] })),
      meteringDimensions: [],
    },
    sourceOffers: [],
  };
}

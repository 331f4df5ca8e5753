import type { TransactionContext } from "../db/transaction";
import type { Context } from "../kernel/context";
import { PortalError } from "../kernel/errors";
import { newId } from "../kernel/ids";
import type { MarketplacePlan, MarketplaceSubscription } from "../marketplace/fulfillment-schema";

export interface Observation {
  readonly publisherId: number;
  /** Row id of the offer that the subscription belongs to. */
  readonly offerId: number;
  readonly subscription: MarketplaceSubscription;
  /** The plan as this customer is offered it; null: not asked for, or not to be had. The stored one stays then. */
  readonly plan: MarketplacePlan | null;
  /** When Microsoft was asked: an answer to an older question does not overwrite that to a newer one. */
  readonly askedAt: Date;
}

/**
 * Makes our row as Microsoft's API describes the subscription; the only way in which plan, quantity, term,
 * status and parties of a subscription change. An Unsubscribed one stays so: Microsoft never brings it back
 * (docs/marketplace/life-cycle.md).
 * @returns the row's id.
 */
export async function applyMarketplaceState(ctx: Context & TransactionContext, seen: Observation): Promise<{ id: string }> {
  const { subscription } = seen;
  const existing = await ctx.tx.subscription.findUnique({
    where: { subscriptionId: subscription.id },
    select: { id: true, status: true, checkedAt: true, publisherId: true, planId: true },
  });
  const ends = subscription.saasSubscriptionStatus === "Unsubscribed";
  if (existing === null) {
    const id = newId();
    await ctx.tx.subscription.create({
      data: { id, subscriptionId: subscription.id, createdAt: ctx.now, endedAt: ends ? ctx.now : null, perSeat: subscription.quantity !== null, ...toColumns(seen), ...planColumns(seen, null) },
    });
    return { id };
  }
  if (existing.publisherId !== null && existing.publisherId !== seen.publisherId) {
    throw new PortalError("conflict", {
      what: "This subscription belongs to another publisher of this portal.",
      why: `Microsoft describes ${subscription.id} to two publishers.`,
      todo: "The operator checks that each publisher's technical configuration names its own application.",
    });
  }
  // An end is final, however long ago it was asked for.
  const stale = existing.checkedAt !== null && existing.checkedAt > seen.askedAt && (!ends || existing.status === "Unsubscribed");
  const ended = existing.status === "Unsubscribed" && !ends;
  if (!stale && !ended) {
    await ctx.tx.subscription.update({
      where: { id: existing.id },
      data: { ...toColumns(seen), ...planColumns(seen, existing.planId), ...(ends && existing.status !== "Unsubscribed" ? { endedAt: ctx.now } : {}), version: { increment: 1 } },
    });
  }
  return { id: existing.id };
}

function toColumns({ publisherId, offerId, subscription, askedAt }: Observation) {
  const { beneficiary, purchaser, term } = subscription;
  const pending = subscription.saasSubscriptionStatus === "PendingFulfillmentStart" || subscription.saasSubscriptionStatus === "NotStarted";
  return {
    publisherId,
    offerId,
    name: subscription.name.slice(0, 400),
    planId: subscription.planId.slice(0, 100),
    tenantId: beneficiary.tenantId,
    beneficiaryObjectId: beneficiary.objectId,
    beneficiaryEmail: beneficiary.emailId?.slice(0, 320) ?? null,
    purchaserTenantId: purchaser.tenantId,
    purchaserObjectId: purchaser.objectId,
    purchaserEmail: purchaser.emailId?.slice(0, 320) ?? null,
    // A flat plan counts no seats: it has none at Microsoft and 1 here.
    quantity: subscription.quantity ?? 1,
    // The term of a pending subscription means nothing yet.
    startDate: pending ? null : term.startDate,
    endDate: pending ? null : term.endDate,
    status: subscription.saasSubscriptionStatus.slice(0, 50),
    billingCycle: (term.termUnit ?? "").slice(0, 20),
    autoRenew: subscription.autoRenew,
    isFreeTrial: subscription.isFreeTrial,
    allowedCustomerOperations: subscription.allowedCustomerOperations.join(" ").slice(0, 200),
    marketplaceJson: JSON.stringify(subscription.raw),
    marketplaceCreatedAt: subscription.created,
    checkedAt: askedAt,
  };
}

/** The stored plan is kept where the plan was not asked for, unless it is the plan of before a change. */
function planColumns({ subscription, plan }: Observation, storedPlanId: string | null) {
  if (plan !== null) return { planJson: JSON.stringify(plan.raw), perSeat: plan.isPricePerSeat };
  return storedPlanId === null || storedPlanId === subscription.planId ? {} : { planJson: null };
}

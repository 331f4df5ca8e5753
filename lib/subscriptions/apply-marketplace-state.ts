import { recordAction } from "../actions/record";
import type { TransactionContext } from "../db/transaction";
import { enqueue } from "../jobs/enqueue";
import { addSeconds } from "../kernel/clock";
import type { Actor, Context } from "../kernel/context";
import { PortalError } from "../kernel/errors";
import { newId } from "../kernel/ids";
import type { MarketplacePlan, MarketplaceSubscription } from "../marketplace/fulfillment-schema";
import { changesBetween, type Change } from "./changes";
import { settleByDifference } from "./own-changes/requests";
import { STATUS_CHANGED } from "./status-changed";
import { SUBSCRIPTION_ENDED } from "./subscription-ended";

export interface Observation {
  readonly publisherId: number;
  /** Row id of the offer that the subscription belongs to. */
  readonly offerId: number;
  readonly subscription: MarketplaceSubscription;
  /** The plan as this customer is offered it; null: not asked for, or not to be had. The stored one stays then. */
  readonly plan: MarketplacePlan | null;
  /** When Microsoft was asked: an answer to an older question does not overwrite that to a newer one. */
  readonly askedAt: Date;
  /** The operation that explains one of the changes, where one is known. */
  readonly cause?: Cause;
}

export interface Cause {
  /** Microsoft's action, as in ACTION_TYPES. */
  readonly action: string;
  readonly operationId: string;
  /** Whose doing it was. */
  readonly actor: Actor;
}

export interface Applied {
  /** The row's id. */
  readonly id: string;
  /**
   * created: the portal did not know it. older: a newer answer has been applied already. ended: it is Unsubscribed here,
   * and stays so whatever Microsoft says now.
   */
  readonly outcome: "created" | "changed" | "unchanged" | "older" | "ended";
  /** What happened since it was last looked at, each with the number of its action. */
  readonly changes: readonly RecordedChange[];
}

export interface RecordedChange extends Change {
  readonly actionNumber: number;
}

/** Activations that are ended by what Microsoft calls the subscription (STATUS_CHANGED). */
const OPEN_ACTIVATION = ["requested", "accepted", "handed-over", "reported-failed", "refusing"];

const MARKETPLACE: Actor = { kind: "marketplace" };
/** What shows later than this is something else. */
const LONGEST_LAG_SECONDS = 24 * 3600;

/**
 * Makes our row as Microsoft's API describes the subscription; the only way in which plan, quantity, term,
 * status and parties of a subscription change, and the one place that writes the actions of such changes: each
 * difference once, whether a call, a page or the comparison with the list noticed it. An Unsubscribed one stays so:
 * Microsoft never brings it back (docs/marketplace/life-cycle.md).
 */
export async function applyMarketplaceState(ctx: Context & TransactionContext, seen: Observation): Promise<Applied> {
  for (;;) {
    const applied = await tryToApply(ctx, seen);
    // Where somebody else wrote the row meanwhile, the difference is looked at anew.
    if (applied !== null) return applied;
  }
}

async function tryToApply(ctx: Context & TransactionContext, seen: Observation): Promise<Applied | null> {
  const { subscription } = seen;
  const existing = await ctx.tx.subscription.findUnique({
    where: { subscriptionId: subscription.id },
    select: { id: true, status: true, checkedAt: true, publisherId: true, planId: true, perSeat: true, quantity: true, startDate: true, endDate: true, version: true, activation: { select: { state: true, attempts: true } } },
  });
  const ends = subscription.saasSubscriptionStatus === "Unsubscribed";
  if (existing === null) {
    const id = newId();
    await ctx.tx.subscription.create({
      data: { id, subscriptionId: subscription.id, createdAt: ctx.now, endedAt: ends ? ctx.now : null, perSeat: subscription.quantity !== null, ...toColumns(seen, 1), ...planColumns(seen, null) },
    });
    return { id, outcome: "created", changes: [] };
  }
  if (existing.publisherId !== null && existing.publisherId !== seen.publisherId) {
    throw new PortalError("conflict", {
      what: "This subscription belongs to another publisher of this portal.",
      why: `Microsoft describes ${subscription.id} to two publishers.`,
      todo: "The operator checks that each publisher's technical configuration names its own application.",
    });
  }
  const { id } = existing;
  if (existing.status === "Unsubscribed" && !ends) return { id, outcome: "ended", changes: [] };
  // An end is final, however long ago it was asked for.
  if (existing.checkedAt !== null && existing.checkedAt > seen.askedAt && (!ends || existing.status === "Unsubscribed")) return { id, outcome: "older", changes: [] };

  // A plan by the seat has seats, also where the API for once does not say how many.
  const columns = toColumns(seen, existing.perSeat && existing.planId === subscription.planId ? existing.quantity : 1);
  const { count } = await ctx.tx.subscription.updateMany({
    where: { id, version: existing.version },
    data: { ...columns, ...planColumns(seen, existing.planId), ...(ends && existing.status !== "Unsubscribed" ? { endedAt: ctx.now } : {}), version: { increment: 1 } },
  });
  if (count === 0) return null;
  // A row that is older than the portal was never compared with Microsoft: what it lacked is no news.
  const changes: RecordedChange[] = [];
  for (const change of existing.checkedAt === null ? [] : changesBetween(existing, columns, { isActivatedHere: existing.activation !== null && existing.activation.attempts > 0 })) changes.push({ ...change, actionNumber: await recordChange(ctx, seen, id, change) });
  if (OPEN_ACTIVATION.includes(existing.activation?.state ?? "") && existing.status !== columns.status) await enqueue(ctx, STATUS_CHANGED, { subscriptionId: subscription.id }, { publisherId: seen.publisherId });
  if (ends && existing.status !== columns.status) await enqueue(ctx, SUBSCRIPTION_ENDED, { subscriptionId: subscription.id }, { publisherId: seen.publisherId });
  return { id, outcome: changes.length > 0 || existing.status !== columns.status ? "changed" : "unchanged", changes };
}

/**
 * The number of the action that stands for a change: one of its own, or that of an operation which the API told of before
 * it showed it. What a manager has asked for here is the manager's, whoever notices that it was made.
 */
async function recordChange(ctx: Context & TransactionContext, { publisherId, cause }: Observation, subscriptionInfoId: string, { type, details }: Change): Promise<number> {
  const ended = type === "Unsubscribe" ? await settleByDifference(ctx, subscriptionInfoId, { type, details }) : null;
  if (cause?.action === type) return recordAction({ ...ctx, actor: cause.actor }, { type, publisherId, subscriptionInfoId, details: { ...details, operationId: cause.operationId } });
  const told = await toldBefore(ctx, subscriptionInfoId, { type, details });
  if (told !== null) return told;
  const asked = ended ?? (await settleByDifference(ctx, subscriptionInfoId, { type, details }));
  const known = asked?.operationId == null ? details : { ...details, operationId: asked.operationId };
  return recordAction({ ...ctx, actor: asked?.requester ?? MARKETPLACE }, { type, publisherId, subscriptionInfoId, details: known });
}

/** An operation that succeeded has its action, also where the API still described what was before; now that it shows, that is no second one. */
async function toldBefore({ tx, now }: Context & TransactionContext, subscriptionInfoId: string, { type, details }: Change): Promise<number | null> {
  const target = type === "ChangePlan" ? { planTo: String(details.to) } : type === "ChangeQuantity" ? { quantityTo: Number(details.to) } : {};
  const operation = await tx.operation.findFirst({
    where: { subscriptionInfoId, action: type, shownAt: null, actionNumber: { not: null }, recordedAt: { gte: addSeconds(now, -LONGEST_LAG_SECONDS) }, ...target },
    orderBy: { id: "asc" },
    select: { id: true, actionNumber: true },
  });
  if (operation === null) return null;
  await tx.operation.update({ where: { id: operation.id }, data: { shownAt: now }, select: { id: true } });
  return operation.actionNumber;
}

function toColumns({ publisherId, offerId, subscription, askedAt }: Observation, otherwise: number) {
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
    quantity: subscription.quantity ?? otherwise,
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

import { recordAction } from "../actions/record";
import type { TransactionContext } from "../db/transaction";
import { addSeconds } from "../kernel/clock";
import type { Actor, Context } from "../kernel/context";
import type { MarketplaceSubscription } from "../marketplace/fulfillment-schema";
import { applyMarketplaceState, type Applied } from "./apply-marketplace-state";
import type { PlanAndSeats } from "./policy";

/** How an operation ended, as far as the portal knows it. */
export interface OperationSeen {
  readonly operationId: string;
  /** ChangePlan, Suspend, … as Microsoft spells it. */
  readonly action: string;
  /** Azure or Partner; null where nobody says. */
  readonly requestSource: string | null;
  /** Microsoft's word: Succeeded, Failed, Conflict, … */
  readonly status: string;
  /** What it was before, for people to read; null where nobody says. */
  readonly from: PlanAndSeats | null;
  readonly to: PlanAndSeats;
  /** When it began, as far as anybody says. */
  readonly startedAt: Date;
  readonly decision: string | null;
  readonly decisionReason: string | null;
  /** Whether it took effect, so that it is an action. */
  readonly isEffective: boolean;
}

export interface Settled extends Applied {
  /** Whether this call wrote the operation's action, or an earlier one did. */
  readonly isFirst: boolean;
}

interface Observed {
  readonly publisherId: number;
  readonly offerId: number;
  readonly subscription: MarketplaceSubscription;
  /** Before Microsoft was asked. */
  readonly askedAt: Date;
  readonly operation: OperationSeen;
}

/** Clocks of Microsoft and of this server may differ by so much. */
const SKEW_SECONDS = 300;

/**
 * Ends an operation: applies what Microsoft's API says of the subscription, and writes the operation's action, once,
 * whichever of the webhook, a poll, a replay or the comparison with the list comes first.
 */
export async function settleOperation(ctx: Context & TransactionContext, { publisherId, offerId, subscription, askedAt, operation }: Observed): Promise<Settled> {
  const { operationId, action } = operation;
  const observation = { publisherId, offerId, subscription, plan: null, askedAt };
  const known = await ctx.tx.subscription.findUnique({ where: { subscriptionId: subscription.id }, select: { id: true, publisherId: true } });
  const created = known === null || known.publisherId !== publisherId ? await applyMarketplaceState(ctx, observation) : null;
  const subscriptionInfoId = created?.id ?? known?.id ?? "";
  const { isFirst, actor } = await keepOperation(ctx, { publisherId, subscriptionInfoId }, operation);
  const applied = created ?? (await applyMarketplaceState(ctx, { ...observation, ...(isFirst ? { cause: { action, operationId, actor } } : {}) }));
  const isWritten = applied.changes.some(({ type }) => type === action);
  if (isFirst && !isWritten && !(await wasNoticedBefore(ctx, subscriptionInfoId, operation))) {
    await recordAction({ ...ctx, actor }, { type: action, publisherId, subscriptionInfoId, details: { operationId } });
  }
  return { ...applied, isFirst };
}

/** Keeps how the operation stands. Of all who see that it took effect, one is the first. */
async function keepOperation(ctx: Context & TransactionContext, home: { publisherId: number; subscriptionInfoId: string }, seen: OperationSeen): Promise<{ isFirst: boolean; actor: Actor }> {
  const { operationId, action } = seen;
  const stored = await ctx.tx.operation.findUnique({ where: { subscriptionInfoId_operationId_action: { subscriptionInfoId: home.subscriptionInfoId, operationId, action } } });
  const actor = actorOf(seen, stored);
  const facts = {
    requestSource: seen.requestSource ?? stored?.requestSource ?? null,
    status: seen.status.slice(0, 30),
    planFrom: stored?.planFrom ?? seen.from?.planId?.slice(0, 100) ?? null,
    quantityFrom: stored?.quantityFrom ?? seen.from?.quantity ?? null,
    planTo: seen.to.planId?.slice(0, 100) ?? stored?.planTo ?? null,
    quantityTo: seen.to.quantity ?? stored?.quantityTo ?? null,
    decision: seen.decision ?? stored?.decision ?? null,
    decisionReason: seen.decisionReason ?? stored?.decisionReason ?? null,
    finishedAt: stored?.finishedAt ?? ctx.now,
  };
  if (stored === null) {
    await ctx.tx.operation.create({
      data: { ...home, ...facts, operationId, action, startedAt: seen.startedAt, recordedAt: seen.isEffective ? ctx.now : null, correlationId: ctx.correlationId.slice(0, 100) },
      select: { id: true },
    });
    return { isFirst: seen.isEffective, actor };
  }
  await ctx.tx.operation.update({ where: { id: stored.id }, data: facts, select: { id: true } });
  if (!seen.isEffective) return { isFirst: false, actor };
  const { count } = await ctx.tx.operation.updateMany({ where: { id: stored.id, recordedAt: null }, data: { recordedAt: ctx.now } });
  return { isFirst: count > 0, actor };
}

/** The change may have been noticed by a page or the comparison before its call came: then it has its action. */
async function wasNoticedBefore({ tx }: TransactionContext, subscriptionInfoId: string, { action, startedAt }: OperationSeen): Promise<boolean> {
  const isOfAnOperation = { details: { contains: '"operationId"' } };
  const count = await tx.subscriptionAction.count({
    where: { subscriptionInfoId, type: action, date: { gte: addSeconds(startedAt, -SKEW_SECONDS) }, OR: [{ details: null }, { NOT: isOfAnOperation }] },
  });
  return count > 0;
}

interface Requester {
  readonly requestedKind: string | null;
  readonly requestedTenantId: string | null;
  readonly requestedObjectId: string | null;
  readonly requestedName: string | null;
}

/** A change of our own is whose request it was; all else is the marketplace's doing. */
function actorOf({ requestSource }: OperationSeen, stored: (Requester & { readonly requestSource: string | null }) | null): Actor {
  if ((requestSource ?? stored?.requestSource) !== "Partner") return { kind: "marketplace" };
  if (stored?.requestedKind === "user" && stored.requestedTenantId !== null && stored.requestedObjectId !== null) {
    return { kind: "user", tenantId: stored.requestedTenantId, objectId: stored.requestedObjectId, name: stored.requestedName ?? "Unnamed", email: null };
  }
  return { kind: "job", name: stored?.requestedName ?? "the publisher's own change" };
}

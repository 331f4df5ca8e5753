import { recordAction } from "../actions/record";
import type { TransactionContext } from "../db/transaction";
import { addSeconds } from "../kernel/clock";
import type { Actor, Context } from "../kernel/context";
import type { MarketplaceSubscription } from "../marketplace/fulfillment-schema";
import { applyMarketplaceState, type Applied } from "./apply-marketplace-state";
import { findRequestBehind, requesterOf, settleByOperation, type RequestRow } from "./own-changes/requests";
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
  /** Microsoft's words for why it failed; null where it has none. */
  readonly errorMessage?: string | null;
  /** What it was before, for people to read; null where nobody says. */
  readonly from: PlanAndSeats | null;
  readonly to: PlanAndSeats;
  /** When it began, as far as anybody says: by Microsoft's clock. */
  readonly startedAt: Date;
  /** When the portal first heard of it, by its own. */
  readonly heardAt: Date;
  readonly decision: string | null;
  readonly decisionReason: string | null;
  /** Whether it took effect, so that it is an action. */
  readonly isEffective: boolean;
  /** Whether it is one also where nobody has seen it make a difference: Microsoft's API knows that it succeeded. */
  readonly standsAlone: boolean;
  /** Whether the subscription shows it, or never will, because something else has happened since. */
  readonly isShown: boolean;
  /** Whether nothing more is to be expected of it. */
  readonly isOver: boolean;
  /** Whether nobody will look again: what is seen now counts, though somebody has asked later. */
  readonly isLast: boolean;
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

/** Microsoft calls for up to eight hours; what was noticed longer before its call was something else. */
const LATEST_CALL_SECONDS = 24 * 3600;

/**
 * Ends an operation: applies what Microsoft's API says of the subscription, and writes the operation's action, once,
 * whichever of the webhook, a poll, a replay or the comparison with the list comes first. Where somebody has asked the
 * API later than the caller (`older`), nothing is known of the operation's effect yet, and it has none here.
 */
export async function settleOperation(ctx: Context & TransactionContext, { publisherId, offerId, subscription, askedAt, operation }: Observed): Promise<Settled> {
  const { operationId, action } = operation;
  const known = await ctx.tx.subscription.findUnique({ where: { subscriptionId: subscription.id }, select: { id: true } });
  const stored = known && (await ctx.tx.operation.findUnique({ where: { subscriptionInfoId_operationId_action: { subscriptionInfoId: known.id, operationId, action } } }));
  const request = known && (await findRequestBehind(ctx, known.id, operation));
  const actor = actorOf(operation, stored, request);
  const isNew = operation.isEffective && stored?.recordedAt == null;
  const applied = await applyMarketplaceState(ctx, { publisherId, offerId, subscription, plan: null, askedAt, ...(isNew ? { cause: { action, operationId, actor } } : {}) });
  const isKnown = applied.outcome !== "older" || operation.isLast;
  const seen = isKnown ? operation : { ...operation, isEffective: false, isOver: false };
  const isFirst = await keepOperation(ctx, { publisherId, subscriptionInfoId: applied.id, ...requesterColumns(request) }, seen, stored);
  if (request !== null) await settleByOperation(ctx, request, { ...seen, errorMessage: operation.errorMessage ?? null });
  if (isFirst) await keepAction(ctx, { publisherId, subscriptionInfoId: applied.id, actor }, operation, applied);
  return { ...applied, isFirst };
}

/** The action that stands for the operation: that of the difference just seen, one that was noticed before its call came, or one of its own. */
async function keepAction(ctx: Context & TransactionContext, { publisherId, subscriptionInfoId, actor }: { publisherId: number; subscriptionInfoId: string; actor: Actor }, operation: OperationSeen, { changes }: Applied): Promise<void> {
  const { operationId, action } = operation;
  const written = changes.find(({ type }) => type === action)?.actionNumber ?? (await noticedBefore(ctx, subscriptionInfoId, operation));
  if (written === null && !operation.standsAlone) return;
  const actionNumber = written ?? (await recordAction({ ...ctx, actor }, { type: action, publisherId, subscriptionInfoId, details: { operationId } }));
  const isShown = written !== null || operation.isShown;
  await ctx.tx.operation.update({ where: { subscriptionInfoId_operationId_action: { subscriptionInfoId, operationId, action } }, data: { actionNumber, ...(isShown ? { shownAt: ctx.now } : {}) }, select: { id: true } });
}

/** Keeps how the operation stands. @returns whether this is the first to see that it took effect: of several, one is. */
async function keepOperation(ctx: Context & TransactionContext, home: { publisherId: number; subscriptionInfoId: string } & Partial<Requester>, seen: OperationSeen, stored: StoredOperation | null): Promise<boolean> {
  const { operationId, action } = seen;
  const facts = {
    requestSource: seen.requestSource?.slice(0, 20) ?? stored?.requestSource ?? null,
    status: seen.status.slice(0, 30),
    planFrom: stored?.planFrom ?? seen.from?.planId?.slice(0, 100) ?? null,
    quantityFrom: stored?.quantityFrom ?? seen.from?.quantity ?? null,
    planTo: seen.to.planId?.slice(0, 100) ?? stored?.planTo ?? null,
    quantityTo: seen.to.quantity ?? stored?.quantityTo ?? null,
    decision: seen.decision ?? stored?.decision ?? null,
    decisionReason: seen.decisionReason ?? stored?.decisionReason ?? null,
    finishedAt: stored?.finishedAt ?? (seen.isOver ? ctx.now : null),
  };
  if (stored === null) {
    await ctx.tx.operation.create({
      data: { ...home, ...facts, operationId, action, startedAt: seen.startedAt, recordedAt: seen.isEffective ? ctx.now : null, correlationId: ctx.correlationId.slice(0, 100) },
      select: { id: true },
    });
    return seen.isEffective;
  }
  await ctx.tx.operation.update({ where: { id: stored.id }, data: facts, select: { id: true } });
  if (!seen.isEffective) return false;
  const { count } = await ctx.tx.operation.updateMany({ where: { id: stored.id, recordedAt: null }, data: { recordedAt: ctx.now } });
  return count > 0;
}

type StoredOperation = NonNullable<Awaited<ReturnType<TransactionContext["tx"]["operation"]["findUnique"]>>>;

/** A page or the comparison may have noticed the change before its call came; each such action stands for one operation. */
async function noticedBefore({ tx }: TransactionContext, subscriptionInfoId: string, { operationId, action, heardAt }: OperationSeen): Promise<number | null> {
  const isOfThis = { details: { contains: `"operationId":${JSON.stringify(operationId)}` } };
  const isOfAnOperation = { details: { contains: '"operationId"' } };
  const noticed = await tx.subscriptionAction.findMany({
    where: { subscriptionInfoId, type: action, date: { gte: addSeconds(heardAt, -LATEST_CALL_SECONDS) }, OR: [{ details: null }, isOfThis, { NOT: isOfAnOperation }] },
    orderBy: { number: "asc" },
    select: { number: true },
  });
  const taken = await tx.operation.findMany({ where: { subscriptionInfoId, action, actionNumber: { in: noticed.map(({ number }) => number) } }, select: { actionNumber: true } });
  return noticed.find(({ number }) => taken.every(({ actionNumber }) => actionNumber !== number))?.number ?? null;
}

interface Requester {
  readonly requestedKind: string | null;
  readonly requestedTenantId: string | null;
  readonly requestedObjectId: string | null;
  readonly requestedName: string | null;
}

/** A change of our own is whose request it was; all else is the marketplace's doing. */
function actorOf({ requestSource }: OperationSeen, stored: (Requester & { readonly requestSource: string | null }) | null, request: RequestRow | null): Actor {
  if (request !== null) return requesterOf(request);
  if ((requestSource ?? stored?.requestSource) !== "Partner") return { kind: "marketplace" };
  if (stored?.requestedKind === "user" && stored.requestedTenantId !== null && stored.requestedObjectId !== null) {
    return { kind: "user", tenantId: stored.requestedTenantId, objectId: stored.requestedObjectId, name: stored.requestedName ?? "Unnamed", email: null };
  }
  return { kind: "job", name: stored?.requestedName ?? "the publisher's own change" };
}

/** Who asked for it, as the operation's row has it. */
export function requesterColumns(request: Pick<RequestRow, "requestedTenantId" | "requestedObjectId" | "requestedName"> | null): Partial<Requester> {
  if (request === null) return {};
  const { requestedTenantId, requestedObjectId, requestedName } = request;
  return { requestedKind: "user", requestedTenantId, requestedObjectId, requestedName };
}

import { database } from "../../db/client";
import { addSeconds } from "../../kernel/clock";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { NotFoundError } from "../../kernel/errors";
import { getChangeRules } from "../../offers/change-rules";
import { findManaged, type ManagedSubscription } from "../find-managed";
import { mayKnow } from "../parties";
import { readPlan } from "../schema";
import { basisOf, listOffered, mayChange, whoWouldLose, type PricedPlan, type WouldLose } from "./change-basis";
import { choicesAmong, judgeChange, seatLimits, type SeatLimits, type Verdict, type WhoCan } from "./policy";
import type { RequestRow } from "./requests";
import { CHANGE_ACTIONS, CHANGE_PROBLEMS, CHANGE_STATES, type Change, type ChangeAction, type ChangeProblem, type ChangeState } from "./schema";

/** A change that was asked for here, as its customer meets it. */
export interface RequestShown {
  readonly id: number;
  readonly action: ChangeAction;
  readonly state: ChangeState;
  /** The plan's name; null where the change is of something else. */
  readonly planTo: string | null;
  readonly quantityTo: number | null;
  /** null: somebody who is none of the reader's business. */
  readonly requestedName: string | null;
  readonly requestedAt: Date;
  readonly acceptedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly problem: ChangeProblem | null;
  /** Microsoft's own words, where they help. */
  readonly problemDetail: string | null;
  readonly correlationId: string;
}

export interface ChangeOptions {
  readonly present: PricedPlan;
  /** What one can change to; empty also where Microsoft does not say, and where nothing can be changed now. */
  readonly choices: readonly PricedPlan[];
  /** Whether Microsoft said what is on offer: it is asked only where that may be chosen. */
  readonly isReachable: boolean;
  readonly limits: SeatLimits;
  /** What may be asked for here at all, whatever the subscription's status. */
  readonly mayUpdate: boolean;
  readonly mayCancel: boolean;
  /** Who can do what may not be asked for here. */
  readonly whoCan: WhoCan;
  /** The one that is under way, or the last one while it is news. */
  readonly request: RequestShown | null;
  /** What would come of the change that is looked at. */
  readonly verdict: Exclude<Verdict, { kind: "below-assigned" }> | ({ readonly kind: "below-assigned" } & WouldLose) | null;
}

/** How long what came of a change is news. */
const NEWS_SECONDS = 24 * 3600;

/**
 * All that the page of plan and seats tells its manager. Where Microsoft does not answer it is what is known here.
 * @param asked the change that the manager looks at before confirming it.
 * @throws NotFoundError outside the scope, and for colleagues.
 */
export async function getChangeOptions(ctx: Context<CustomerScope, UserActor>, subscriptionId: string, asked: Change | null): Promise<ChangeOptions> {
  const subscription = await findManaged(ctx, subscriptionId);
  if (subscription === null) throw new NotFoundError("subscription");
  const [rules, row] = await Promise.all([getChangeRules(subscription.offerId), lastRequest(ctx, subscription.id)]);
  const isOpen = row !== null && row.finishedAt === null;
  const offered = !isOpen && asked?.kind !== "cancel" && mayChange(subscription) ? await listOffered(ctx, subscription) : null;
  const basis = await basisOf(ctx, subscription, { rules, offered });
  const names = namesOf(subscription, offered);
  const judged = asked && judgeChange(asked, basis);
  return {
    present: await presentPlan(subscription, offered, basis.perSeat),
    choices: choicesAmong({ offered, planId: subscription.planId, rules }),
    isReachable: offered !== null,
    limits: seatLimits(basis),
    mayUpdate: basis.allowedCustomerOperations.includes("Update"),
    mayCancel: basis.allowedCustomerOperations.includes("Delete"),
    whoCan: basis.resold ? "reseller" : "microsoft",
    request: row && toShown(ctx.scope, row, names),
    verdict: judged?.kind === "below-assigned" ? { ...judged, ...(await whoWouldLose(ctx, subscription, judged.tooMany)) } : judged,
  };
}

type Names = (planId: string) => string;

function namesOf({ offer }: ManagedSubscription, offered: readonly PricedPlan[] | null): Names {
  return (planId) => offered?.find((plan) => plan.planId === planId)?.displayName ?? offer?.plans.find((plan) => plan.planId === planId)?.name ?? planId;
}

/** The present plan: as Microsoft offers it now, or as it was last described. */
async function presentPlan(subscription: ManagedSubscription, offered: readonly PricedPlan[] | null, perSeat: boolean): Promise<PricedPlan> {
  const { id, planId } = subscription;
  const found = offered?.find((plan) => plan.planId === planId);
  if (found) return found;
  const { planJson } = await database().subscription.findUniqueOrThrow({ where: { id }, select: { planJson: true } });
  const stored = readPlan(planJson);
  return { planId, displayName: stored?.displayName ?? namesOf(subscription, offered)(planId), description: stored?.description ?? null, terms: stored?.terms ?? [], isMetered: stored?.isMetered ?? null, isPricePerSeat: perSeat, isStopSell: false, minQuantity: null, maxQuantity: null };
}

async function lastRequest({ now }: Pick<Context, "now">, subscriptionInfoId: string): Promise<RequestRow | null> {
  return database().changeRequest.findFirst({
    where: { subscriptionInfoId, OR: [{ finishedAt: null }, { finishedAt: { gte: addSeconds(now, -NEWS_SECONDS) } }] },
    orderBy: { id: "desc" },
  });
}

function toShown(scope: CustomerScope, row: RequestRow, nameOf: Names): RequestShown {
  const { id, quantityTo, requestedAt, acceptedAt, finishedAt, problemDetail, correlationId } = row;
  const mayName = mayKnow(scope, { tenantId: row.requestedTenantId, objectId: row.requestedObjectId });
  return {
    id,
    action: CHANGE_ACTIONS.find((each) => each === row.action) ?? "ChangePlan",
    state: CHANGE_STATES.find((each) => each === row.state) ?? "requested",
    planTo: row.planTo === null ? null : nameOf(row.planTo),
    quantityTo,
    requestedName: mayName ? row.requestedName : null,
    requestedAt,
    acceptedAt,
    finishedAt,
    problem: CHANGE_PROBLEMS.find((each) => each === row.problem) ?? null,
    // While it is open these are words for the staff.
    problemDetail: finishedAt === null ? null : problemDetail,
    correlationId,
  };
}

/**
 * How far a change is, for a manager's page that waits for it.
 * @throws NotFoundError outside the scope, for who is no manager, and for a change of another subscription.
 */
export async function getChangeState(ctx: Context<CustomerScope, UserActor>, subscriptionId: string, id: number): Promise<{ state: string }> {
  const home = await findManaged(ctx, subscriptionId);
  const request = home && (await database().changeRequest.findFirst({ where: { id, subscriptionInfoId: home.id }, select: { state: true } }));
  if (request === null) throw new NotFoundError("change");
  return request;
}

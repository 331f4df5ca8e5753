import { recordAction } from "../../actions/record";
import { settleAlert } from "../../alerts/raise";
import type { TransactionContext } from "../../db/transaction";
import { addSeconds } from "../../kernel/clock";
import type { Context, UserActor } from "../../kernel/context";
import type { Change } from "../changes";
import type { PlanAndSeats } from "../policy";
import type { ChangeProblem, ChangeState } from "./schema";

type Writing = Omit<Context, "scope"> & TransactionContext;

export type RequestRow = NonNullable<Awaited<ReturnType<TransactionContext["tx"]["changeRequest"]["findUnique"]>>>;

/** Whoever confirmed a change is the one who made it, also where a call or the comparison sees the effect first. */
export function requesterOf({ requestedTenantId: tenantId, requestedObjectId: objectId, requestedName: name }: Pick<RequestRow, "requestedTenantId" | "requestedObjectId" | "requestedName">): UserActor {
  return { kind: "user", tenantId, objectId, name, email: null };
}

/** Stands in `key` while a request is open: one at a time. */
export function openKey(subscriptionInfoId: string): string {
  return subscriptionInfoId;
}

export const OPEN_STATES = ["requested", "accepted"] as const satisfies readonly ChangeState[];

interface Ending {
  readonly state: Exclude<ChangeState, "requested" | "accepted">;
  readonly problem?: ChangeProblem;
  /** Microsoft's own words, or the publisher's. */
  readonly problemDetail?: string | null;
  readonly operationId?: string | null;
  /** Somebody else ended the subscription before the call: no cancellation of the requester's. */
  readonly isNotOurs?: boolean;
  /** Not while somebody calls Microsoft: what failed came of an earlier call, and this one may do better. */
  readonly unlessCalling?: boolean;
}

/** Ends a request that is open, once. A cancellation whose call nobody saw answered, but of which the effect is seen, gets its action here. */
export async function endRequest(ctx: Writing, id: number, { state, problem, problemDetail, operationId, isNotOurs = false, unlessCalling = false }: Ending): Promise<boolean> {
  for (;;) {
    const request = await ctx.tx.changeRequest.findUnique({ where: { id } });
    if (request === null || !OPEN_STATES.some((each) => each === request.state)) return false;
    if (unlessCalling && request.state === "requested" && request.callingUntil !== null && request.callingUntil > ctx.now) return false;
    const { count } = await ctx.tx.changeRequest.updateMany({
      where: { id, version: request.version },
      data: { state, finishedAt: ctx.now, callingUntil: null, key: `closed:${id}`, problem: problem ?? null, problemDetail: problemDetail?.slice(0, 1000) ?? null, operationId: request.operationId ?? operationId ?? null, version: { increment: 1 } },
    });
    if (count === 0) continue;
    if (request.action === "Unsubscribe" && request.state === "requested" && state === "succeeded" && !isNotOurs) await recordCancel(ctx, request);
    await settleAlert(ctx, { publisherId: request.publisherId, kind: "change-unfinished", about: String(id) });
    return true;
  }
}

/** Microsoft took the cancellation: that is what the requester did. That the subscription ends is an action of its own. */
export async function recordCancel(ctx: Writing, request: RequestRow): Promise<void> {
  const { publisherId, subscriptionInfoId } = request;
  await recordAction({ ...ctx, actor: requesterOf(request) }, { type: "Cancel", publisherId, subscriptionInfoId });
}

/**
 * The open request that a difference answers, which it ends: what it asked for has come true, or cannot any more because
 * the subscription has ended. Whoever noticed the difference learns whose doing it was.
 * @returns null where it is nobody's here.
 */
export async function settleByDifference(ctx: Writing, subscriptionInfoId: string, change: Change): Promise<{ requester: UserActor; operationId: string | null } | null> {
  const request = await ctx.tx.changeRequest.findUnique({ where: { key: openKey(subscriptionInfoId) } });
  if (request === null) return null;
  if (change.type === "Unsubscribe" && request.action !== "Unsubscribe") {
    await endRequest(ctx, request.id, { state: "failed", problem: "overtaken" });
    return null;
  }
  if (!isWhatWasAsked(request, change)) return null;
  await endRequest(ctx, request.id, { state: "succeeded" });
  return { requester: requesterOf(request), operationId: request.operationId };
}

function isWhatWasAsked({ action, planTo, quantityTo }: RequestRow, { type, details }: Change): boolean {
  if (action !== type) return false;
  if (action === "ChangePlan") return same(planTo, String(details.to));
  return action !== "ChangeQuantity" || quantityTo === details.to;
}

interface OperationFacts {
  readonly operationId: string;
  readonly action: string;
  readonly requestSource: string | null;
  readonly to: PlanAndSeats;
}

/** How long after a request somebody may still tell of its operation. */
const LATEST_SECONDS = 2 * 24 * 3600;

/**
 * The request that an operation came of: the one that carries its id, or, where it is known before its id was stored, one
 * for the same action and target. A change that a customer made at Microsoft is nobody's here, also where it is the same.
 */
export async function findRequestBehind({ tx, now }: Writing, subscriptionInfoId: string, { operationId, action, requestSource, to }: OperationFacts): Promise<RequestRow | null> {
  const requests = await tx.changeRequest.findMany({
    where: { subscriptionInfoId, action, OR: [{ operationId }, { operationId: null, state: { not: "refused" }, requestedAt: { gte: addSeconds(now, -LATEST_SECONDS) } }] },
    orderBy: { id: "desc" },
    take: 20,
  });
  const byId = requests.find((each) => each.operationId === operationId);
  if (byId !== undefined || requestSource === "Azure") return byId ?? null;
  const isItsTarget = ({ planTo, quantityTo }: RequestRow): boolean =>
    action === "ChangePlan" ? to.planId === null || same(planTo, to.planId) : action !== "ChangeQuantity" || to.quantity === null || quantityTo === to.quantity;
  // Nobody says whose it is: only what is asked for right now may be meant.
  return requests.find((each) => isItsTarget(each) && (requestSource === "Partner" || each.finishedAt === null)) ?? null;
}

/** Ends the request that an operation came of as the operation ended. */
export async function settleByOperation(ctx: Writing, request: RequestRow, seen: { readonly operationId: string; readonly status: string; readonly errorMessage: string | null; readonly isEffective: boolean; readonly isOver: boolean }): Promise<void> {
  const { operationId, status, errorMessage: problemDetail } = seen;
  if (seen.isEffective) await endRequest(ctx, request.id, { state: "succeeded", operationId });
  else if (seen.isOver && status === "Failed") await endRequest(ctx, request.id, { state: "failed", problem: "failed", problemDetail, operationId, unlessCalling: true });
  else if (seen.isOver && status === "Conflict") await endRequest(ctx, request.id, { state: "failed", problem: "conflict", problemDetail, operationId, unlessCalling: true });
}

function same(one: string | null, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}

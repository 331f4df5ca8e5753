import { recordAction } from "../../actions/record";
import { transaction, type TransactionContext } from "../../db/transaction";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { NotFoundError } from "../../kernel/errors";
import type { ManagedSubscription } from "../../subscriptions/find-managed";
import { appointWithin } from "../../subscriptions/organisation/appoint-manager";
import { changeManagers } from "../../subscriptions/organisation/change-managers";
import { giveSeat, onceMoreIfGivenMeanwhile } from "../give-seat";
import type { SeatRefusal } from "../schema";

type Managing = Context<CustomerScope, UserActor>;

export type DecideOutcome =
  | { readonly kind: "granted" | "declined" }
  /** Somebody else decided, or nobody asks any more. */
  | { readonly kind: "over" | "not-manager" | "too-many-managers" }
  /** The request stays open. */
  | { readonly kind: "refused"; readonly reason: SeatRefusal };

/**
 * Grants a colleague what they asked for, or declines it: once, whoever of the managers comes first.
 * @throws NotFoundError outside the scope, and for a request about another subscription.
 */
export async function decideRequest(ctx: Managing, { subscriptionId, requestId, grant }: { readonly subscriptionId: string; readonly requestId: number; readonly grant: boolean }): Promise<DecideOutcome> {
  return onceMoreIfGivenMeanwhile(() => changeManagers(ctx, subscriptionId, (writing, subscription) => decide(writing, subscription, requestId, grant)));
}

async function decide(writing: Managing & TransactionContext, subscription: ManagedSubscription, requestId: number, grant: boolean): Promise<DecideOutcome> {
  const { tx, actor, now } = writing;
  const request = await tx.accessRequest.findFirst({ where: { id: requestId, subscriptionInfoId: subscription.id } });
  if (request === null) throw new NotFoundError("request");
  if (request.state !== "open") return { kind: "over" };
  const { objectId, name, email } = request;
  const user = email ?? name;
  if (grant && request.kind === "seat") {
    const given = await giveSeat(writing, subscription, { objectId, upn: user.slice(0, 320), name });
    if (given.kind === "refused") return given;
  } else if (grant && (await appointWithin(writing, subscription, { objectId, name, email }, "appointed")).kind === "too-many") return { kind: "too-many-managers" };
  const state = grant ? "granted" : "declined";
  await tx.accessRequest.update({ where: { id: requestId }, data: { state, decidedAt: now, decidedBy: actor.name.slice(0, 400), key: `closed:${requestId}` }, select: { id: true } });
  if (!grant) await recordAction(writing, { type: "DeclineRequest", publisherId: subscription.publisherId, subscriptionInfoId: subscription.id, details: { userId: objectId, user } });
  return { kind: state };
}

/** Whoever asked does not need it any more. @throws NotFoundError for a request of somebody else's. */
export async function withdrawRequest(ctx: Managing, requestId: number): Promise<void> {
  const { tenantId, objectId } = ctx.actor;
  await transaction(ctx, async (writing) => {
    const { tx, now } = writing;
    const mine = await tx.accessRequest.findFirst({ where: { id: requestId, tenantId, objectId }, select: { publisherId: true, subscriptionInfoId: true, email: true, name: true } });
    if (mine === null) throw new NotFoundError("request");
    const { count } = await tx.accessRequest.updateMany({ where: { id: requestId, state: "open" }, data: { state: "withdrawn", decidedAt: now, decidedBy: ctx.actor.name.slice(0, 400), key: `closed:${requestId}` } });
    if (count > 0) await recordAction(writing, { type: "DeclineRequest", publisherId: mine.publisherId, subscriptionInfoId: mine.subscriptionInfoId, details: { userId: objectId, user: mine.email ?? mine.name } });
  });
}

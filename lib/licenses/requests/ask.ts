import { recordAction } from "../../actions/record";
import { database } from "../../db/client";
import { transaction } from "../../db/transaction";
import { isUniqueViolation } from "../../db/unique-violation";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { NotFoundError } from "../../kernel/errors";
import { MANAGED_COLUMNS } from "../../subscriptions/find-managed";
import { licenseModelOf } from "../../subscriptions/license-model";
import { isManager } from "../../subscriptions/is-manager";
import { within } from "../../subscriptions/within";
import { whyNoSeats } from "../policy";
import type { RequestKind } from "../schema";

export type AskOutcome =
  | { readonly kind: "asked" }
  /** They asked before, or have it: nothing is written. */
  | { readonly kind: "already" }
  /** The reseller's staff get no seat, and the subscription cannot give any just now. */
  | { readonly kind: "refused" };

/**
 * A colleague asks the managers for a seat, or to become one of them. Asking twice is asking once.
 * @throws NotFoundError outside the scope.
 */
export async function askForAccess(ctx: Context<CustomerScope, UserActor>, { subscriptionId, kind, note }: { readonly subscriptionId: string; readonly kind: RequestKind; readonly note: string | null }): Promise<AskOutcome> {
  const { tenantId, objectId, name, email } = ctx.actor;
  const subscription = await database().subscription.findFirst({ where: { subscriptionId, ...within(ctx.scope) }, select: MANAGED_COLUMNS });
  if (subscription?.publisherId == null) throw new NotFoundError("subscription");
  const { id, publisherId } = subscription;
  if (subscription.tenantId !== tenantId) return { kind: "refused" };
  if (kind === "manager" && isManager(ctx.actor, subscription)) return { kind: "already" };
  if (kind === "seat") {
    if (whyNoSeats(subscription.status, licenseModelOf(subscription)) !== null) return { kind: "refused" };
    if ((await database().subscriptionUser.count({ where: { subscriptionInfoId: id, userId: objectId, status: "Assigned" } })) > 0) return { kind: "already" };
  } else if (subscription.status === "Unsubscribed") return { kind: "refused" };
  const key = `${id}:${kind}:${tenantId}:${objectId}`;
  try {
    return await transaction(ctx, async (writing) => {
      if ((await writing.tx.accessRequest.count({ where: { key } })) > 0) return { kind: "already" };
      const person = { tenantId, objectId, name: name.slice(0, 400), email: email?.slice(0, 320) ?? null };
      await writing.tx.accessRequest.create({ data: { publisherId, subscriptionInfoId: id, key, kind, ...person, note: note?.slice(0, 500) ?? null, createdAt: ctx.now, state: "open" }, select: { id: true } });
      await recordAction(writing, { type: kind === "seat" ? "RequestSeat" : "RequestAccess", publisherId, subscriptionInfoId: id, details: { userId: objectId, user: person.email ?? person.name } });
      return { kind: "asked" };
    });
  } catch (error) {
    if (isUniqueViolation(error)) return { kind: "already" };
    throw error;
  }
}

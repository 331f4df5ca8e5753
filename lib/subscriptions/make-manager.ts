import { recordAction } from "../actions/record";
import type { TransactionContext } from "../db/transaction";
import type { Context, Scope, UserActor } from "../kernel/context";
import { rightsOf, stateOf } from "./policy";
import { visitorOf } from "./visitor";

/**
 * Makes the visitor a manager of the subscription where the table of policy.ts says that arriving does so; does
 * nothing for anybody else, and nothing twice. Of several people who claim one purchase at once, one gets it:
 * the row's version is the gate.
 */
export async function makeManager(ctx: Context<Scope, UserActor> & TransactionContext, subscriptionInfoId: string, { holdsToken }: { holdsToken: boolean }): Promise<void> {
  const subscription = await ctx.tx.subscription.findUniqueOrThrow({
    where: { id: subscriptionInfoId },
    select: {
      version: true,
      publisherId: true,
      status: true,
      tenantId: true,
      beneficiaryObjectId: true,
      beneficiaryEmail: true,
      purchaserTenantId: true,
      purchaserObjectId: true,
      purchaserEmail: true,
      managers: { select: { tenantId: true, objectId: true, removedAt: true } },
      activation: { select: { state: true, handedOverAt: true } },
    },
  });
  const { tenantId, objectId } = ctx.actor;
  if (subscription.managers.some((manager) => manager.tenantId === tenantId && manager.objectId === objectId)) return;
  const visitor = visitorOf(ctx.actor, subscription, holdsToken);
  const state = stateOf(subscription.status, subscription.activation);
  if (!rightsOf(visitor, state).becomesManager) return;

  const { count } = await ctx.tx.subscription.updateMany({
    where: { id: subscriptionInfoId, version: subscription.version },
    data: { version: { increment: 1 } },
  });
  if (count === 0) return makeManager(ctx, subscriptionInfoId, { holdsToken });
  await ctx.tx.subscriptionManager.create({
    data: {
      subscriptionInfoId,
      tenantId,
      objectId,
      name: ctx.actor.name.slice(0, 400),
      email: ctx.actor.email?.slice(0, 320) ?? null,
      reason: visitor,
      since: ctx.now,
    },
  });
  // Those whom the purchase names are managers from the start; a claim is a change, of which the publisher is told.
  if (visitor !== "claimant" || subscription.publisherId === null) return;
  const { email, name } = ctx.actor;
  await recordAction(ctx, { type: "AddManager", publisherId: subscription.publisherId, subscriptionInfoId, details: { userId: objectId, user: email ?? name, reason: visitor } });
}

import { recordAction } from "../../actions/record";
import type { TransactionContext } from "../../db/transaction";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { NotFoundError } from "../../kernel/errors";
import type { ManagedSubscription } from "../find-managed";
import { countManagers, isManager, type PersonKey } from "../is-manager";
import { changeManagers } from "./change-managers";

type Managing = Context<CustomerScope, UserActor>;

export type RemoveManagerOutcome = { readonly kind: "removed" | "last" | "not-manager" };

/**
 * Takes somebody off the managers, oneself perhaps; never the last one, so that there is always somebody who can.
 * @throws NotFoundError outside the scope, and for somebody who is no manager.
 */
export async function removeManager(ctx: Managing, subscriptionId: string, person: PersonKey): Promise<RemoveManagerOutcome> {
  return changeManagers(ctx, subscriptionId, async (writing, subscription) => {
    if (!isManager(person, subscription)) throw new NotFoundError("manager");
    if (countManagers(subscription) < 2) return { kind: "last" };
    const user = await removeWithin(writing, subscription, person);
    await recordAction(writing, { type: "RemoveManager", publisherId: subscription.publisherId, subscriptionInfoId: subscription.id, details: { userId: person.objectId, user } });
    return { kind: "removed" };
  });
}

/** Keeps a row of whom the purchase made a manager, too, so that it does not make them one again. @returns what they are called. */
export async function removeWithin({ tx, now }: Managing & TransactionContext, subscription: ManagedSubscription, { tenantId, objectId }: PersonKey): Promise<string> {
  const person = { subscriptionInfoId: subscription.id, tenantId, objectId };
  const byPurchase = objectId === subscription.beneficiaryObjectId ? subscription.beneficiaryEmail : subscription.purchaserEmail;
  const reason = objectId === subscription.beneficiaryObjectId ? "beneficiary" : "purchaser";
  const { name, email } = await tx.subscriptionManager.upsert({
    where: { subscriptionInfoId_tenantId_objectId: person },
    create: { ...person, name: byPurchase ?? objectId, email: byPurchase, reason, since: now, removedAt: now },
    update: { removedAt: now },
    select: { name: true, email: true },
  });
  return email ?? name;
}

import { transaction, type TransactionContext } from "../../db/transaction";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { findManaged, type ManagedSubscription } from "../find-managed";

type Managing = Context<CustomerScope, UserActor>;

/**
 * Does something to the managers of a subscription, in the name of one of them. Of two at once, one waits for the other:
 * the row's version is counted up first, so that nobody decides by managers who are none any more.
 * @throws NotFoundError outside the scope.
 */
export async function changeManagers<T>(
  ctx: Managing,
  subscriptionId: string,
  change: (writing: Managing & TransactionContext, subscription: ManagedSubscription) => Promise<T>,
): Promise<T | { readonly kind: "not-manager" }> {
  // Asked beforehand too: whoever is none has nothing counted up, and lets nobody wait.
  if ((await findManaged(ctx, subscriptionId)) === null) return { kind: "not-manager" };
  return transaction(ctx, async (writing) => {
    await writing.tx.subscription.updateMany({ where: { subscriptionId }, data: { version: { increment: 1 } } });
    const subscription = await findManaged(writing, subscriptionId, writing.tx);
    return subscription === null ? { kind: "not-manager" as const } : change(writing, subscription);
  });
}

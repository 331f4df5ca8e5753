import { transaction } from "../../db/transaction";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { NotFoundError } from "../../kernel/errors";
import { findManaged } from "../../subscriptions/find-managed";

/**
 * Drops a file that nobody confirmed, with everybody on it. `already`: it is at work, or over.
 * @throws NotFoundError outside the scope, and for a file of another subscription.
 */
export async function discardImport(ctx: Context<CustomerScope, UserActor>, subscriptionId: string, importId: number): Promise<{ readonly kind: "discarded" | "already" | "not-manager" }> {
  return transaction(ctx, async ({ tx, now }) => {
    const home = await findManaged(ctx, subscriptionId, tx);
    if (home === null) return { kind: "not-manager" };
    const { count } = await tx.licenseImport.updateMany({ where: { id: importId, subscriptionInfoId: home.id, state: "preview" }, data: { state: "discarded", finishedAt: now } });
    if (count === 0) {
      if ((await tx.licenseImport.count({ where: { id: importId, subscriptionInfoId: home.id } })) === 0) throw new NotFoundError("import");
      return { kind: "already" };
    }
    await tx.licenseImportLine.deleteMany({ where: { importId } });
    return { kind: "discarded" };
  });
}

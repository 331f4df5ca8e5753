import { transaction } from "../../db/transaction";
import { enqueue } from "../../jobs/enqueue";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { NotFoundError } from "../../kernel/errors";
import { findManaged } from "../../subscriptions/find-managed";
import { lockImports } from "./reserve-import";
import { WORK_THROUGH } from "./schema";

export type ConfirmOutcome = { readonly kind: "running" | "already" | "busy" | "nothing-to-do" | "not-manager" };

/**
 * Has the lines of a file worked through, once, in the name of whoever confirms it. `busy`: another file of the subscription is.
 * @throws NotFoundError outside the scope, and for a file of another subscription.
 */
export async function confirmImport(ctx: Context<CustomerScope, UserActor>, subscriptionId: string, importId: number): Promise<ConfirmOutcome> {
  return transaction(ctx, async (writing): Promise<ConfirmOutcome> => {
    const { tx, actor, now } = writing;
    const home = await findManaged(ctx, subscriptionId, tx);
    if (home === null) return { kind: "not-manager" };
    await lockImports(writing, home.id);
    const others = await tx.licenseImport.count({ where: { subscriptionInfoId: home.id, state: "running", id: { not: importId } } });
    const { count } = others > 0 ? { count: 0 } : await tx.licenseImport.updateMany({
      where: { id: importId, subscriptionInfoId: home.id, state: "preview", ready: { gt: 0 } },
      data: { state: "running", startedAt: now, requestedTenantId: actor.tenantId, requestedObjectId: actor.objectId, requestedName: actor.name.slice(0, 400) },
    });
    if (count > 0) {
      await enqueue(writing, WORK_THROUGH, { importId }, { publisherId: home.publisherId, key: `${WORK_THROUGH.name}:${importId}` });
      return { kind: "running" };
    }
    const row = await tx.licenseImport.findFirst({ where: { id: importId, subscriptionInfoId: home.id }, select: { state: true } });
    if (row === null) throw new NotFoundError("import");
    if (row.state !== "preview") return { kind: "already" };
    return { kind: others > 0 ? "busy" : "nothing-to-do" };
  });
}

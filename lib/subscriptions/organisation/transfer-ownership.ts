import { recordAction } from "../../actions/record";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { appointWithin, type Appointee } from "./appoint-manager";
import { changeManagers } from "./change-managers";
import { removeWithin } from "./remove-manager";

/**
 * Hands over: a colleague becomes a manager in place of whoever does it, both or neither.
 * @throws NotFoundError outside the scope.
 */
export async function transferOwnership(ctx: Context<CustomerScope, UserActor>, subscriptionId: string, person: Appointee): Promise<{ readonly kind: "transferred" | "yourself" | "not-manager" | "personal" | "too-many" }> {
  if (ctx.scope.personal) return { kind: "personal" };
  return changeManagers(ctx, subscriptionId, async (writing, subscription) => {
    const { tenantId, objectId } = ctx.actor;
    if (person.objectId === objectId) return { kind: "yourself" };
    const { kind } = await appointWithin(writing, subscription, person, "handed-over");
    if (kind === "too-many") return { kind };
    await removeWithin(writing, subscription, { tenantId, objectId });
    await recordAction(writing, { type: "TransferOwnership", publisherId: subscription.publisherId, subscriptionInfoId: subscription.id, details: { userId: person.objectId, user: person.email ?? person.name } });
    return { kind: "transferred" };
  });
}

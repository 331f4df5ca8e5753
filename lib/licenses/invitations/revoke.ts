import { recordAction } from "../../actions/record";
import { transaction } from "../../db/transaction";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { NotFoundError } from "../../kernel/errors";
import { findManaged } from "../../subscriptions/find-managed";
import type { SeatHome } from "../give-seat";
import { releaseSeats } from "../seat";

/**
 * Takes an invitation back: its link is worth nothing any more, and its seat is free. Does nothing where it is over.
 * @throws NotFoundError outside the scope, and for an invitation to another subscription.
 */
export async function revokeInvitation(ctx: Context<CustomerScope, UserActor>, subscriptionId: string, invitationId: number): Promise<{ readonly kind: "revoked" | "over" | "not-manager" }> {
  const home = await findManaged(ctx, subscriptionId);
  return home === null ? { kind: "not-manager" } : revokeWithin(ctx, home, invitationId);
}

/** The same, for whoever has been found to be allowed. */
export async function revokeWithin(ctx: Omit<Context, "scope">, home: SeatHome, invitationId: number): Promise<{ readonly kind: "revoked" | "over" }> {
  return transaction(ctx, async (writing) => {
    const { tx, now } = writing;
    const invitation = await tx.licenseInvitation.findFirst({ where: { id: invitationId, subscriptionInfoId: home.id }, select: { label: true } });
    if (invitation === null) throw new NotFoundError("invitation");
    const { count } = await tx.licenseInvitation.updateMany({ where: { id: invitationId, state: "open" }, data: { state: "revoked", settledAt: now, key: `closed:${invitationId}` } });
    if (count === 0) return { kind: "over" };
    await releaseSeats(writing, home.id, 1);
    await recordAction(writing, { type: "RevokeInvitation", publisherId: home.publisherId, subscriptionInfoId: home.id, details: { user: invitation.label, invitationId } });
    return { kind: "revoked" };
  });
}

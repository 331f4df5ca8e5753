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

/** In one transaction. */
const AT_ONCE = 200;

/**
 * Takes back what is still open of one file's invitations, some at a time: whoever takes them back has to be a manager
 * before each of these steps.
 * @returns how many there were.
 * @throws NotFoundError outside the scope, and for a file of another subscription.
 */
export async function revokeOfImport(ctx: Context<CustomerScope, UserActor>, subscriptionId: string, importId: number): Promise<{ readonly kind: "revoked"; readonly count: number } | { readonly kind: "not-manager" }> {
  for (let count = 0; ; ) {
    const step = await transaction(ctx, async (writing) => {
      const { tx } = writing;
      const home = await findManaged(ctx, subscriptionId, tx);
      if (home === null) return null;
      if ((await tx.licenseImport.count({ where: { id: importId, subscriptionInfoId: home.id } })) === 0) throw new NotFoundError("import");
      const open = await tx.licenseInvitation.findMany({ where: { importId, state: "open" }, orderBy: { id: "asc" }, take: AT_ONCE, select: { id: true } });
      let revoked = 0;
      for (const { id } of open) revoked += (await revokeWithin(writing, home, id)).kind === "revoked" ? 1 : 0;
      return { revoked, isLast: open.length < AT_ONCE };
    });
    if (step === null) return { kind: "not-manager" };
    count += step.revoked;
    if (step.isLast) return { kind: "revoked", count };
  }
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

import { recordAction } from "../../actions/record";
import { transaction } from "../../db/transaction";
import { addSeconds } from "../../kernel/clock";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { hashSecret, randomSecret } from "../../kernel/crypto";
import { findManaged } from "../../subscriptions/find-managed";
import { INVITATION_DAYS } from "./invite";

/** Which of the open invitations of a subscription: one, or all that came from one file. */
export type Renewed = { readonly invitationId: number } | { readonly importId: number };

/**
 * New links for open invitations, in place of those before: a link is told once, and whoever lost it asks for another. The
 * time begins anew.
 * @returns one for each that is open; none where there is none.
 * @throws NotFoundError when the subscription lies outside the scope.
 */
export async function renewLinks(ctx: Context<CustomerScope, UserActor>, subscriptionId: string, which: Renewed): Promise<{ label: string; secret: string }[] | { readonly kind: "not-manager" }> {
  const home = await findManaged(ctx, subscriptionId);
  if (home === null) return { kind: "not-manager" };
  const where = { subscriptionInfoId: home.id, state: "open", expiresAt: { gt: ctx.now }, ...("importId" in which ? { importId: which.importId } : { id: which.invitationId }) };
  const links: { label: string; secret: string }[] = [];
  for (let after = 0; ; ) {
    const invitations = await transaction(ctx, async (writing) => {
      const { tx } = writing;
      const open = await tx.licenseInvitation.findMany({ where: { AND: [where, { id: { gt: after } }] }, orderBy: { id: "asc" }, take: 200, select: { id: true, label: true } });
      const made: { id: number; label: string; secret: string }[] = [];
      for (const { id, label } of open) {
        const secret = randomSecret();
        const { count } = await tx.licenseInvitation.updateMany({ where: { id, state: "open" }, data: { hash: hashSecret(secret), expiresAt: addSeconds(ctx.now, INVITATION_DAYS * 24 * 3600) } });
        if (count > 0) await recordAction(writing, { type: "RenewInvitation", publisherId: home.publisherId, subscriptionInfoId: home.id, details: { user: label, invitationId: id } });
        made.push({ id, label, secret: count === 0 ? "" : secret });
      }
      return made;
    });
    links.push(...invitations.filter(({ secret }) => secret !== "").map(({ label, secret }) => ({ label, secret })));
    const last = invitations.at(-1);
    if (last === undefined) return links;
    after = last.id;
  }
}

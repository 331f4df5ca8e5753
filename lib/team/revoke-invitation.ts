import { z } from "zod";
import { recordAudit } from "../auth/audit";
import { notAllowed } from "../auth/permissions";
import type { TransactionContext } from "../db/transaction";
import { addSeconds } from "../kernel/clock";
import type { Context, Role } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";
import { changeStaff, readRole, type StaffContext } from "./change-staff";
import { mayGiveRole } from "./policy";
import { INVITATION_DAYS } from "./schema";

/**
 * Takes an invitation back: its link stops working.
 * @returns whether it was still open.
 * @throws NotFoundError when this publisher has no such invitation.
 * @throws PortalError `forbidden` when it is to a role that whoever acts may not give.
 */
export async function revokeInvitation(ctx: StaffContext, { invitationId }: { invitationId: number }): Promise<boolean> {
  return changeStaff(ctx, "team.manage", async (writing, { publisherId, role }) => {
    const invitation = await writing.tx.invitation.findFirst({ where: { id: invitationId, publisherId } });
    if (invitation === null) throw new NotFoundError("invitation");
    if (!mayGiveRole(role, readRole(invitation.role))) throw notAllowed(role);
    const { count } = await writing.tx.invitation.updateMany({ where: { id: invitationId, acceptedAt: null, revokedAt: null }, data: { revokedAt: writing.now } });
    if (count > 0) await recordAudit(writing, { type: "InvitationRevoked", publisherId, subject: invitation.label, details: { role: invitation.role, invitationId } });
    return count > 0;
  });
}

/**
 * Takes back the open invitations of somebody who was removed (`role` null) or is a `role` now, as far as they could
 * not make them any more: else a link of their own would let them in again. Who made one stands in the audit, where all
 * that are taken back are one line: however many they are, a removal takes no longer.
 */
export async function revokeInvitationsOf(
  writing: Omit<Context, "scope"> & TransactionContext,
  member: { readonly publisherId: number; readonly tenantId: string; readonly objectId: string; readonly label: string },
  role: Role | null,
): Promise<void> {
  const { publisherId, tenantId, objectId } = member;
  const made = await writing.tx.auditEntry.findMany({
    where: { publisherId, type: "InvitationCreated", actorTenantId: tenantId, actorObjectId: objectId, date: { gt: addSeconds(writing.now, -INVITATION_DAYS * 24 * 3600) } },
    select: { details: true },
  });
  const own = new Set(made.map(({ details }) => createdDetails.parse(JSON.parse(details ?? "")).invitationId));
  // No more of them are open than MOST_INVITATIONS, however many were made.
  const open = await writing.tx.invitation.findMany({ where: { publisherId, ...stillOpen(writing.now) }, select: { id: true, role: true }, orderBy: { id: "asc" } });
  const ids = open.filter((invitation) => own.has(invitation.id) && (role === null || !mayGiveRole(role, readRole(invitation.role)))).map(({ id }) => id);
  if (ids.length === 0) return;
  const { count } = await writing.tx.invitation.updateMany({ where: { publisherId, id: { in: ids }, ...stillOpen(writing.now) }, data: { revokedAt: writing.now } });
  await recordAudit(writing, { type: "InvitationRevoked", publisherId, subject: `Invitations made by ${member.label}`, details: { invitations: count, invitationIds: ids.join(" ") } });
}

/** Which invitations' links work. */
export function stillOpen(now: Date) {
  return { acceptedAt: null, revokedAt: null, expiresAt: { gt: now } };
}

const createdDetails = z.object({ invitationId: z.int() });

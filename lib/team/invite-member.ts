import { recordAudit } from "../auth/audit";
import { notAllowed } from "../auth/permissions";
import { addSeconds } from "../kernel/clock";
import type { Role } from "../kernel/context";
import { hashSecret, randomSecret } from "../kernel/crypto";
import { PortalError } from "../kernel/errors";
import { changeStaff, type StaffContext } from "./change-staff";
import { mayGiveRole } from "./policy";
import { stillOpen } from "./revoke-invitation";
import { INVITATION_DAYS, MOST_INVITATIONS } from "./schema";

export interface NewInvitation {
  /** Only an account of this tenant can accept; PERSONAL_ACCOUNTS_TENANT: every personal account that has the link. */
  readonly tenantId: string;
  /** For people to read; decides nothing. */
  readonly label: string;
  readonly role: Role;
}

export interface Invited {
  readonly invitationId: number;
  /** What the link holds; it is not kept and cannot be shown again. */
  readonly secret: string;
  readonly expiresAt: Date;
}

/**
 * Makes a link that puts one person on the staff.
 * @throws PortalError `forbidden` when whoever invites may not give that role; `conflict` where too many links are open.
 */
export async function inviteMember(ctx: StaffContext, { tenantId, label, role }: NewInvitation): Promise<Invited> {
  const secret = randomSecret();
  const expiresAt = addSeconds(ctx.now, INVITATION_DAYS * 24 * 3600);
  return changeStaff(ctx, "team.manage", async (writing, staff) => {
    if (!mayGiveRole(staff.role, role)) throw notAllowed(staff.role);
    const { publisherId } = staff;
    if ((await writing.tx.invitation.count({ where: { publisherId, ...stillOpen(writing.now) } })) >= MOST_INVITATIONS) {
      throw new PortalError("conflict", { what: `${MOST_INVITATIONS} invitations are open already.`, why: "More of them nobody can oversee.", todo: "Take back those that nobody will use." });
    }
    const invitedBy = "name" in writing.actor ? writing.actor.name.slice(0, 400) : writing.actor.kind;
    const { id } = await writing.tx.invitation.create({
      data: { publisherId, hash: hashSecret(secret), tenantId, label, role, invitedBy, createdAt: writing.now, expiresAt },
    });
    await recordAudit(writing, { type: "InvitationCreated", publisherId, subject: label, details: { role, tenantId, invitationId: id } });
    return { invitationId: id, secret, expiresAt };
  });
}

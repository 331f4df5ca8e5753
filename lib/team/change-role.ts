import { recordAudit } from "../auth/audit";
import { notAllowed } from "../auth/permissions";
import type { Role } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";
import { changeStaff, isLastOwner, readRole, type StaffContext } from "./change-staff";
import { mayGiveRole } from "./policy";
import { revokeInvitationsOf } from "./revoke-invitation";

export type ChangeRoleOutcome = "changed" | "unchanged" | "last-owner";

/**
 * Gives a member another role; it holds from their next request on. Invitations of theirs to a role that they may not
 * give any more do not work any longer.
 * @throws NotFoundError when this publisher has no such member.
 * @throws PortalError `forbidden` when whoever acts may not touch the role that the member has, or not give the other.
 */
export async function changeRole(ctx: StaffContext, { memberId, role }: { memberId: number; role: Role }): Promise<ChangeRoleOutcome> {
  return changeStaff(ctx, "team.manage", async (writing, staff) => {
    const member = await writing.tx.member.findFirst({ where: { id: memberId, publisherId: staff.publisherId, removedAt: null } });
    if (member === null) throw new NotFoundError("member");
    const from = readRole(member.role);
    if (!mayGiveRole(staff.role, from) || !mayGiveRole(staff.role, role)) throw notAllowed(staff.role);
    if (from === role) return "unchanged";
    if (await isLastOwner(writing, member)) return "last-owner";
    await writing.tx.member.update({ where: { id: member.id }, data: { role } });
    await recordAudit(writing, { type: "MemberRoleChanged", publisherId: staff.publisherId, subject: member.label, details: { from, to: role, objectId: member.objectId } });
    await revokeInvitationsOf(writing, member, role);
    return "changed";
  });
}

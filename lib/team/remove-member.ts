import { recordAudit } from "../auth/audit";
import { notAllowed } from "../auth/permissions";
import { NotFoundError } from "../kernel/errors";
import { changeStaff, isLastOwner, readRole, type StaffContext } from "./change-staff";
import { mayGiveRole } from "./policy";
import { revokeInvitationsOf } from "./revoke-invitation";

export type RemoveMemberOutcome = "removed" | "already-removed" | "last-owner";

/**
 * Takes somebody off the staff: their next request finds nothing. The links that they made do not work any longer.
 * @throws NotFoundError when this publisher never had such a member.
 * @throws PortalError `forbidden` when whoever acts may not touch somebody of the member's role.
 */
export async function removeMember(ctx: StaffContext, { memberId }: { memberId: number }): Promise<RemoveMemberOutcome> {
  return changeStaff(ctx, "team.manage", async (writing, staff) => {
    const { publisherId } = staff;
    const member = await writing.tx.member.findFirst({ where: { id: memberId, publisherId } });
    if (member === null) throw new NotFoundError("member");
    const role = readRole(member.role);
    if (!mayGiveRole(staff.role, role)) throw notAllowed(staff.role);
    if (member.removedAt !== null) return "already-removed";
    if (await isLastOwner(writing, member)) return "last-owner";
    await writing.tx.member.update({ where: { id: member.id }, data: { removedAt: writing.now } });
    await recordAudit(writing, { type: "MemberRemoved", publisherId, subject: member.label, details: { role, objectId: member.objectId } });
    await revokeInvitationsOf(writing, member, null);
    return "removed";
  });
}

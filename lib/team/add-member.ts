import { recordAudit } from "../auth/audit";
import type { Context, Role, SystemScope } from "../kernel/context";
import { changeStaff, isLastOwner, type Staff, type StaffContext } from "./change-staff";
import { revokeInvitationsOf } from "./revoke-invitation";
import type { TransactionContext } from "../db/transaction";

export interface NewMember {
  readonly publisherKey: string;
  readonly tenantId: string;
  readonly objectId: string;
  /** Name or mail address for people to read; decides nothing. */
  readonly label: string;
  readonly role: Role;
}

export type AddMemberOutcome = "added" | "restored" | "changed" | "unchanged" | "last-owner";

/**
 * Puts a person on a publisher's staff without an invitation, lets somebody who was removed in again, or changes a role
 * with all that `changeRole` does.
 * @throws NotFoundError when there is no such publisher.
 */
export async function addMember(ctx: Context<SystemScope>, { publisherKey, ...member }: NewMember): Promise<AddMemberOutcome> {
  const staffCtx: StaffContext = { ...ctx, scope: { ...ctx.scope, publisherKey } };
  return changeStaff(staffCtx, "team.manage-owners", (writing, staff) => write(writing, staff, member));
}

async function write(
  writing: StaffContext & TransactionContext,
  { publisherId }: Staff,
  { tenantId, objectId, label, role }: Omit<NewMember, "publisherKey">,
): Promise<AddMemberOutcome> {
  const { tx, now } = writing;
  const person = { publisherId, tenantId, objectId };
  const existing = await tx.member.findUnique({ where: { publisherId_tenantId_objectId: person } });
  if (existing === null || existing.removedAt !== null) {
    if (existing === null) await tx.member.create({ data: { ...person, label, role, addedAt: now } });
    else await tx.member.update({ where: { id: existing.id }, data: { label, role, removedAt: null, addedAt: now } });
    await recordAudit(writing, { type: "MemberAdded", publisherId, subject: label, details: { role, objectId } });
    return existing === null ? "added" : "restored";
  }
  if (existing.role === role && existing.label === label) return "unchanged";
  if (existing.role !== role && (await isLastOwner(writing, existing))) return "last-owner";
  await tx.member.update({ where: { id: existing.id }, data: { label, role } });
  await recordAudit(
    writing,
    existing.role === role
      ? { type: "MemberRenamed", publisherId, subject: label, details: { from: existing.label, objectId } }
      : { type: "MemberRoleChanged", publisherId, subject: label, details: { from: existing.role, to: role, objectId } },
  );
  if (existing.role !== role) await revokeInvitationsOf(writing, existing, role);
  return "changed";
}

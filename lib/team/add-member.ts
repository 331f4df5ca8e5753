import { isUniqueViolation } from "../db/unique-violation";
import { transaction } from "../db/transaction";
import type { Context, Role, SystemScope } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";

export interface NewMember {
  readonly publisherKey: string;
  readonly tenantId: string;
  readonly objectId: string;
  /** Name or mail address for people to read; decides nothing. */
  readonly label: string;
  readonly role: Role;
}

export type AddMemberOutcome = "added" | "restored" | "changed" | "unchanged";

/**
 * Puts a person on a publisher's staff, or lets somebody who was removed in again.
 * @throws NotFoundError when there is no such publisher.
 */
export async function addMember(ctx: Context<SystemScope>, member: NewMember): Promise<AddMemberOutcome> {
  try {
    return await write(ctx, member);
  } catch (error) {
    // Somebody else added the same person at the same moment: the second look finds their row.
    if (isUniqueViolation(error)) return write(ctx, member);
    throw error;
  }
}

async function write(ctx: Context<SystemScope>, { publisherKey, tenantId, objectId, label, role }: NewMember): Promise<AddMemberOutcome> {
  return transaction(ctx, async ({ tx, now }) => {
    const publisher = await tx.publisher.findUnique({ where: { key: publisherKey }, select: { id: true } });
    if (publisher === null) throw new NotFoundError(`publisher "${publisherKey}"`);
    const person = { publisherId: publisher.id, tenantId, objectId };
    const existing = await tx.member.findUnique({ where: { publisherId_tenantId_objectId: person } });
    if (existing === null) {
      await tx.member.create({ data: { ...person, label, role, addedAt: now } });
      return "added";
    }
    if (existing.removedAt === null && existing.role === role && existing.label === label) return "unchanged";
    await tx.member.update({ where: { id: existing.id }, data: { label, role, removedAt: null, ...(existing.removedAt ? { addedAt: now } : {}) } });
    return existing.removedAt ? "restored" : "changed";
  });
}

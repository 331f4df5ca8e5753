import { z } from "zod";
import { may, notAllowed, type Permission } from "../auth/permissions";
import { transaction, type TransactionContext } from "../db/transaction";
import { ROLES, type Context, type PublisherScope, type Role, type SystemScope, type UserActor } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";

/** One publisher's staff: a member's own, or for the command line the one that it names. */
export type StaffScope = PublisherScope | (SystemScope & { readonly publisherKey: string });

/** Who changes a staff. */
export type StaffContext = Context<PublisherScope, UserActor> | Context<SystemScope & { readonly publisherKey: string }>;

export interface Staff {
  readonly publisherId: number;
  /** What whoever acts is now; the command line may do all that an owner may. */
  readonly role: Role;
}

export type StaffChange<T> = (writing: StaffContext & TransactionContext, staff: Staff) => Promise<T>;

/**
 * Runs `work` in a transaction in which nobody else changes this publisher's staff, if whoever acts may do
 * `permission` at this very moment: of two owners who remove each other, the second is no member any more.
 * @throws NotFoundError when there is no such publisher, or whoever acts is not on its staff any more.
 * @throws PortalError `forbidden` when their role does not reach.
 */
export async function changeStaff<T>(ctx: StaffContext, permission: Permission, work: StaffChange<T>): Promise<T> {
  return transaction(ctx, async (writing) => {
    const publisherId = await lockStaff(writing, writing.scope.publisherKey);
    const role = writing.scope.kind === "system" ? "owner" : await roleNow(writing, publisherId);
    if (!may(role, permission)) throw notAllowed(role);
    return work(writing, { publisherId, role });
  });
}

/**
 * The first thing in every transaction that changes a staff: whoever else does so waits until it is over.
 * @throws NotFoundError when there is no such publisher.
 */
export async function lockStaff({ tx }: TransactionContext, publisherKey: string): Promise<number> {
  const { count } = await tx.publisher.updateMany({ where: { key: publisherKey }, data: { version: { increment: 1 } } });
  if (count === 0) throw new NotFoundError(`publisher "${publisherKey}"`);
  return (await tx.publisher.findUniqueOrThrow({ where: { key: publisherKey }, select: { id: true } })).id;
}

async function roleNow({ tx, actor }: StaffContext & TransactionContext, publisherId: number): Promise<Role> {
  if (actor.kind !== "user") throw new NotFoundError("publisher");
  const { tenantId, objectId } = actor;
  const member = await tx.member.findUnique({ where: { publisherId_tenantId_objectId: { publisherId, tenantId, objectId } }, select: { role: true, removedAt: true } });
  if (member === null || member.removedAt !== null) throw new NotFoundError("publisher");
  return readRole(member.role);
}

/** A role as it is stored. */
export function readRole(stored: string): Role {
  return z.enum(ROLES).parse(stored);
}

/** Whether this publisher would be without an owner if that member were none. Within a transaction that holds the lock. */
export async function isLastOwner({ tx }: TransactionContext, member: { readonly id: number; readonly publisherId: number; readonly role: string }): Promise<boolean> {
  if (member.role !== "owner") return false;
  return (await tx.member.count({ where: { publisherId: member.publisherId, role: "owner", removedAt: null, id: { not: member.id } } })) === 0;
}

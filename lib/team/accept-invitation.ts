import { recordAudit } from "../auth/audit";
import { transaction, type TransactionContext } from "../db/transaction";
import type { Context, CustomerScope, Role, UserActor } from "../kernel/context";
import { hashSecret } from "../kernel/crypto";
import { lockStaff, readRole } from "./change-staff";
import { invitationStanding, type InvitationStanding } from "./invitation-standing";

/** A signed-in person, whoever they are: an invitation is what makes them a member. */
export type Invitee = Context<CustomerScope, UserActor>;

export type AcceptInvitationOutcome =
  | { readonly kind: "accepted"; readonly publisherKey: string; readonly role: Role }
  /** In whatever role: the link stays for somebody else, unless it was theirs. */
  | { readonly kind: "already-member"; readonly publisherKey: string }
  | { readonly kind: Exclude<InvitationStanding, "open" | "already-member"> | "unknown" };

/**
 * Puts whoever is signed in on the staff. One link is one member, however often and by however many it is accepted at
 * once.
 */
export async function acceptInvitation(ctx: Invitee, secret: string): Promise<AcceptInvitationOutcome> {
  return transaction(ctx, async (writing): Promise<AcceptInvitationOutcome> => {
    const { tx, actor, now } = writing;
    const hash = hashSecret(secret);
    const found = await tx.invitation.findUnique({ where: { hash }, select: { publisher: { select: { key: true } } } });
    if (found === null) return { kind: "unknown" };
    const publisherKey = found.publisher.key;
    const publisherId = await lockStaff(writing, publisherKey);
    const invitation = await tx.invitation.findUniqueOrThrow({ where: { hash } });
    const person = { publisherId, tenantId: actor.tenantId, objectId: actor.objectId };
    const row = await tx.member.findUnique({ where: { publisherId_tenantId_objectId: person } });
    const standing = invitationStanding(invitation, actor, row, now);
    if (standing === "already-member") return { kind: standing, publisherKey };
    if (standing !== "open") return { kind: standing };
    const { count } = await tx.invitation.updateMany({
      where: { id: invitation.id, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
      data: { acceptedAt: now },
    });
    if (count === 0) return { kind: "used" };
    const role = readRole(invitation.role);
    await join(writing, { person, memberId: row?.id ?? null, role, invitationId: invitation.id });
    return { kind: "accepted", publisherKey, role };
  });
}

interface Joining {
  readonly person: { readonly publisherId: number; readonly tenantId: string; readonly objectId: string };
  /** Of somebody who was on the staff before. */
  readonly memberId: number | null;
  readonly role: Role;
  readonly invitationId: number;
}

async function join(writing: Invitee & TransactionContext, { person, memberId, role, invitationId }: Joining): Promise<void> {
  const { tx, actor, now } = writing;
  const label = (actor.email ?? actor.name).slice(0, 320);
  if (memberId === null) await tx.member.create({ data: { ...person, label, role, addedAt: now } });
  else await tx.member.update({ where: { id: memberId }, data: { label, role, addedAt: now, removedAt: null } });
  const { publisherId, objectId } = person;
  await recordAudit(writing, { type: "MemberAdded", publisherId, subject: label, details: { role, objectId, invitationId } });
}

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
  /** In this role or a higher one: the link stays for somebody else, unless it was theirs. */
  | { readonly kind: "already-member"; readonly publisherKey: string }
  | { readonly kind: Exclude<InvitationStanding, "open" | "already-member"> | "unknown" };

/**
 * Puts whoever is signed in on the staff. One link is one member, however often and by however many it is accepted at
 * once; whoever is on the staff in a lower role is raised to the invitation's.
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
    const memberAs = row !== null && row.removedAt === null ? readRole(row.role) : null;

    const role = readRole(invitation.role);
    const standing = invitationStanding({ ...invitation, role }, actor, memberAs, now);
    if (standing === "already-member") return { kind: standing, publisherKey };
    if (standing !== "open") return { kind: standing };
    const { count } = await tx.invitation.updateMany({
      where: { id: invitation.id, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
      data: { acceptedAt: now },
    });
    if (count === 0) return { kind: "used" };
    await join(writing, { person, row, memberAs, role, invitationId: invitation.id });
    return { kind: "accepted", publisherKey, role };
  });
}

interface Joining {
  readonly person: { readonly publisherId: number; readonly tenantId: string; readonly objectId: string };
  readonly row: { readonly id: number; readonly label: string } | null;
  readonly memberAs: Role | null;
  readonly role: Role;
  readonly invitationId: number;
}

async function join(writing: Invitee & TransactionContext, { person, row, memberAs, role, invitationId }: Joining): Promise<void> {
  const { tx, actor, now } = writing;
  const label = (actor.email ?? actor.name).slice(0, 320);
  if (row === null) await tx.member.create({ data: { ...person, label, role, addedAt: now } });
  else await tx.member.update({ where: { id: row.id }, data: memberAs === null ? { label, role, addedAt: now, removedAt: null } : { role } });
  const { publisherId, objectId } = person;
  await recordAudit(
    writing,
    memberAs === null
      ? { type: "MemberAdded", publisherId, subject: label, details: { role, objectId, invitationId } }
      : { type: "MemberRoleChanged", publisherId, subject: row?.label ?? label, details: { from: memberAs, to: role, objectId, invitationId } },
  );
}

import type { UserActor } from "../kernel/context";

/** What an invitation is to the person who opened its link. */
export type InvitationStanding = "open" | "wrong-account" | "already-member" | "used" | "revoked" | "expired";

export interface InvitationFacts {
  readonly tenantId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly acceptedAt: Date | null;
  readonly revokedAt: Date | null;
}

/**
 * What becomes of somebody who opens the link of an invitation. The tenant of personal accounts is compared like any
 * other: there, holding the link is all there is to prove.
 * A link puts people on the staff and does no more: it changes no role, so that none that was made before a demotion
 * undoes it, and nobody who was removed comes back by one that was made before.
 * @param member the person as the staff has or had them; null for somebody who never was on it.
 */
export function invitationStanding(invitation: InvitationFacts, person: Pick<UserActor, "tenantId">, member: { readonly removedAt: Date | null } | null, now: Date): InvitationStanding {
  if (member?.removedAt === null) return "already-member";
  if (invitation.acceptedAt !== null) return "used";
  if (invitation.revokedAt !== null || (member !== null && member.removedAt >= invitation.createdAt)) return "revoked";
  if (invitation.expiresAt <= now) return "expired";
  return invitation.tenantId === person.tenantId ? "open" : "wrong-account";
}

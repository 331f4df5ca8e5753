import type { Role, UserActor } from "../kernel/context";
import { higherRole } from "./policy";

/** What an invitation is to the person who opened its link. */
export type InvitationStanding = "open" | "wrong-account" | "already-member" | "used" | "revoked" | "expired";

export interface InvitationFacts {
  readonly tenantId: string;
  readonly role: Role;
  readonly expiresAt: Date;
  readonly acceptedAt: Date | null;
  readonly revokedAt: Date | null;
}

/**
 * What becomes of somebody who opens the link of an invitation. The tenant of personal accounts is compared like any
 * other: there, holding the link is all there is to prove.
 * @param memberAs the role that the person has already; null for nobody of the staff.
 */
export function invitationStanding(invitation: InvitationFacts, person: Pick<UserActor, "tenantId">, memberAs: Role | null, now: Date): InvitationStanding {
  const spent = invitation.acceptedAt !== null;
  if (memberAs !== null && (spent || higherRole(memberAs, invitation.role) === memberAs)) return "already-member";
  if (spent) return "used";
  if (invitation.revokedAt !== null) return "revoked";
  if (invitation.expiresAt <= now) return "expired";
  return invitation.tenantId === person.tenantId ? "open" : "wrong-account";
}

import type { UserActor } from "../../kernel/context";

export interface StoredInvitation {
  readonly tenantId: string;
  readonly state: string;
  readonly expiresAt: Date;
}

/**
 * What the link of an invitation is to somebody. wrong-tenant: their account is not of the tenant that was invited.
 * suspended, ended: it is good, but the subscription is not.
 */
export const INVITATION_STANDINGS = ["open", "used", "revoked", "expired", "wrong-tenant", "suspended", "ended"] as const;
export type InvitationStanding = (typeof INVITATION_STANDINGS)[number];

/**
 * Decides by the tenant alone: the link is what tells people of one tenant apart, and for personal accounts, who all share
 * one, the link alone decides (docs/marketplace/organisation.md).
 */
export function standingOf(invitation: StoredInvitation, { tenantId }: Pick<UserActor, "tenantId">, status: string, now: Date): InvitationStanding {
  if (tenantId !== invitation.tenantId) return "wrong-tenant";
  if (invitation.state === "accepted") return "used";
  if (invitation.state === "revoked") return "revoked";
  if (invitation.state !== "open" || invitation.expiresAt <= now) return "expired";
  if (status === "Subscribed") return "open";
  return status === "Suspended" ? "suspended" : "ended";
}

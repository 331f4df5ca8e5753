import type { UserActor } from "../../kernel/context";
import type { LicenseModel } from "../../offers/schema";

export interface StoredInvitation {
  readonly tenantId: string;
  readonly state: string;
  readonly expiresAt: Date;
}

/**
 * What the link of an invitation is to somebody. wrong-tenant: their account is not of the tenant that was invited.
 * suspended, ended: it is good, but the subscription is not. not-needed: everybody of the organisation may use it by now.
 */
export const INVITATION_STANDINGS = ["open", "used", "revoked", "expired", "wrong-tenant", "suspended", "ended", "not-needed"] as const;
export type InvitationStanding = (typeof INVITATION_STANDINGS)[number];

/**
 * Decides by the tenant alone: the link is what tells people of one tenant apart, and for personal accounts, who all share
 * one, the link alone decides (docs/marketplace/organisation.md).
 */
export function standingOf(invitation: StoredInvitation, { tenantId }: Pick<UserActor, "tenantId">, { status, model, tenantId: itsTenant }: { readonly status: string; readonly model: LicenseModel; readonly tenantId: string | null }, now: Date): InvitationStanding {
  if (tenantId !== invitation.tenantId) return "wrong-tenant";
  // Microsoft gave the subscription to another organisation since.
  if (itsTenant !== invitation.tenantId) return "ended";
  if (invitation.state === "accepted") return "used";
  if (invitation.state === "revoked") return "revoked";
  if (invitation.state !== "open" || invitation.expiresAt <= now) return "expired";
  if (status === "Subscribed") return model === "site" ? "not-needed" : "open";
  return status === "Suspended" ? "suspended" : "ended";
}

import { describe, expect, it } from "vitest";
import { addSeconds } from "../kernel/clock";
import { invitationStanding, type InvitationStanding } from "./invitation-standing";

const NOW = new Date("2026-03-01T12:00:00Z");
const BEFORE = addSeconds(NOW, -1);
const OPEN = { tenantId: "t", createdAt: addSeconds(NOW, -60), expiresAt: addSeconds(NOW, 1), acceptedAt: null, revokedAt: null };

const NAMES = ["open", "accepted", "revoked", "expired"] as const;
const STATES = {
  open: OPEN,
  accepted: { ...OPEN, acceptedAt: BEFORE },
  revoked: { ...OPEN, revokedAt: BEFORE },
  expired: { ...OPEN, expiresAt: NOW },
};

/** For nobody of the staff in the right tenant and in another one, a member, and who was removed before it was made, in that moment, and after. */
const TABLE: Record<(typeof NAMES)[number], InvitationStanding[]> = {
  open: ["open", "wrong-account", "already-member", "open", "revoked", "revoked"],
  accepted: ["used", "used", "already-member", "used", "used", "used"],
  revoked: ["revoked", "revoked", "already-member", "revoked", "revoked", "revoked"],
  expired: ["expired", "expired", "already-member", "expired", "revoked", "revoked"],
};
const PEOPLE: [string, { removedAt: Date | null } | null][] = [["t", null], ["other", null], ["t", { removedAt: null }], ["t", { removedAt: addSeconds(NOW, -90) }], ["t", { removedAt: OPEN.createdAt }], ["t", { removedAt: addSeconds(NOW, -30) }]];

describe("what an invitation is to whoever opens it", () => {
  it.each(NAMES.flatMap((state) => PEOPLE.map(([tenantId, member], index) => [state, index, tenantId, member] as const)))("%s, person %i", (state, index, tenantId, member) => {
    expect(invitationStanding(STATES[state], { tenantId }, member, NOW)).toBe(TABLE[state][index]);
  });
});

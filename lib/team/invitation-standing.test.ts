import { describe, expect, it } from "vitest";
import { addSeconds } from "../kernel/clock";
import type { Role } from "../kernel/context";
import { invitationStanding, type InvitationStanding } from "./invitation-standing";

const NOW = new Date("2026-03-01T12:00:00Z");
const BEFORE = addSeconds(NOW, -1);
const OPEN = { tenantId: "t", role: "operator" as const, expiresAt: addSeconds(NOW, 1), acceptedAt: null, revokedAt: null };

const NAMES = ["open", "accepted", "revoked", "expired"] as const;
const STATES = {
  open: OPEN,
  accepted: { ...OPEN, acceptedAt: BEFORE },
  revoked: { ...OPEN, revokedAt: BEFORE },
  expired: { ...OPEN, expiresAt: NOW },
};

/** For nobody of the staff in the right tenant and in another one, then for a viewer, an operator and an owner. */
const TABLE: Record<(typeof NAMES)[number], [InvitationStanding, InvitationStanding, InvitationStanding, InvitationStanding, InvitationStanding]> = {
  open: ["open", "wrong-account", "open", "already-member", "already-member"],
  accepted: ["used", "used", "already-member", "already-member", "already-member"],
  revoked: ["revoked", "revoked", "revoked", "already-member", "already-member"],
  expired: ["expired", "expired", "expired", "already-member", "already-member"],
};
const PEOPLE: [string, Role | null][] = [["t", null], ["other", null], ["t", "viewer"], ["t", "operator"], ["t", "owner"]];

describe("what an invitation is to whoever opens it", () => {
  it.each(NAMES.flatMap((state) => PEOPLE.map(([tenantId, memberAs], index) => [state, index, tenantId, memberAs] as const)))("%s, person %i", (state, index, tenantId, memberAs) => {
    expect(invitationStanding(STATES[state], { tenantId }, memberAs, NOW)).toBe(TABLE[state][index]);
  });
});

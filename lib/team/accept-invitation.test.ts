import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import { addSeconds } from "../kernel/clock";
import { ROLES, type Role } from "../kernel/context";
import { newId, PERSONAL_ACCOUNTS_TENANT } from "../kernel/ids";
import { acceptInvitation } from "./accept-invitation";
import { inviteMember } from "./invite-member";
import { findInvitation } from "./queries";
import { removeMember } from "./remove-member";
import { revokeInvitation } from "./revoke-invitation";
import { invitee, NOW, person, testPublisher, type TestPublisher } from "./testing";

const TENANT = newId();
const WEEK = 7 * 24 * 3600;
let mine: TestDatabase;
let ours: TestPublisher;

beforeEach(async () => {
  mine = await testDatabase();
  ours = await testPublisher();
});
afterEach(() => mine.close());

const invite = (role: Role = "operator", tenantId = TENANT) => inviteMember(ours.system, { tenantId, label: "Tove", role });
const isOpen = async () => (await database().invitation.findFirstOrThrow()).acceptedAt === null;

describe("acceptInvitation", () => {
  it("puts somebody on the staff, once", async () => {
    const { secret } = await invite();
    const tove = person("Tove", TENANT);
    expect(await findInvitation(invitee(tove), secret)).toMatchObject({ standing: "open", publisherKey: "northwind", role: "operator", invitedBy: "test" });
    expect(await acceptInvitation(invitee(tove), secret)).toEqual({ kind: "accepted", publisherKey: "northwind", role: "operator" });
    expect(await ours.staff()).toEqual(["tove@northwind.example operator"]);
    expect(await acceptInvitation(invitee(tove), secret)).toEqual({ kind: "already-member", publisherKey: "northwind" });
    expect(await acceptInvitation(invitee(person("Ada", TENANT)), secret)).toEqual({ kind: "used" });
    expect(await ours.audit()).toEqual(["InvitationCreated Tove", "MemberAdded tove@northwind.example"]);
  });

  it("keeps no secret", async () => {
    const { secret } = await invite();
    expect(JSON.stringify([await database().invitation.findMany(), await database().auditEntry.findMany()])).not.toContain(secret);
  });

  it("is one member for one link: at a double click", async () => {
    const { secret } = await invite();
    const tove = invitee(person("Tove", TENANT));
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map(() => acceptInvitation(tove, secret)));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["accepted", ...Array<string>(4).fill("already-member")]);
    expect(await ours.staff()).toHaveLength(1);
  });

  it("is one member for one link: at five people at once", async () => {
    const { secret } = await invite();
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map((number) => acceptInvitation(invitee(person(`P${number}`, TENANT)), secret)));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["accepted", "used", "used", "used", "used"]);
    expect(await ours.staff()).toHaveLength(1);
  });

  it("explains another organisation's account, and is not consumed by it", async () => {
    const { secret } = await invite();
    for (const stranger of [person("Sam"), person("Paula", PERSONAL_ACCOUNTS_TENANT)]) {
      expect((await findInvitation(invitee(stranger), secret))?.standing).toBe("wrong-account");
      expect(await acceptInvitation(invitee(stranger), secret)).toEqual({ kind: "wrong-account" });
    }
    expect(await ours.staff()).toEqual([]);
    expect(await isOpen()).toBe(true);
  });

  it("to a personal account works for every one, by the link alone, and for no other", async () => {
    const { secret } = await invite("viewer", PERSONAL_ACCOUNTS_TENANT);
    expect(await acceptInvitation(invitee(person("Sam", TENANT)), secret)).toEqual({ kind: "wrong-account" });
    expect((await acceptInvitation(invitee(person("Paula", PERSONAL_ACCOUNTS_TENANT)), secret)).kind).toBe("accepted");
  });

  it.each([
    [WEEK - 1, "accepted"],
    [WEEK, "expired"],
    [10 * WEEK, "expired"],
  ])("after %i seconds: %s", async (seconds, kind) => {
    const { secret } = await invite();
    expect((await acceptInvitation(invitee(person("Tove", TENANT), addSeconds(NOW, seconds)), secret)).kind).toBe(kind);
  });

  it("does not work when it was revoked, nor one that nobody made", async () => {
    const { secret, invitationId } = await invite();
    expect(await revokeInvitation(ours.system, { invitationId })).toBe(true);
    expect(await revokeInvitation(ours.system, { invitationId })).toBe(false);
    const tove = invitee(person("Tove", TENANT));
    expect(await acceptInvitation(tove, secret)).toEqual({ kind: "revoked" });
    expect(await acceptInvitation(tove, "x".repeat(43))).toEqual({ kind: "unknown" });
    expect(await findInvitation(tove, "")).toBeNull();
    expect(await ours.staff()).toEqual([]);
  });

  it("is accepted or revoked, never both", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { secret, invitationId } = await invite();
      const [{ kind }, revoked] = await Promise.all([acceptInvitation(invitee(person("Tove", TENANT)), secret), revokeInvitation(ours.system, { invitationId })]);
      expect([kind, revoked]).toEqual(revoked ? ["revoked", true] : ["accepted", false]);
    }
  });

  it.each(ROLES.flatMap((has) => ROLES.map((invited) => [has, invited] as const)))("leaves a %s who is invited as %s what they are", async (has, invited) => {
    await ours.join("owner", person("Olga"));
    const { secret } = await invite(invited);
    const tove = await ours.join(has, person("Tove", TENANT));
    expect((await acceptInvitation(invitee(tove.actor), secret)).kind).toBe("already-member");
    expect(await ours.staff()).toEqual(["Olga owner", `Tove ${has}`]);
    // A link that gave nothing is still good for whom it was meant for.
    expect(await isOpen()).toBe(true);
  });

  it("does not let somebody in again by a link that was made before they were removed, by whomever", async () => {
    await ours.join("owner", person("Olga"));
    const { secret } = await invite("admin");
    const tove = await ours.join("operator", person("Tove", TENANT));
    await removeMember({ ...ours.system, now: addSeconds(NOW, 1) }, tove);
    const later = invitee(tove.actor, addSeconds(NOW, 2));
    expect((await acceptInvitation(later, secret)).kind).toBe("revoked");
    expect(await findInvitation(later, secret)).toMatchObject({ standing: "revoked" });
    expect(await ours.staff()).toEqual(["Olga owner"]);
    expect(await isOpen()).toBe(true);
  });

  it("lets somebody who was removed in again, as what they are invited as", async () => {
    await ours.join("owner", person("Olga"));
    const tove = await ours.join("owner", person("Tove", TENANT));
    await removeMember({ ...ours.system, now: addSeconds(NOW, -1) }, tove);
    const { secret } = await invite("viewer");
    await acceptInvitation(invitee(tove.actor), secret);
    expect(await ours.staff()).toEqual(["Olga owner", "tove@northwind.example viewer"]);
  });
});

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import { addSeconds } from "../kernel/clock";
import { ROLES, type Role } from "../kernel/context";
import { newId } from "../kernel/ids";
import { PortalError } from "../kernel/errors";
import { addMember } from "./add-member";
import { changeRole } from "./change-role";
import type { StaffContext } from "./change-staff";
import { createApiKey } from "./create-api-key";
import { inviteMember } from "./invite-member";
import { listApiKeys, listOpenInvitations } from "./queries";
import { removeMember } from "./remove-member";
import { revokeApiKey } from "./revoke-api-key";
import { revokeInvitation } from "./revoke-invitation";
import { NOW, person, testPublisher, type TestPublisher } from "./testing";

let mine: TestDatabase;
let ours: TestPublisher;

beforeEach(async () => {
  mine = await testDatabase();
  ours = await testPublisher();
  await ours.join("owner", person("Olga"));
});
afterEach(() => mine.close());

/** What a command came to: what it returned, or the code of its fault. */
async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  try {
    const outcome = await call;
    return typeof outcome === "object" ? "done" : outcome;
  } catch (error) {
    if (error instanceof PortalError) return error.code;
    throw error;
  }
}

const invite = (ctx: StaffContext, role: Role) => inviteMember(ctx, { tenantId: newId(), label: "Tove", role });

async function openInvitation(role: Role): Promise<number> {
  return (await invite(ours.system, role)).invitationId;
}

async function memberOf(role: Role): Promise<number> {
  return (await ours.join(role, person("Tove"))).memberId;
}

/** One line a command and what it is done to, then what comes of it for viewer, operator, admin and owner. */
const NO = "forbidden";
const TABLE: [string, (ctx: StaffContext) => Promise<unknown>, [unknown, unknown, unknown, unknown]][] = [
  ...ROLES.map((role): (typeof TABLE)[number] => [`invite ${role}`, (ctx) => invite(ctx, role), [NO, NO, role === "owner" ? NO : "done", "done"]]),
  ...ROLES.map((role): (typeof TABLE)[number] => [
    `revoke an invitation to ${role}`,
    async (ctx) => revokeInvitation(ctx, { invitationId: await openInvitation(role) }),
    [NO, NO, role === "owner" ? NO : true, true],
  ]),
  ...ROLES.map((role): (typeof TABLE)[number] => [
    `remove ${role}`,
    async (ctx) => removeMember(ctx, { memberId: await memberOf(role) }),
    [NO, NO, role === "owner" ? NO : "removed", "removed"],
  ]),
  ...ROLES.flatMap((from) =>
    ROLES.map((to): (typeof TABLE)[number] => {
      const done = from === to ? "unchanged" : "changed";
      return [`change ${from} to ${to}`, async (ctx) => changeRole(ctx, { memberId: await memberOf(from), role: to }), [NO, NO, from === "owner" || to === "owner" ? NO : done, done]];
    }),
  ),
  ["create an API key", (ctx) => createApiKey(ctx, { name: "ERP", scopes: ["subscriptions:read"] }), [NO, NO, "done", "done"]],
  ["revoke an API key", async (ctx) => revokeApiKey(ctx, await createApiKey(ours.system, { name: "ERP", scopes: ["subscriptions:read"] })), [NO, NO, true, true]],
];

describe("who may do what to a staff", () => {
  it.each(TABLE)("%s", async (_, command, expected) => {
    for (const [index, role] of ROLES.entries()) {
      const { ctx } = await ours.join(role, person("Priya"));
      const before = await ours.audit();
      expect(await outcomeOf(command(ctx)), role).toBe(expected[index]);
      const refused = expected[index] === NO;
      const byMe = await database().auditEntry.count({ where: { publisherId: ours.publisherId, actorKind: "user", actorObjectId: ctx.actor.objectId } });
      expect(byMe, role).toBe(refused || expected[index] === "unchanged" ? 0 : 1);
      if (refused) expect((await ours.audit()).slice(before.length).filter((line) => !/Created/.test(line))).toEqual([]);
    }
  });

  it.each(TABLE)("%s, from the command line: as an owner", async (_, command, [, , , owner]) => {
    expect(await outcomeOf(command(ours.system))).toBe(owner);
  });

  it.each(TABLE)("%s, by somebody who was removed since the gate: nothing is there", async (_, command) => {
    const { ctx, memberId } = await ours.join("owner", person("Priya"));
    await database().member.update({ where: { id: memberId }, data: { removedAt: NOW } });
    expect(await outcomeOf(command(ctx))).toBe("not-found");
  });

  it.each(TABLE)("%s, by somebody who was an owner at the gate and is a viewer now", async (_, command) => {
    const { ctx, memberId } = await ours.join("owner", person("Priya"));
    await database().member.update({ where: { id: memberId }, data: { role: "viewer" } });
    expect(await outcomeOf(command(ctx))).toBe(NO);
  });
});

describe("another publisher's", () => {
  it("member, invitation and key are not there", async () => {
    const theirs = await testPublisher("fabrikam");
    const { ctx } = await theirs.join("owner");
    const memberId = await memberOf("viewer");
    const invitationId = await openInvitation("viewer");
    const { apiKeyId } = await createApiKey(ours.system, { name: "ERP", scopes: ["subscriptions:read"] });
    const before = await ours.audit();
    for (const call of [removeMember(ctx, { memberId }), changeRole(ctx, { memberId, role: "admin" }), revokeInvitation(ctx, { invitationId }), revokeApiKey(ctx, { apiKeyId })]) {
      expect(await outcomeOf(call)).toBe("not-found");
    }
    expect(await ours.audit()).toEqual(before);
    expect(await theirs.audit()).toEqual([]);
  });

  it("command line names one that is not there", async () => {
    const ctx = { ...ours.system, scope: { ...ours.system.scope, publisherKey: "nobody" } };
    expect(await outcomeOf(invite(ctx, "viewer"))).toBe("not-found");
  });
});

describe("the last owner", () => {
  it.each(["admin", "operator", "viewer"] as const)("does not become %s", async (role) => {
    const { id: memberId } = await database().member.findFirstOrThrow();
    expect(await changeRole(ours.system, { memberId, role })).toBe("last-owner");
    expect(await ours.staff()).toEqual(["Olga owner"]);
  });

  it("does not go, as long as the other one is not back", async () => {
    const { id: memberId } = await database().member.findFirstOrThrow();
    const other = await ours.join("owner", person("Priya"));
    await removeMember(ours.system, other);
    expect(await removeMember(ours.system, { memberId })).toBe("last-owner");
    expect(await removeMember(ours.system, other)).toBe("already-removed");
    expect(await ours.staff()).toEqual(["Olga owner"]);
    expect(await ours.audit()).toEqual(["MemberRemoved Priya"]);
  });

  it("stays, whoever removes and demotes whom at once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 4 }),
        fc.array(fc.record({ by: fc.nat(), to: fc.nat(), role: fc.constantFrom(null, "admin" as const, "owner" as const) }), { minLength: 2, maxLength: 8 }),
        async (owners, steps) => {
          const publisher = await testPublisher(`p-${newId().slice(0, 8)}`);
          const people = await Promise.all(Array.from({ length: owners }, (_, index) => publisher.join("owner", person(`Owner${index}`))));
          const at = (index: number) => {
            const found = people[index % people.length];
            if (found === undefined) throw new Error("nobody there");
            return found;
          };
          const outcomes = await Promise.all(
            steps.map(({ by, to, role }) => {
              const { memberId } = at(to);
              return outcomeOf(role === null ? removeMember(at(by).ctx, { memberId }) : changeRole(at(by).ctx, { memberId, role }));
            }),
          );
          expect((await publisher.staff()).filter((line) => line.endsWith(" owner")).length).toBeGreaterThan(0);
          expect(await publisher.audit()).toHaveLength(outcomes.filter((outcome) => outcome === "removed" || outcome === "changed").length);
        },
      ),
      { numRuns: 15, examples: [[2, [{ by: 0, to: 1, role: null }, { by: 1, to: 0, role: null }]]] },
    );
  }, 60_000);

  it("of two owners who remove each other, one is left", async () => {
    const publisher = await testPublisher("fabrikam");
    const [one, other] = [await publisher.join("owner", person("A")), await publisher.join("owner", person("B"))];
    const outcomes = await Promise.all([outcomeOf(removeMember(one.ctx, other)), outcomeOf(removeMember(other.ctx, one))]);
    expect(outcomes.sort()).toEqual(["not-found", "removed"]);
    expect(await publisher.staff()).toHaveLength(1);
  });
});

describe("the links of somebody", () => {
  const open = async () => (await database().invitation.findMany({ where: { revokedAt: null, acceptedAt: null }, orderBy: { id: "asc" } })).map(({ role }) => role);

  it("who is removed stop working, and nobody else's", async () => {
    const leaving = await ours.join("admin", person("Priya"));
    for (const role of ["viewer", "admin"] as const) await invite(leaving.ctx, role);
    await invite(ours.system, "operator");
    await removeMember(ours.system, leaving);
    expect(await open()).toEqual(["operator"]);
    expect((await ours.audit()).filter((line) => line.startsWith("InvitationRevoked"))).toEqual(["InvitationRevoked Invitations made by Priya"]);
    const { details } = await database().auditEntry.findFirstOrThrow({ where: { type: "InvitationRevoked" } });
    expect(JSON.parse(details ?? "")).toEqual({ invitations: 2, invitationIds: "1 2" });
  });

  it("are left out of what is taken back and told, where they do not work anyway", async () => {
    const leaving = await ours.join("admin", person("Priya"));
    for (const done of [{ acceptedAt: NOW }, { revokedAt: NOW }, { expiresAt: NOW }]) {
      const { invitationId: id } = await invite(leaving.ctx, "viewer");
      await database().invitation.update({ where: { id }, data: done });
    }
    await removeMember(ours.system, leaving);
    expect(await database().invitation.count({ where: { revokedAt: { not: null } } })).toBe(1);
    expect((await ours.audit()).filter((line) => line.startsWith("InvitationRevoked"))).toEqual([]);
  });

  it("who is demoted go on as far as they could still make them", async () => {
    const demoted = await ours.join("owner", person("Priya"));
    for (const role of ROLES) await invite(demoted.ctx, role);
    await changeRole(ours.system, { ...demoted, role: "admin" });
    expect(await open()).toEqual(["viewer", "operator", "admin"]);
    await changeRole(ours.system, { ...demoted, role: "operator" });
    expect(await open()).toEqual([]);
  });

  it("who is demoted on the command line likewise", async () => {
    await ours.join("owner", person("Olga"));
    const demoted = await ours.join("admin", person("Priya"));
    await invite(demoted.ctx, "admin");
    const { tenantId, objectId } = demoted.actor;
    expect(await addMember(ours.system, { publisherKey: ours.publisherKey, tenantId, objectId, label: "Priya", role: "viewer" })).toBe("changed");
    expect(await open()).toEqual([]);
  });
});

describe("as many as people can oversee", () => {
  it("links are open at once, and keys valid; what works is listed to the last one", async () => {
    const data = (number: number) => ({ publisherId: ours.publisherId, hash: newId(), createdAt: addSeconds(NOW, -number) });
    await database().invitation.createMany({ data: Array.from({ length: 99 }, (_, number) => ({ ...data(number), tenantId: newId(), label: "x", role: "viewer", invitedBy: "x", expiresAt: addSeconds(NOW, 60) })) });
    await invite(ours.system, "viewer");
    await expect(invite(ours.system, "viewer")).rejects.toMatchObject({ code: "conflict" });
    expect(await listOpenInvitations(ours.system.scope, NOW)).toHaveLength(100);
    await invite({ ...ours.system, now: addSeconds(NOW, 61) }, "viewer");

    const key = { name: "x", hint: "mpp_x", scopes: "licenses:read", createdBy: "x" };
    await database().apiKey.createMany({ data: Array.from({ length: 600 }, (_, number) => ({ ...data(-number), ...key, revokedAt: NOW })) });
    await database().apiKey.createMany({ data: Array.from({ length: 49 }, (_, number) => ({ ...data(number), ...key })) });
    const { apiKeyId } = await createApiKey(ours.system, { name: "last", scopes: ["licenses:read"] });
    await expect(createApiKey(ours.system, { name: "more", scopes: ["licenses:read"] })).rejects.toMatchObject({ code: "conflict" });
    const listed = await listApiKeys(ours.system.scope);
    expect(listed.slice(0, 50).every(({ revokedAt }) => revokedAt === null)).toBe(true);
    expect(listed.findIndex(({ id }) => id === apiKeyId)).toBeLessThan(50);
    await revokeApiKey(ours.system, { apiKeyId });
    await createApiKey(ours.system, { name: "more", scopes: ["licenses:read"] });
  });
});

describe("API keys", () => {
  it("are kept as a hash, and revoked once", async () => {
    const { key, apiKeyId } = await createApiKey(ours.system, { name: "ERP", scopes: ["licenses:read", "license-checks", "licenses:read"] });
    const row = await database().apiKey.findUniqueOrThrow({ where: { id: apiKeyId } });
    expect(row).toMatchObject({ name: "ERP", scopes: "licenses:read license-checks", createdBy: "test", createdAt: NOW, lastUsedAt: null, revokedAt: null });
    expect(JSON.stringify([row, await database().auditEntry.findMany()])).not.toContain(key);
    expect(await Promise.all([1, 2, 3].map(() => revokeApiKey(ours.system, { apiKeyId })))).toEqual([true, false, false]);
    expect(await ours.audit()).toEqual(["ApiKeyCreated ERP", "ApiKeyRevoked ERP"]);
  });
});

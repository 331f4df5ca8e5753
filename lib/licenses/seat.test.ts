import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { database } from "../db/client";
import { addSeconds, currentTime } from "../kernel/clock";
import type { JobContext } from "../jobs/define";
import { transaction } from "../db/transaction";
import { newId } from "../kernel/ids";
import { assignLicense } from "./assign";
import { endSome } from "./end-licenses";
import { acceptInvitation } from "./invitations/accept";
import { inviteUser } from "./invitations/invite";
import { revokeInvitation } from "./invitations/revoke";
import { expireLicenseInvitations } from "./jobs";
import { askForAccess } from "./requests/ask";
import { decideRequest } from "./requests/decide";
import { openLicenseWorld, type LicenseWorld } from "./testing";
import { unassignLicenses } from "./unassign";

let world: LicenseWorld;
beforeAll(async () => {
  world = await openLicenseWorld();
});
afterAll(() => world.close());

function jobContext(now = currentTime()): JobContext {
  const ctx = world.system(now);
  return { ...ctx, signal: new AbortController().signal, attempt: 1, createdAt: now, fenced: (work) => transaction(ctx, work) };
}

const step = fc.oneof(
  fc.record({ do: fc.constant("assign" as const), who: fc.nat(5) }),
  fc.record({ do: fc.constant("unassign" as const), who: fc.nat(5) }),
  fc.record({ do: fc.constant("invite" as const), who: fc.nat(5) }),
  fc.record({ do: fc.constant("accept" as const), who: fc.nat(5) }),
  fc.record({ do: fc.constant("revoke" as const), who: fc.nat(5) }),
  fc.record({ do: fc.constant("ask" as const), who: fc.nat(5) }),
  fc.record({ do: fc.constant("seats" as const), who: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant("wait" as const), who: fc.integer({ min: 1, max: 20 }) }),
);

describe("whatever happens to seats, together and one after the other", () => {
  it("as many are counted as are held, nobody holds two, no new one is given beyond those bought, and each change has its action", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 }), async (rounds) => {
        const { id, subscriptionId } = await world.subscribe({ seats: 3 });
        const links: { secret: string; invitationId: number }[] = [];
        let days = 0;
        const now = (): Date => addSeconds(currentTime(), days * 24 * 3600);
        const mira = () => world.customer(world.mira, now());
        const one = async ({ do: what, who }: { do: string; who: number }): Promise<void> => {
          const user = world.user(who);
          const colleague = { ...world.jonas, objectId: user.objectId };
          if (what === "assign") await assignLicense(mira(), { subscriptionId, user });
          const license = await database().subscriptionUser.findFirst({ where: { subscriptionInfoId: id, userId: user.objectId } });
          if (what === "unassign" && license !== null) await unassignLicenses(mira(), subscriptionId, [license.id]);
          if (what === "invite") {
            const outcome = await inviteUser(mira(), subscriptionId, { label: `guest${who}@aurora.example` });
            if (outcome.kind === "invited") links.push(outcome);
          }
          const link = links[who];
          if (what === "accept" && link !== undefined) await acceptInvitation(world.customer(colleague, now()), link.secret);
          if (what === "revoke" && link !== undefined) await revokeInvitation(mira(), subscriptionId, link.invitationId);
          if (what === "ask") {
            await askForAccess(world.customer(colleague, now()), { subscriptionId, kind: "seat", note: null });
            const request = await database().accessRequest.findFirst({ where: { subscriptionInfoId: id, state: "open" } });
            if (request !== null) await decideRequest(mira(), { subscriptionId, requestId: request.id, grant: true });
          }
          if (what === "seats") await database().subscription.update({ where: { id }, data: { quantity: who } });
          if (what === "wait") days += who;
        };
        for (const round of rounds) {
          const before = await world.acquired(id);
          await Promise.all(round.map(one));
          const [after, held] = [await world.acquired(id), await world.held(id)];
          expect(after).toBe(held);
          const { quantity } = await database().subscription.findUniqueOrThrow({ where: { id } });
          if (round.every(({ do: what }) => what !== "seats")) expect(after).toBeLessThanOrEqual(Math.max(before, quantity));
        }
        const count = (type: string) => database().subscriptionAction.count({ where: { subscriptionInfoId: id, type } });
        const assigned = await database().subscriptionUser.count({ where: { subscriptionInfoId: id, status: "Assigned" } });
        expect((await count("Assign")) - (await count("Unassign"))).toBe(assigned);
        await expireLicenseInvitations.prepare("{}")?.(jobContext(addSeconds(now(), 30 * 24 * 3600)));
        expect(await world.acquired(id)).toBe(assigned);
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});

describe("a subscription that ends", () => {
  it("takes everything back, with its actions by Microsoft, and once", async () => {
    const { id, subscriptionId } = await world.subscribe({ seats: 4 });
    const mira = world.customer(world.mira);
    await assignLicense(mira, { subscriptionId, user: world.user(1) });
    await assignLicense(mira, { subscriptionId, user: world.user(2) });
    await inviteUser(mira, subscriptionId, { label: "guest@aurora.example" });
    await askForAccess(world.customer({ ...world.jonas, objectId: newId() }), { subscriptionId, kind: "seat", note: "please" });
    expect(await endSome(jobContext(), subscriptionId)).toBe(true);
    expect(await world.acquired(id)).toBe(3);
    await database().subscription.update({ where: { id }, data: { status: "Unsubscribed" } });
    expect(await endSome(jobContext(), subscriptionId)).toBe(true);
    expect(await endSome(jobContext(), subscriptionId)).toBe(true);
    expect([await world.acquired(id), await world.held(id)]).toEqual([0, 0]);
    const actions = await database().subscriptionAction.findMany({ where: { subscriptionInfoId: id, type: { in: ["Unassign", "RevokeInvitation"] } } });
    expect(actions.map(({ type, actorKind }) => [type, actorKind])).toEqual([["Unassign", "marketplace"], ["Unassign", "marketplace"], ["RevokeInvitation", "marketplace"]]);
    expect(await database().accessRequest.findFirstOrThrow({ where: { subscriptionInfoId: id } })).toMatchObject({ state: "withdrawn" });
  });
});

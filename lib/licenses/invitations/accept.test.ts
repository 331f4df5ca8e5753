import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { database } from "../../db/client";
import { addSeconds, currentTime } from "../../kernel/clock";
import type { UserActor } from "../../kernel/context";
import { newId, PERSONAL_ACCOUNTS_TENANT } from "../../kernel/ids";
import { assignLicense } from "../assign";
import { openLicenseWorld, type LicenseWorld } from "../testing";
import { acceptInvitation, findInvitation } from "./accept";
import { INVITATION_DAYS, inviteUser } from "./invite";
import { renewLinks } from "./renew";
import { revokeInvitation } from "./revoke";

let world: LicenseWorld;
beforeAll(async () => {
  world = await openLicenseWorld();
});
afterAll(() => world.close());

const mira = (now?: Date) => world.customer(world.mira, now);
const jonas = (now?: Date) => world.customer(world.jonas, now);

async function invited(subscriptionId: string, label = "jonas@aurora.example"): Promise<{ secret: string; invitationId: number }> {
  const outcome = await inviteUser(mira(), subscriptionId, { label });
  if (outcome.kind !== "invited") throw new Error(`It is ${outcome.kind}.`);
  return outcome;
}

const later = (days: number): Date => addSeconds(currentTime(), days * 24 * 3600);

describe("an invitation", () => {
  it("holds a seat, and gives it to whoever opens the link, with both actions", async () => {
    const { id, subscriptionId } = await world.subscribe({ seats: 1 });
    const { secret } = await invited(subscriptionId);
    expect(await world.acquired(id)).toBe(1);
    expect(await assignLicense(mira(), { subscriptionId, user: world.user(1) })).toEqual({ kind: "refused", reason: "no-seat" });
    expect(await findInvitation(jonas(), secret)).toMatchObject({ standing: "open", invitedBy: "Mira" });
    expect(await acceptInvitation(jonas(), secret)).toEqual({ kind: "accepted" });
    expect([await world.acquired(id), await world.actions(id)]).toEqual([1, ["Invite", "Assign"]]);
    expect(await database().subscriptionUser.findFirstOrThrow({ where: { subscriptionInfoId: id } })).toMatchObject({ userId: world.jonas.objectId, tenantId: world.jonas.tenantId, status: "Assigned", assignedBy: "Mira" });
    expect(await acceptInvitation(jonas(), secret)).toEqual({ kind: "used" });
  });

  it("is good for one, however many open it at once", async () => {
    const { id, subscriptionId } = await world.subscribe({ seats: 2 });
    const { secret } = await invited(subscriptionId);
    const colleagues: UserActor[] = [...Array(10).keys()].map(() => ({ ...world.jonas, objectId: newId() }));
    const outcomes = await Promise.all(colleagues.map((colleague) => acceptInvitation(world.customer(colleague), secret)));
    expect(outcomes.filter(({ kind }) => kind === "accepted")).toHaveLength(1);
    expect([await world.acquired(id), await world.held(id)]).toEqual([1, 1]);
  });

  it("is for the invited tenant alone, and tells others nothing", async () => {
    const { id, subscriptionId } = await world.subscribe();
    const { secret } = await invited(subscriptionId);
    const stranger = world.customer(world.stella);
    expect(await acceptInvitation(stranger, secret)).toEqual({ kind: "wrong-tenant" });
    expect(await findInvitation(stranger, secret)).toMatchObject({ standing: "wrong-tenant", subscriptionName: "", invitedBy: "", planId: "" });
    expect(await acceptInvitation(jonas(), `${secret.slice(0, -1)}!`)).toEqual({ kind: "unknown" });
    expect(await findInvitation(jonas(), "nothing")).toBeNull();
    expect(await world.actions(id)).toEqual(["Invite"]);
  });

  it("from a personal account goes to any personal account, by the link alone", async () => {
    const paula: UserActor = { kind: "user", tenantId: PERSONAL_ACCOUNTS_TENANT, objectId: newId(), name: "Paula", email: "paula@example.com" };
    const { subscriptionId } = await world.subscribe({ beneficiary: paula });
    const outcome = await inviteUser(world.customer(paula), subscriptionId, { label: "friend@example.com" });
    const secret = outcome.kind === "invited" ? outcome.secret : "";
    expect(await acceptInvitation(jonas(), secret)).toEqual({ kind: "wrong-tenant" });
    expect(await acceptInvitation(world.customer({ ...paula, objectId: newId(), email: "other@example.com" }), secret)).toEqual({ kind: "accepted" });
  });

  it("to somebody who has a seat gives the held one back", async () => {
    const { id, subscriptionId } = await world.subscribe({ seats: 2 });
    await assignLicense(mira(), { subscriptionId, user: { objectId: world.jonas.objectId, upn: "other-name@aurora.example", name: null } });
    const { secret } = await invited(subscriptionId);
    expect(await world.acquired(id)).toBe(2);
    expect(await acceptInvitation(jonas(), secret)).toEqual({ kind: "already" });
    expect([await world.acquired(id), await world.held(id)]).toEqual([1, 1]);
  });

  it("of one address is one, at once too; nobody is invited who has a seat", async () => {
    const { id, subscriptionId } = await world.subscribe({ seats: 5 });
    const outcomes = await Promise.all([...Array(6).keys()].map((index) => inviteUser(mira(), subscriptionId, { label: index % 2 === 0 ? "Jonas@Aurora.example" : "jonas@aurora.example" })));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual([...Array<string>(5).fill("already"), "invited"]);
    await assignLicense(mira(), { subscriptionId, user: world.user(1) });
    expect(await inviteUser(mira(), subscriptionId, { label: "user1@aurora.example" })).toEqual({ kind: "already" });
    expect([await world.acquired(id), await world.held(id)]).toEqual([2, 2]);
  });

  it("that is taken back frees its seat, once, and its link is worth nothing", async () => {
    const { id, subscriptionId } = await world.subscribe({ seats: 1 });
    const { secret, invitationId } = await invited(subscriptionId);
    const kinds = await Promise.all([revokeInvitation(mira(), subscriptionId, invitationId), revokeInvitation(mira(), subscriptionId, invitationId)]);
    expect(kinds.map(({ kind }) => kind).sort()).toEqual(["over", "revoked"]);
    expect(await world.acquired(id)).toBe(0);
    expect(await acceptInvitation(jonas(), secret)).toEqual({ kind: "revoked" });
    expect(await inviteUser(mira(), subscriptionId, { label: "jonas@aurora.example" })).toMatchObject({ kind: "invited" });
    expect(await world.actions(id)).toEqual(["Invite", "RevokeInvitation", "Invite"]);
  });

  it("that is too old makes room for whoever needs the seat, its own successor too", async () => {
    const { id, subscriptionId } = await world.subscribe({ seats: 1 });
    const { secret } = await invited(subscriptionId);
    const then = later(INVITATION_DAYS + 1);
    expect(await acceptInvitation(jonas(then), secret)).toEqual({ kind: "expired" });
    expect(await inviteUser(mira(then), subscriptionId, { label: "jonas@aurora.example" })).toMatchObject({ kind: "invited" });
    expect([await world.acquired(id), await world.held(id)]).toEqual([1, 1]);
    expect(await assignLicense(mira(later(2 * INVITATION_DAYS + 2)), { subscriptionId, user: world.user(1) })).toMatchObject({ kind: "assigned" });
    expect([await world.acquired(id), await world.held(id)]).toEqual([1, 1]);
  });

  it("gets a new link in place of the one before", async () => {
    const { subscriptionId } = await world.subscribe();
    const { secret, invitationId } = await invited(subscriptionId);
    const links = await renewLinks(mira(), subscriptionId, { invitationId });
    expect(links).toMatchObject([{ label: "jonas@aurora.example" }]);
    expect(await acceptInvitation(jonas(), secret)).toEqual({ kind: "unknown" });
    expect(await acceptInvitation(jonas(), Array.isArray(links) ? (links[0]?.secret ?? "") : "")).toEqual({ kind: "accepted" });
    expect(await renewLinks(mira(), subscriptionId, { invitationId })).toEqual([]);
  });

  it("waits while the subscription is suspended, and ends with it", async () => {
    const { id, subscriptionId } = await world.subscribe();
    const { secret } = await invited(subscriptionId);
    await database().subscription.update({ where: { id }, data: { status: "Suspended" } });
    expect(await acceptInvitation(jonas(), secret)).toEqual({ kind: "suspended" });
    await database().subscription.update({ where: { id }, data: { status: "Unsubscribed" } });
    expect(await acceptInvitation(jonas(), secret)).toEqual({ kind: "ended" });
    expect(await world.held(id)).toBe(1);
  });

  it("is not needed any more where the plan is for everybody by now, and ends where the subscription went elsewhere", async () => {
    const { id, subscriptionId } = await world.subscribe();
    const { secret } = await invited(subscriptionId);
    await database().plan.updateMany({ where: { offer: { subscriptions: { some: { id } } } }, data: { licenseModel: "site" } });
    expect(await acceptInvitation(jonas(), secret)).toEqual({ kind: "not-needed" });
    await database().subscription.update({ where: { id }, data: { tenantId: world.stella.tenantId } });
    expect(await acceptInvitation(jonas(), secret)).toEqual({ kind: "ended" });
    expect(await world.held(id)).toBe(1);
  });

  it("is the managers' own business", async () => {
    const { subscriptionId } = await world.subscribe();
    const other = await world.subscribe();
    const { invitationId } = await invited(subscriptionId);
    expect(await inviteUser(jonas(), subscriptionId, { label: "x" })).toEqual({ kind: "not-manager" });
    expect(await revokeInvitation(jonas(), subscriptionId, invitationId)).toEqual({ kind: "not-manager" });
    expect(await renewLinks(jonas(), subscriptionId, { invitationId })).toEqual({ kind: "not-manager" });
    await expect(inviteUser(world.customer(world.stella), subscriptionId, { label: "x" })).rejects.toMatchObject({ code: "not-found" });
    await expect(revokeInvitation(mira(), other.subscriptionId, invitationId)).rejects.toMatchObject({ code: "not-found" });
    expect(await renewLinks(mira(), other.subscriptionId, { invitationId })).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { database } from "../db/client";
import type { UserActor } from "../kernel/context";
import { newId, PERSONAL_ACCOUNTS_TENANT } from "../kernel/ids";
import { assignLicense } from "./assign";
import { acceptInvitation } from "./invitations/accept";
import { inviteUser } from "./invitations/invite";
import { listInvitations, listLicenses, listOwnLicenses, listRequests, ownStanding, seatsOf } from "./queries";
import { askForAccess } from "./requests/ask";
import { decideRequest, withdrawRequest } from "./requests/decide";
import { openLicenseWorld, type LicenseWorld } from "./testing";

let world: LicenseWorld;
beforeAll(async () => {
  world = await openLicenseWorld();
});
afterAll(() => world.close());

const mira = () => world.customer(world.mira);
const jonas = () => world.customer(world.jonas);
const ask = (subscriptionId: string, kind: "seat" | "manager" = "seat", who = jonas()) => askForAccess(who, { subscriptionId, kind, note: "I start on Monday" });
const onlyRequest = async (subscriptionId: string) => (await listRequests(mira(), subscriptionId))[0]?.id ?? 0;

describe("what managers see", () => {
  it("is who has a seat, to search by name, address and object id, page by page", async () => {
    const { subscriptionId } = await world.subscribe({ seats: 5 });
    for (const number of [1, 2, 3]) await assignLicense(world.customer(world.mira, new Date(Date.UTC(2026, 0, number))), { subscriptionId, user: world.user(number) });
    const first = await listLicenses(mira(), subscriptionId, { limit: 2 });
    expect(first.items.map(({ upn }) => upn)).toEqual(["user3@aurora.example", "user2@aurora.example"]);
    expect((await listLicenses(mira(), subscriptionId, { limit: 2, cursor: first.nextCursor ?? "" })).items.map(({ name }) => name)).toEqual(["User 1"]);
    for (const search of ["user2@", "USER 2", world.user(2).objectId.toUpperCase()]) expect((await listLicenses(mira(), subscriptionId, { search })).items.map(({ name }) => name), search).toEqual(["User 2"]);
  });

  it("is who is invited, page by page, the newest first", async () => {
    const { subscriptionId } = await world.subscribe({ seats: 5 });
    for (const number of [1, 2, 3, 4, 5]) await inviteUser(mira(), subscriptionId, { label: `user${number}@aurora.example` });
    await database().licenseInvitation.updateMany({ where: { subscription: { subscriptionId }, label: "user4@aurora.example" }, data: { state: "revoked" } });
    const read = async (cursor?: string | null) => {
      const page = await listInvitations(mira(), subscriptionId, { limit: 2, cursor: cursor ?? undefined });
      return { ...page, labels: page.items.map(({ label }) => label.slice(4, 5)).join("") };
    };
    const first = await read();
    expect([first.labels, first.previousCursor]).toEqual(["53", null]);
    const second = await read(first.nextCursor);
    expect([second.labels, second.nextCursor]).toEqual(["21", null]);
    expect((await read(second.previousCursor)).labels).toBe("53");
    await expect(read("nonsense")).rejects.toMatchObject({ code: "invalid-input" });
  });

  it("is nothing to a colleague or a stranger", async () => {
    const { subscriptionId } = await world.subscribe();
    for (const who of [world.jonas, world.stella, world.rico]) {
      for (const list of [listLicenses, listInvitations, listRequests]) await expect(list(world.customer(who), subscriptionId)).rejects.toMatchObject({ code: "not-found" });
    }
  });

  it("is how the seats stand", () => {
    expect(seatsOf({ licenseModel: "seat", quantity: 5, acquiredLicenses: 3 })).toMatchObject({ free: 2, over: 0 });
    expect(seatsOf({ licenseModel: "seat", quantity: 5, acquiredLicenses: 8 })).toMatchObject({ free: 0, over: 3 });
  });
});

describe("a colleague", () => {
  it("asks for a seat once, and gets it from a manager, with its actions", async () => {
    const { id, subscriptionId } = await world.subscribe();
    expect((await Promise.all([ask(subscriptionId), ask(subscriptionId)])).map(({ kind }) => kind).sort()).toEqual(["already", "asked"]);
    expect(await ownStanding(jonas(), subscriptionId)).toMatchObject({ license: null, asked: [{ kind: "seat" }] });
    expect(await listRequests(mira(), subscriptionId)).toMatchObject([{ kind: "seat", name: "Jonas", note: "I start on Monday" }]);
    const requestId = await onlyRequest(subscriptionId);
    const outcomes = await Promise.all([decideRequest(mira(), { subscriptionId, requestId, grant: true }), decideRequest(mira(), { subscriptionId, requestId, grant: true })]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["granted", "over"]);
    expect(await ownStanding(jonas(), subscriptionId)).toEqual({ license: "assigned", asked: [] });
    expect(await ask(subscriptionId)).toEqual({ kind: "already" });
    expect(await world.actions(id)).toEqual(["RequestSeat", "Assign"]);
  });

  it("is told no, and may ask again", async () => {
    const { id, subscriptionId } = await world.subscribe();
    await ask(subscriptionId);
    expect(await decideRequest(mira(), { subscriptionId, requestId: await onlyRequest(subscriptionId), grant: false })).toEqual({ kind: "declined" });
    expect(await ask(subscriptionId)).toEqual({ kind: "asked" });
    expect(await world.actions(id)).toEqual(["RequestSeat", "DeclineRequest", "RequestSeat"]);
  });

  it("waits where no seat is free: the request stays", async () => {
    const { subscriptionId } = await world.subscribe({ seats: 1 });
    await assignLicense(mira(), { subscriptionId, user: world.user(1) });
    await ask(subscriptionId);
    expect(await decideRequest(mira(), { subscriptionId, requestId: await onlyRequest(subscriptionId), grant: true })).toEqual({ kind: "refused", reason: "no-seat" });
    expect(await listRequests(mira(), subscriptionId)).toHaveLength(1);
  });

  it("asks to become a manager, and becomes one", async () => {
    const { id, subscriptionId } = await world.subscribe();
    await ask(subscriptionId, "manager");
    expect(await decideRequest(jonas(), { subscriptionId, requestId: await onlyRequest(subscriptionId), grant: true })).toEqual({ kind: "not-manager" });
    expect(await decideRequest(mira(), { subscriptionId, requestId: await onlyRequest(subscriptionId), grant: true })).toEqual({ kind: "granted" });
    expect(await listLicenses(jonas(), subscriptionId)).toMatchObject({ items: [] });
    expect(await world.actions(id)).toEqual(["RequestAccess", "AddManager"]);
  });

  it("withdraws their own request, and nobody else's", async () => {
    const { subscriptionId } = await world.subscribe();
    await ask(subscriptionId);
    const requestId = await onlyRequest(subscriptionId);
    await expect(withdrawRequest(world.customer(world.stella), requestId)).rejects.toMatchObject({ code: "not-found" });
    await withdrawRequest(jonas(), requestId);
    expect(await listRequests(mira(), subscriptionId)).toEqual([]);
    await expect(decideRequest(mira(), { subscriptionId: (await world.subscribe()).subscriptionId, requestId, grant: true })).rejects.toMatchObject({ code: "not-found" });
  });

  it.each([
    ["the reseller's staff", "Subscribed", "seat", () => world.rico],
    ["anybody, while it is suspended", "Suspended", "seat", () => world.jonas],
    ["anybody, where everybody may use it", "Subscribed", "site", () => world.jonas],
  ])("cannot be %s who asks for a seat", async (_who, status, licenseModel, actor) => {
    const { subscriptionId } = await world.subscribe({ status, licenseModel, purchaser: world.rico });
    expect(await ask(subscriptionId, "seat", world.customer(actor()))).toEqual({ kind: "refused" });
  });
});

describe("what somebody may use", () => {
  it("is their seats and what everybody of their organisation has, but nothing that has ended", async () => {
    const nadia: UserActor = { ...world.jonas, objectId: newId(), name: "Nadia" };
    const own = async () => (await listOwnLicenses(world.customer(nadia))).map(({ subscriptionName, kind }) => [subscriptionName, kind]);
    await database().subscription.updateMany({ data: { status: "Unsubscribed" } });
    const seat = await world.subscribe();
    const site = await world.subscribe({ licenseModel: "site" });
    await world.subscribe({ licenseModel: "site", beneficiary: world.stella });
    expect((await own()).map(([, kind]) => kind)).toEqual(["site"]);
    await assignLicense(mira(), { subscriptionId: seat.subscriptionId, user: { objectId: nadia.objectId, upn: "nadia@aurora.example", name: null } });
    expect((await own()).map(([, kind]) => kind)).toEqual(["assigned", "site"]);
    expect(await ownStanding(world.customer(nadia), site.subscriptionId)).toEqual({ license: "site", asked: [] });
    await database().subscription.updateMany({ where: { id: { in: [seat.id, site.id] } }, data: { status: "Unsubscribed" } });
    expect(await own()).toEqual([]);
  });

  it("of a personal account is theirs alone, and a link's seat leads to no subscription of another's", async () => {
    const paula: UserActor = { kind: "user", tenantId: PERSONAL_ACCOUNTS_TENANT, objectId: newId(), name: "Paula", email: "paula@example.com" };
    const friend: UserActor = { ...paula, objectId: newId(), name: "Friend" };
    await world.subscribe({ beneficiary: paula, licenseModel: "site" });
    expect(await listOwnLicenses(world.customer(friend))).toEqual([]);
    expect(await listOwnLicenses(world.customer(paula))).toMatchObject([{ kind: "site", isWithin: true }]);
    const { subscriptionId } = await world.subscribe({ beneficiary: paula });
    expect(await assignLicense(world.customer(paula), { subscriptionId, user: { objectId: friend.objectId, upn: "friend@example.com", name: null } })).toEqual({ kind: "refused", reason: "by-link-only" });
    const invited = await inviteUser(world.customer(paula), subscriptionId, { label: "friend@example.com" });
    await acceptInvitation(world.customer(friend), invited.kind === "invited" ? invited.secret : "");
    expect(await listOwnLicenses(world.customer(friend))).toMatchObject([{ kind: "assigned", isWithin: false }]);
  });
});

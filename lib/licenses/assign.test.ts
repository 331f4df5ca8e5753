import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { database } from "../db/client";
import { newId, PERSONAL_ACCOUNTS_TENANT } from "../kernel/ids";
import { assignLicense, assignLicenses, assignOwnSeat } from "./assign";
import { readChosenPeople } from "./schema";
import { openLicenseWorld, type LicenseWorld } from "./testing";
import { unassignLicenses } from "./unassign";

let world: LicenseWorld;
beforeAll(async () => {
  world = await openLicenseWorld();
});
afterAll(() => world.close());

const mira = () => world.customer(world.mira);

describe("a seat", () => {
  it("is given with its action, in the name of whoever gave it", async () => {
    const { id, subscriptionId } = await world.subscribe();
    const ctx = mira();
    const outcome = await assignLicense(ctx, { subscriptionId, user: world.user(1) });
    expect(outcome).toMatchObject({ kind: "assigned" });
    expect(await world.acquired(id)).toBe(1);
    expect(await database().subscriptionUser.findFirstOrThrow({ where: { subscriptionInfoId: id } })).toMatchObject({
      userId: world.user(1).objectId,
      tenantId: world.mira.tenantId,
      userUpn: "user1@aurora.example",
      name: "User 1",
      status: "Assigned",
      publisherId: world.publisherId,
      assignedBy: "Mira",
      assignedAt: ctx.now,
    });
    expect(await database().subscriptionAction.findFirstOrThrow({ where: { subscriptionInfoId: id } })).toMatchObject({
      type: "Assign",
      initiatorUserId: world.mira.objectId,
      subscriptionUserId: "licenseId" in outcome ? outcome.licenseId : "",
      correlationId: ctx.correlationId,
    });
  });

  it("to the same person twice is once, at once and one after the other", async () => {
    const { id, subscriptionId } = await world.subscribe();
    const outcomes = await Promise.all([...Array(8).keys()].map(() => assignLicense(mira(), { subscriptionId, user: world.user(1) })));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual([...Array<string>(7).fill("already"), "assigned"]);
    expect(await assignLicense(mira(), { subscriptionId, user: world.user(1) })).toMatchObject({ kind: "already" });
    expect(await world.acquired(id)).toBe(1);
    expect(await world.actions(id)).toEqual(["Assign"]);
  });

  it("is one for each: 200 at once for 20 seats give exactly 20", async () => {
    const { id, subscriptionId } = await world.subscribe({ seats: 20 });
    const outcomes = await Promise.all([...Array(200).keys()].map((number) => assignLicense(mira(), { subscriptionId, user: world.user(number) })));
    expect(outcomes.filter(({ kind }) => kind === "assigned")).toHaveLength(20);
    expect(outcomes.filter((outcome) => outcome.kind === "refused" && outcome.reason === "no-seat")).toHaveLength(180);
    expect([await world.acquired(id), await world.held(id), (await world.actions(id)).length]).toEqual([20, 20, 20]);
  });

  it("the last one goes to one of 50", async () => {
    const { id, subscriptionId } = await world.subscribe({ seats: 1 });
    const outcomes = await Promise.all([...Array(50).keys()].map((number) => assignLicense(mira(), { subscriptionId, user: world.user(number) })));
    expect(outcomes.filter(({ kind }) => kind === "assigned")).toHaveLength(1);
    expect(await world.held(id)).toBe(1);
  });

  it("that was taken back is free, stays in the log, and can be given to the same person again", async () => {
    const { id, subscriptionId } = await world.subscribe({ seats: 1 });
    const first = await assignLicense(mira(), { subscriptionId, user: world.user(1) });
    const licenseId = "licenseId" in first ? first.licenseId : "";
    const both = await Promise.all([unassignLicenses(mira(), subscriptionId, [licenseId]), unassignLicenses(mira(), subscriptionId, [licenseId])]);
    expect(both.map((outcome) => (outcome.kind === "done" ? outcome.freed : null)).sort()).toEqual([0, 1]);
    expect(await world.acquired(id)).toBe(0);
    expect(await assignLicense(mira(), { subscriptionId, user: world.user(2) })).toMatchObject({ kind: "assigned" });
    expect(await assignLicense(mira(), { subscriptionId, user: world.user(1) })).toEqual({ kind: "refused", reason: "no-seat" });
    await unassignLicenses(mira(), subscriptionId, [(await database().subscriptionUser.findFirstOrThrow({ where: { subscriptionInfoId: id, status: "Assigned" } })).id]);
    expect(await assignLicense(mira(), { subscriptionId, user: world.user(1) })).toEqual({ kind: "assigned", licenseId });
    expect(await world.actions(id)).toEqual(["Assign", "Unassign", "Assign", "Unassign", "Assign"]);
  });

  it.each([
    ["Suspended", "seat", "suspended"],
    ["Unsubscribed", "seat", "unsubscribed"],
    ["PendingFulfillmentStart", "seat", "not-activated"],
    ["Somewhere", "seat", "not-activated"],
    ["Subscribed", "site", "not-needed"],
  ])("is not given where the subscription is %s on a plan by %s", async (status, licenseModel, reason) => {
    const { id, subscriptionId } = await world.subscribe({ status, licenseModel });
    expect(await assignLicense(mira(), { subscriptionId, user: world.user(1) })).toEqual({ kind: "refused", reason });
    expect([await world.acquired(id), await world.actions(id)]).toEqual([0, []]);
  });

  it("is not given while more are taken than there are; who has one keeps it", async () => {
    const { id, subscriptionId } = await world.subscribe({ seats: 3 });
    await assignLicenses(mira(), subscriptionId, [1, 2, 3].map((number) => world.user(number)));
    await database().subscription.update({ where: { id }, data: { quantity: 2 } });
    expect(await assignLicense(mira(), { subscriptionId, user: world.user(4) })).toEqual({ kind: "refused", reason: "no-seat" });
    expect(await assignLicense(mira(), { subscriptionId, user: world.user(1) })).toMatchObject({ kind: "already" });
    const [first] = await database().subscriptionUser.findMany({ where: { subscriptionInfoId: id } });
    await unassignLicenses(mira(), subscriptionId, [first?.id ?? ""]);
    expect(await assignLicense(mira(), { subscriptionId, user: world.user(4) })).toEqual({ kind: "refused", reason: "no-seat" });
  });

  it("is handed out by managers and the publisher alone", async () => {
    const { id, subscriptionId } = await world.subscribe();
    expect(await assignLicense(world.customer(world.jonas), { subscriptionId, user: world.user(1) })).toEqual({ kind: "not-manager" });
    await expect(assignLicense(world.customer(world.stella), { subscriptionId, user: world.user(1) })).rejects.toMatchObject({ code: "not-found" });
    await expect(assignLicense(mira(), { subscriptionId: newId(), user: world.user(1) })).rejects.toMatchObject({ code: "not-found" });
    expect(await world.actions(id)).toEqual([]);
    expect(await assignLicense(world.api(), { subscriptionId, user: world.user(1) })).toMatchObject({ kind: "assigned" });
    expect(await database().subscriptionAction.findFirstOrThrow({ where: { subscriptionInfoId: id } })).toMatchObject({ actorKind: "api-key", actorName: "product" });
  });

  it("is never handed out by the reseller's staff", async () => {
    const { subscriptionId } = await world.subscribe({ beneficiary: null, purchaser: world.rico });
    expect(await assignLicense(world.customer(world.rico), { subscriptionId, user: world.user(1) })).toEqual({ kind: "not-manager" });
  });

  it("of another subscription is not there", async () => {
    const [one, other] = [await world.subscribe(), await world.subscribe()];
    const outcome = await assignLicense(mira(), { subscriptionId: one.subscriptionId, user: world.user(1) });
    await expect(unassignLicenses(mira(), other.subscriptionId, ["licenseId" in outcome ? outcome.licenseId : ""])).rejects.toMatchObject({ code: "not-found" });
    expect(await world.held(one.id)).toBe(1);
  });
});

it("a manager gives themselves a seat; a colleague cannot", async () => {
  const { id, subscriptionId } = await world.subscribe();
  expect(await assignOwnSeat(world.customer(world.jonas), subscriptionId)).toEqual({ kind: "not-manager" });
  expect(await assignOwnSeat(mira(), subscriptionId)).toMatchObject({ kind: "assigned" });
  expect(await database().subscriptionUser.findFirstOrThrow({ where: { subscriptionInfoId: id } })).toMatchObject({ userId: world.mira.objectId, tenantId: world.mira.tenantId });
});

describe("fewer seats that have been ordered, and are not there yet", () => {
  const order = (id: string, quantityTo: number, state = "accepted") =>
    database().changeRequest.create({
      data: { publisherId: world.publisherId, subscriptionInfoId: id, key: newId(), action: "ChangeQuantity", quantityTo, requestedTenantId: world.mira.tenantId, requestedObjectId: world.mira.objectId, requestedName: "Mira", requestedAt: new Date(), state, correlationId: newId() },
    });

  it.each(["requested", "accepted"])("count already while the order is %s: nobody is given one of those that go", async (state) => {
    const { id, subscriptionId } = await world.subscribe({ seats: 10 });
    await assignLicense(mira(), { subscriptionId, user: world.user(0) });
    await order(id, 2, state);
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map((number) => assignLicense(mira(), { subscriptionId, user: world.user(number) })));
    expect(outcomes.filter(({ kind }) => kind === "assigned")).toHaveLength(1);
    expect([await world.acquired(id), await world.held(id)]).toEqual([2, 2]);
  });

  it.each([["more of them", 20, "accepted"], ["an order that failed", 2, "failed"]])("are no matter where it is %s", async (_what, quantityTo, state) => {
    const { id, subscriptionId } = await world.subscribe({ seats: 3 });
    await order(id, quantityTo, state);
    await assignLicenses(mira(), subscriptionId, [1, 2, 3, 4].map((number) => world.user(number)));
    expect(await world.held(id)).toBe(3);
  });
});

it("nobody with a personal account is given a seat by somebody else: a link is opened", async () => {
  const paula = { ...world.mira, tenantId: PERSONAL_ACCOUNTS_TENANT, objectId: newId(), name: "Paula" };
  const { id, subscriptionId } = await world.subscribe({ beneficiary: paula });
  expect(await assignLicense(world.customer(paula), { subscriptionId, user: world.user(1) })).toEqual({ kind: "refused", reason: "by-link-only" });
  expect(await assignOwnSeat(world.customer(paula), subscriptionId)).toMatchObject({ kind: "assigned" });
  expect(await world.held(id)).toBe(1);
});

it("more people than go on a page are not even read, and nobody is read twice", () => {
  const person = JSON.stringify(world.user(1));
  expect(readChosenPeople([person, person, "nobody", "{}", 5])).toEqual([world.user(1)]);
  expect(readChosenPeople(Array(201).fill(person))).toBeNull();
  expect(readChosenPeople([JSON.stringify({ ...world.user(1), name: "A\u202eB" })])).toEqual([]);
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { customerScope, publisherScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import { newId } from "../kernel/ids";
import { listHistoryOfCustomer } from "./history";
import { listOperations } from "./operation-queries";

const SUBSCRIPTION = newId();
const OTHER = newId();
const TENANT = newId();
const PLANS = [
  { planId: "basic", name: "Basic" },
  { planId: "team", name: "Team", perSeat: true },
  { planId: "nameless", name: "" },
];

let mine: TestDatabase;
let northwind: number;
let fabrikam: number;

async function publish(key: string, subscriptionId: string): Promise<number> {
  const { id: publisherId } = await database().publisher.create({ data: { key, name: key } });
  const configuration = await database().technicalConfiguration.create({ data: { publisherId, tenantId: newId(), clientId: newId(), clientSecret: "sealed", updatedAt: new Date() } });
  const offer = await database().offer.create({ data: { key, offerId: key, name: key, publisherId, technicalConfigurationId: configuration.id, plans: { create: PLANS } } });
  await database().subscription.create({ data: { id: subscriptionId, subscriptionId, publisherId, offerId: offer.id, tenantId: TENANT, planId: "team", quantity: 5, status: "Subscribed", billingCycle: "P1M" } });
  return publisherId;
}

beforeAll(async () => {
  mine = await testDatabase();
  northwind = await publish("northwind", SUBSCRIPTION);
  fabrikam = await publish("fabrikam", OTHER);
});
afterAll(() => mine.close());

const staff = (publisherId: number) => publisherScope({ publisherId, publisherKey: "key", role: "viewer" });
const customer = (tenantId = TENANT) => customerScope({ kind: "user", tenantId, objectId: newId(), name: "Mira", email: null });

async function operate(action: string, more: object = {}, home = { publisherId: northwind, subscriptionInfoId: SUBSCRIPTION }): Promise<string> {
  const operationId = newId();
  await database().operation.create({ data: { ...home, operationId, action, status: "Succeeded", startedAt: new Date("2026-01-31T12:00:00Z"), correlationId: newId(), ...more } });
  return operationId;
}

describe("the operations of a subscription", () => {
  it("come newest first, page by page, with the plans by their names", async () => {
    const ids = [
      await operate("ChangePlan", { planFrom: "basic", planTo: "team", quantityTo: 5, requestSource: "Azure", decision: "accepted", decisionReason: "The rules allow it." }),
      await operate("ChangePlan", { planFrom: "gone", planTo: "nameless" }),
      await operate("Suspend"),
    ];
    await operate("Suspend", {}, { publisherId: fabrikam, subscriptionInfoId: OTHER });
    const first = await listOperations(staff(northwind), SUBSCRIPTION, { limit: 2 });
    const second = await listOperations(staff(northwind), SUBSCRIPTION, { limit: 2, cursor: first.nextCursor ?? "" });
    const lines = [...first.items, ...second.items];
    expect(lines.map(({ operationId }) => operationId)).toEqual(ids.toReversed());
    expect(second).toMatchObject({ nextCursor: null, previousCursor: expect.any(String) as unknown });
    expect(lines.map(({ planFrom, planTo }) => [planFrom, planTo])).toEqual([[null, null], ["gone", "nameless"], ["Basic", "Team"]]);
    expect(lines[2]).toMatchObject({ action: "ChangePlan", requestSource: "Azure", quantityFrom: null, quantityTo: 5, decision: "accepted", decisionReason: "The rules allow it.", status: "Succeeded", finishedAt: null });
  });

  it("are not there for another publisher", async () => {
    await expect(listOperations(staff(fabrikam), SUBSCRIPTION)).rejects.toMatchObject({ code: "not-found" });
    await expect(listOperations(staff(northwind), newId())).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("the history that a customer reads", () => {
  it.each([
    ["ChangePlan", { from: "basic", to: "team", quantityFrom: 1, quantityTo: 5 }, { kind: "plan", from: "Basic", to: "Team", seatsBefore: null, seats: 5 }],
    ["ChangePlan", { from: "team", to: "basic", quantityFrom: 5, quantityTo: 1 }, { kind: "plan", from: "Team", to: "Basic", seatsBefore: 5, seats: null }],
    ["ChangePlan", { from: "gone", to: "new", quantityTo: 5 }, { kind: "plan", from: "gone", to: "new", seatsBefore: null, seats: null }],
    ["ChangeQuantity", { from: 5, to: 8, operationId: "secret of nobody" }, { kind: "seats", from: 5, to: 8 }],
    ["Renew", { from: "2026-01-31", to: "2026-02-28" }, { kind: "term", ends: "2026-02-28" }],
    ["Suspend", {}, null],
    ["Activate", { planId: "team", quantity: 5 }, null],
    ["ChangeQuantity", null, null],
    ["SomethingNew", { from: 1, to: 2 }, null],
  ])("tells of %s with %j", async (type, details, change) => {
    await database().subscriptionAction.create({
      data: { id: newId(), type, date: new Date(), publisherId: northwind, subscriptionInfoId: SUBSCRIPTION, initiatorUserId: newId(), actorKind: "marketplace", details: details && JSON.stringify(details) },
    });
    const { items } = await listHistoryOfCustomer(customer(), SUBSCRIPTION, { limit: 1 });
    expect(items).toMatchObject([{ type, change, actor: { kind: "microsoft" } }]);
    expect(JSON.stringify(items)).not.toContain("secret");
  });

  it("is not there for another tenant", async () => {
    await expect(listHistoryOfCustomer(customer(newId()), SUBSCRIPTION, {})).rejects.toMatchObject({ code: "not-found" });
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publisherScope } from "../../auth/scope";
import { testDatabase, type TestDatabase } from "../../db/testing";
import type { PublisherScope } from "../../kernel/context";
import { newId } from "../../kernel/ids";
import { publish, sealAll, sealingContext, writeActions, type WrittenAction } from "../seal/testing";
import { toApiAction } from "./api";
import { exportActions, toExported } from "./export-actions";
import { ALL_ACTIONS, type ActionFilter } from "./filter";
import { listActions, MOST_LOOKED_THROUGH, readLogState } from "./queries";

let mine: TestDatabase;
let scope: PublisherScope;

const [MIRA, JONAS] = [newId(), newId()];
const [INFO, SUBSCRIPTION] = [newId(), newId()];
let offerId: number;

const at = (time: string): Date => new Date(`2026-05-${time}:00Z`);
/** In their order; each filter below says which of them it finds. */
const TOLD = (): readonly WrittenAction[] => [
  { type: "Activate", date: at("01T08:00"), initiatorUserId: MIRA, actorName: "Mira Soto", subscriptionInfoId: INFO, offerId },
  { type: "Assign", date: at("02T00:00"), initiatorUserId: MIRA, actorName: "Mira Soto", concernedUserId: JONAS, subscriptionInfoId: INFO, offerId, details: JSON.stringify({ userId: JONAS, user: "Jönas" }) },
  { type: "RequestSeat", date: at("02T23:59"), initiatorUserId: JONAS, actorName: "jonas@aurora.example", concernedUserId: JONAS },
  { type: "Renew", date: at("03T00:00"), initiatorUserId: newId(), actorName: null, subscriptionInfoId: INFO, offerId, details: '{"to":"2026-06-03"}' },
  { type: "Transfer", date: at("04T12:00"), initiatorUserId: newId(), actorName: "=1+1" },
];

beforeAll(async () => {
  mine = await testDatabase();
  const publisherId = await publish("northwind");
  scope = publisherScope({ publisherId, publisherKey: "northwind", role: "viewer" });
  const { id: technicalConfigurationId } = await mine.database.technicalConfiguration.create({ data: { publisherId, tenantId: newId(), clientId: newId(), clientSecret: "sealed", updatedAt: new Date() } });
  for (const key of ["ledger", "board"]) offerId = (await mine.database.offer.create({ data: { key, offerId: key, name: key, publisherId, technicalConfigurationId } })).id;
  await mine.database.subscription.create({ data: { id: INFO, subscriptionId: SUBSCRIPTION, name: "Aurora Dental", publisherId, offerId, planId: "basic", quantity: 1, status: "Subscribed", billingCycle: "P1M" } });
  const told = TOLD();
  await writeActions(publisherId, told.length, (index) => told[index] ?? {});
  await sealAll(publisherId);
  const other = await publish("fabrikam");
  await writeActions(other, 3, (index) => told[index] ?? {});
  await sealAll(other);
});
afterAll(() => mine.close());

const FILTERS: readonly (readonly [name: string, filter: Partial<ActionFilter>, found: readonly string[]])[] = [
  ["nothing", {}, ["Activate", "Assign", "RequestSeat", "Renew", "Transfer"]],
  ["a type", { types: ["Assign"] }, ["Assign"]],
  ["several types", { types: ["Renew", "Activate", "Nothing"] }, ["Activate", "Renew"]],
  ["a type of Microsoft's", { types: ["Transfer"] }, ["Transfer"]],
  ["very many types", { types: ["A", "B", "C", "D", "E", "F", "Renew"] }, ["Renew"]],
  ["an offer", { offerKeys: ["board"] }, ["Activate", "Assign", "Renew"]],
  ["an offer without any", { offerKeys: ["ledger"] }, []],
  ["an offer that is none", { offerKeys: ["nowhere"] }, []],
  ["a subscription", { subscriptionId: SUBSCRIPTION.toUpperCase() }, ["Activate", "Assign", "Renew"]],
  ["a subscription that is none", { subscriptionId: newId() }, []],
  ["what is no id of one", { subscriptionId: "Aurora" }, []],
  ["a person by id: what they did and what was about them", { person: JONAS.toUpperCase() }, ["Assign", "RequestSeat"]],
  ["a person by a part of their name, done or concerned", { person: "JÖN" }, ["Assign"]],
  ["a person's name", { person: "mira" }, ["Activate", "Assign"]],
  ["a person and a type", { person: MIRA, types: ["Activate"] }, ["Activate"]],
  ["a subscription, an offer, a type and a day", { subscriptionId: SUBSCRIPTION, offerKeys: ["board"], types: ["Renew", "Assign"], from: "2026-05-03" }, ["Renew"]],
  ["from a day", { from: "2026-05-03" }, ["Renew", "Transfer"]],
  ["until a day", { to: "2026-05-02" }, ["Activate", "Assign", "RequestSeat"]],
  ["one day", { from: "2026-05-02", to: "2026-05-02" }, ["Assign", "RequestSeat"]],
  ["a day without any", { from: "2026-06-02", to: "2026-06-03" }, []],
  ["what is no day", { from: "2026-02-30" }, []],
  ["words in a name", { search: "AURORA.example" }, ["RequestSeat"]],
  ["words in the details", { search: "2026-06-03" }, ["Renew"]],
  ["the subscription's name", { search: "aurora dental" }, ["Activate", "Assign", "Renew"]],
  ["an id, of whatever it is", { search: JONAS }, ["Assign", "RequestSeat"]],
  ["Microsoft's id of a subscription", { search: SUBSCRIPTION }, ["Activate", "Assign", "Renew"]],
];

async function exported<Row>(filter: Partial<ActionFilter>, toRow: Parameters<typeof exportActions<Row>>[2]): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of exportActions({ ...sealingContext(), scope }, { ...ALL_ACTIONS, ...filter }, toRow)) rows.push(...batch);
  return rows;
}

describe("the action log", () => {
  it.each(FILTERS)("by %s", async (_, filter, found) => {
    const page = await listActions(scope, filter);
    expect(page.items.map(({ type }) => type)).toEqual([...found].reverse());
    expect(page).toMatchObject({ nextCursor: null, previousCursor: null, lastCursor: null, cutShort: null });
    expect((await exported(filter, toExported)).map(({ type }) => type)).toEqual(found);
  });

  it("is walked to its end and back, and from its end, merged or not", async () => {
    for (const filter of [{}, { types: ["Assign", "Renew", "Activate"] }, { search: "a" }]) {
      const all = (await listActions(scope, filter)).items.map(({ number }) => number);
      const first = await listActions(scope, { ...filter, limit: 2 });
      const second = await listActions(scope, { ...filter, limit: 2, cursor: first.nextCursor ?? "" });
      const last = await listActions(scope, { ...filter, limit: 2, cursor: first.lastCursor ?? "" });
      const before = await listActions(scope, { ...filter, limit: 2, cursor: last.previousCursor ?? "" });
      expect([...first.items, ...second.items].map(({ number }) => number)).toEqual(all.slice(0, 4));
      expect(last.items.map(({ number }) => number)).toEqual(all.slice(-2));
      expect(last.lastCursor).toBeNull();
      expect(before.items.map(({ number }) => number)).toEqual(all.slice(-4, -2).length === 0 ? all.slice(0, 1) : all.slice(-4, -2));
    }
  });

  it("names the subscription and tells the seal, once there is one", async () => {
    await writeActions(scope.publisherId, 1, () => ({ type: "Cancel", date: at("09T00:00") }));
    const [unsealed, transfer, renew] = (await listActions(scope)).items;
    expect(unsealed).toMatchObject({ type: "Cancel", sealNumber: null, seal: null, subscription: null });
    expect(transfer).toMatchObject({ sealNumber: 5 });
    expect(renew?.subscription).toEqual({ subscriptionId: SUBSCRIPTION, name: "Aurora Dental" });
    expect((await exported({}, toExported)).map(({ type }) => type)).not.toContain("Cancel");
    expect(await readLogState({ ...sealingContext(), scope })).toMatchObject({ sealed: 5, head: { number: 5, seal: transfer?.seal }, removedNumber: 0, kept: { keptDays: null, inForce: null, pending: null } });
    await mine.database.subscriptionAction.deleteMany({ where: { type: "Cancel" } });
  });

  it("is a file with what the feed has", async () => {
    const [row] = await exported({ types: ["Assign"] }, toExported);
    expect(row).toMatchObject({ number: "2", date: "2026-05-02T00:00:00.000Z", initiatorName: "Mira Soto", concernedUserId: JONAS, subscriptionId: SUBSCRIPTION, offerId: "board" });
    expect(await exported({ types: ["Assign"] }, toApiAction)).toMatchObject([{ number: 2, concernedUserId: JONAS, details: { user: "Jönas" }, seal: row?.seal }]);
  });
});

describe("a log of many thousands", () => {
  let many: PublisherScope;
  const COUNT = MOST_LOOKED_THROUGH + 1_200;

  beforeAll(async () => {
    const publisherId = await publish("contoso");
    many = publisherScope({ publisherId, publisherKey: "contoso", role: "viewer" });
    await writeActions(publisherId, COUNT, (index) => ({ actorName: index === 3 ? "Needle" : "Hay", type: index % 1_000 === 0 ? "Renew" : "Assign" }));
  });

  it("is looked through so far at a time, both ways, and goes on from there", async () => {
    const first = await listActions(many, { search: "needle" });
    expect([first.items.length, first.cutShort]).toEqual([0, "next"]);
    const second = await listActions(many, { search: "needle", cursor: first.nextCursor ?? "" });
    expect([second.items.map(({ actorName }) => actorName), second.cutShort, second.nextCursor]).toEqual([["Needle"], null, null]);
    const last = await listActions(many, { search: "needle", cursor: first.lastCursor ?? "" });
    expect([last.items.length, last.cutShort]).toEqual([1, "previous"]);
  });

  it("is read by its indexes alone, in their order", async () => {
    const plans = [
      [{}, "IX_SubscriptionActions_Publisher ("],
      [{ type: "Renew" }, "IX_SubscriptionActions_Publisher_Type ("],
      [{ offerId }, "IX_SubscriptionActions_Publisher_Offer ("],
      [{ initiatorUserId: MIRA }, "IX_SubscriptionActions_Publisher_Initiator ("],
      [{ concernedUserId: MIRA }, "IX_SubscriptionActions_Publisher_Concerned ("],
      [{ subscriptionInfoId: INFO }, "IX_SubscriptionActions_Subscription ("],
    ] as const;
    for (const [equal, index] of plans) {
      for (const order of ["DESC", "ASC"]) {
        const conditions = Object.entries(equal).map(([name, value]) => `"${name.charAt(0).toUpperCase()}${name.slice(1)}" = '${value}'`);
        const where = [`"PublisherId" = 1`, ...conditions, `("Number" < 9000 AND "Number" > 5)`].join(" AND ");
        const plan = JSON.stringify(await mine.database.$queryRawUnsafe(`EXPLAIN QUERY PLAN SELECT * FROM "SubscriptionActions" WHERE ${where} ORDER BY "Number" ${order} LIMIT 51`));
        expect.soft(plan, `${JSON.stringify(equal)} ${order}`).toContain(index);
        expect.soft(plan).not.toContain("TEMP B-TREE");
      }
    }
  });
});

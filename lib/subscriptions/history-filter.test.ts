import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACTION_TYPES } from "../actions/schema";
import { customerScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import { newId, PERSONAL_ACCOUNTS_TENANT } from "../kernel/ids";
import { exportHistory, listHistoryOfCustomer, mayReadHistory, MOST_LOOKED_THROUGH } from "./history";
import { ALL_HISTORY, HISTORY_GROUPS, HISTORY_TYPES, historyGroupsFor, type HistoryFilter } from "./history-filter";
import { getSubscriptionOfCustomer } from "./queries";

const [AURORA, RESELLER] = [newId(), newId()];
const person = (tenantId: string, name: string) => ({ kind: "user", tenantId, objectId: newId(), name, email: null }) as const;
const [mira, jonas, rico, ruth] = [person(AURORA, "Mira Soto"), person(AURORA, "Jonas Öberg"), person(RESELLER, "Rico Lindqvist"), person(RESELLER, "Ruth")];
const [paula, stella] = [person(PERSONAL_ACCOUNTS_TENANT, "Paula"), person(PERSONAL_ACCOUNTS_TENANT, "Stella")];
const RESOLD = newId();
const PERSONAL = newId();

let mine: TestDatabase;
let publisherId: number;

async function sell(subscriptionId: string, more: object): Promise<void> {
  await database().subscription.create({ data: { id: subscriptionId, subscriptionId, publisherId, planId: "team", quantity: 5, status: "Subscribed", billingCycle: "P1M", ...more } });
}

interface Told {
  readonly details?: object;
  readonly day?: string;
  readonly subscription?: string;
}

async function happened(type: string, who: typeof mira | "marketplace", { details, day = "2026-03-01", subscription = RESOLD }: Told = {}): Promise<void> {
  const actor = who === "marketplace" ? { actorKind: who, initiatorUserId: newId() } : { actorKind: "user", initiatorUserId: who.objectId, actorTenantId: who.tenantId, actorName: who.name };
  await database().subscriptionAction.create({ data: { id: newId(), type, date: new Date(`${day}T23:30:00Z`), publisherId, subscriptionInfoId: subscription, details: details ? JSON.stringify(details) : null, ...actor } });
}

beforeAll(async () => {
  mine = await testDatabase();
  publisherId = (await database().publisher.create({ data: { key: "northwind", name: "Northwind" } })).id;
  await sell(RESOLD, { tenantId: AURORA, beneficiaryObjectId: mira.objectId, purchaserTenantId: RESELLER, purchaserObjectId: rico.objectId });
  await sell(PERSONAL, { tenantId: PERSONAL_ACCOUNTS_TENANT, beneficiaryObjectId: paula.objectId, purchaserTenantId: PERSONAL_ACCOUNTS_TENANT, purchaserObjectId: paula.objectId });
  const concerned = { userId: jonas.objectId.toUpperCase(), user: "jonas@aurora.example" };
  for (const type of ACTION_TYPES) await happened(type, ["RequestSeat", "RequestAccess"].includes(type) ? jonas : mira, { details: concerned });
  await happened("Resolve", rico, { day: "2026-01-31" });
  await happened("ChangeQuantity", "marketplace", { details: { from: 5, to: 8 }, day: "2026-02-01" });
  await happened("Activate", paula, { subscription: PERSONAL });
  await happened("Assign", stella, { subscription: PERSONAL, details: { userId: stella.objectId, user: "stella@home.example" } });
});
afterAll(() => mine.close());

async function read(who: typeof mira, filter: Partial<HistoryFilter> = {}, subscription = RESOLD) {
  return (await listHistoryOfCustomer(customerScope(who), subscription, { limit: 200, filter: { ...ALL_HISTORY, ...filter } })).items;
}

async function batchesOf<Batch>(batches: AsyncGenerator<Batch>): Promise<Batch[]> {
  const all: Batch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

const typesOf = (lines: readonly { readonly type: string }[]) => lines.map(({ type }) => type).toSorted();
const ABOUT_PEOPLE = [...new Set([...HISTORY_TYPES.licenses, ...HISTORY_TYPES.managers])];

describe("who reads a history", () => {
  it("managers and the reseller's staff; colleagues and others do not", async () => {
    const met = (who: typeof mira) => getSubscriptionOfCustomer({ actor: who, scope: customerScope(who), correlationId: newId(), now: new Date() }, RESOLD);
    expect(await Promise.all([mira, jonas, rico, ruth].map(async (who) => mayReadHistory(await met(who))))).toEqual([true, false, true, true]);
  });

  it("for its managers everything, with whom it concerns", async () => {
    const lines = await read(mira);
    expect(lines).toHaveLength(ACTION_TYPES.length + 2);
    for (const type of ABOUT_PEOPLE) expect(lines.find((line) => line.type === type), type).toMatchObject({ user: "jonas@aurora.example", self: type.startsWith("Request") });
    expect(lines.find(({ actor }) => actor.kind === "outsider")).toMatchObject({ type: "Resolve", user: null });
    expect(JSON.stringify(lines)).not.toContain("Rico");
  });

  it.each(HISTORY_GROUPS.map((group): [string, Partial<HistoryFilter>] => [group, { group }]).concat([["all", {}], ["mira", { person: "Mira" }], ["jonas", { person: "jonas" }], ["a", { person: "a" }]]))(
    "for the reseller's staff no person of the customer's is in it, whatever they ask for: %s",
    async (_, filter) => {
      for (const who of [rico, ruth]) {
        const lines = await read(who, filter);
        const file = (await batchesOf(exportHistory(customerScope(who), RESOLD, { ...ALL_HISTORY, ...filter }))).flat();
        expect(file).toEqual(lines);
        expect(JSON.stringify(lines)).not.toMatch(/mira|soto|jonas|öberg|aurora/i);
        for (const { objectId } of [mira, jonas]) expect(JSON.stringify(lines).toLowerCase()).not.toContain(objectId);
        expect(typesOf(lines).filter((type) => ABOUT_PEOPLE.some((each) => each === type))).toEqual([]);
      }
    },
  );

  it("and what they are shown does not depend on a name that they do not know", async () => {
    expect(await read(rico, { person: "Mira" })).toEqual([]);
    expect(typesOf(await read(rico, { person: "rico" }))).toEqual(["Resolve"]);
    expect(await read(mira, { person: "Rico" })).toEqual([]);
  });

  it("for a colleague as little as for the reseller, should a page ever ask", async () => {
    expect(typesOf(await read(jonas)).filter((type) => ABOUT_PEOPLE.some((each) => each === type))).toEqual([]);
  });

  it("for a personal account its own alone", async () => {
    const lines = await read(paula, {}, PERSONAL);
    expect(lines).toMatchObject([{ type: "Assign", actor: { kind: "outsider" }, user: "stella@home.example", self: true }, { type: "Activate", actor: { kind: "person", name: "Paula" } }]);
    for (const who of [stella, mira]) await expect(read(who, {}, PERSONAL)).rejects.toMatchObject({ code: "not-found" });
    await expect(batchesOf(exportHistory(customerScope(stella), PERSONAL, ALL_HISTORY))).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("a history narrowed down", () => {
  it("has a group for every type of action, and offers those in which the reader finds something", () => {
    expect(ACTION_TYPES.filter((type) => !HISTORY_GROUPS.some((group) => HISTORY_TYPES[group].includes(type)))).toEqual([]);
    expect(historyGroupsFor(true)).toEqual(HISTORY_GROUPS);
    expect(historyGroupsFor(false)).toEqual(["activation", "plan", "status"]);
  });

  it.each(HISTORY_GROUPS)("to what is about %s", async (group) => {
    expect(new Set(typesOf(await read(mira, { group })))).toEqual(new Set(HISTORY_TYPES[group]));
  });

  it.each<[string, Partial<HistoryFilter>, number]>([
    ["who did it, in any case", { person: " MIRA s" }, ACTION_TYPES.length - 2],
    ["whom it concerns", { person: "JONAS@" }, ABOUT_PEOPLE.length],
    ["who did it or whom it concerns", { person: "jonas" }, ABOUT_PEOPLE.length],
    ["letters that stand between the names", { person: "user" }, 0],
    ["a wildcard", { person: "%" }, 0],
    ["a group and a person", { person: "jonas", group: "managers" }, 5],
    ["a day", { from: "2026-02-01", to: "2026-02-01" }, 1],
    ["until a day, with it", { to: "2026-02-01" }, 2],
    ["from a day on, with it", { from: "2026-02-01" }, ACTION_TYPES.length + 1],
    ["a day that is none", { from: "2026-02-31" }, 0],
    ["a word for a day", { to: "yesterday" }, 0],
  ])("by %s", async (_, filter, count) => {
    expect(await read(mira, filter)).toHaveLength(count);
  });

  it("is paged without losing or repeating a line, forwards and back", async () => {
    const all = await read(mira, { person: "jonas" });
    const page = (cursor?: string) => listHistoryOfCustomer(customerScope(mira), RESOLD, { limit: Math.ceil(all.length / 3), cursor, filter: { ...ALL_HISTORY, person: "jonas" } });
    const first = await page();
    const second = await page(first.nextCursor ?? "");
    const third = await page(second.nextCursor ?? "");
    expect([...first.items, ...second.items, ...third.items]).toEqual(all);
    expect(third.nextCursor).toBeNull();
    expect((await page(third.previousCursor ?? "")).items).toEqual(second.items);
    expect(first.previousCursor).toBeNull();
  });

  it("comes whole as a file, however long it is", async () => {
    const long = newId();
    await sell(long, { tenantId: AURORA, beneficiaryObjectId: mira.objectId });
    const line = { type: "Assign", date: new Date(), publisherId, subscriptionInfoId: long, actorKind: "user", actorTenantId: AURORA, initiatorUserId: mira.objectId, actorName: "Mira" };
    await database().subscriptionAction.createMany({ data: Array.from({ length: 1_203 }, (_, index) => ({ ...line, id: newId(), details: JSON.stringify({ user: index % 3 === 0 ? "jonas" : "other" }) })) });
    const sizes = async (filter: Partial<HistoryFilter>) => (await batchesOf(exportHistory(customerScope(mira), long, { ...ALL_HISTORY, ...filter }))).map(({ length }) => length);
    expect(await sizes({})).toEqual([500, 500, 203]);
    expect(await sizes({ person: "jonas" })).toEqual([401]);
    expect(await sizes({ person: "nobody" })).toEqual([]);
  });
});

describe("a search that finds little in much", () => {
  const BUSY = newId();
  const ulla = person(AURORA, "Ulla Userid");
  beforeAll(async () => {
    await sell(BUSY, { tenantId: AURORA, beneficiaryObjectId: mira.objectId, purchaserTenantId: RESELLER, purchaserObjectId: rico.objectId });
    await happened("Activate", ulla, { subscription: BUSY });
    const assigned = (from: number) => ({ id: newId(), type: "Assign", date: new Date(from), publisherId, subscriptionInfoId: BUSY, actorKind: "user", initiatorUserId: mira.objectId, actorTenantId: AURORA, actorName: mira.name, details: JSON.stringify({ userId: jonas.objectId, user: "jonas@aurora.example" }) });
    for (let from = 0; from < MOST_LOOKED_THROUGH + 500; from += 500) await database().subscriptionAction.createMany({ data: Array.from({ length: 500 }, () => assigned(from)) });
    await happened("ChangePlan", ulla, { subscription: BUSY });
  });

  const search = (who: typeof mira, word: string, cursor?: string | null) => listHistoryOfCustomer(customerScope(who), BUSY, { cursor: cursor ?? undefined, filter: { ...ALL_HISTORY, person: word } });

  it("pauses with what it has found, and goes on from there, forwards and back", async () => {
    const first = await search(mira, "userid");
    expect([typesOf(first.items), first.cutShort, first.previousCursor]).toEqual([["ChangePlan"], "next", null]);
    const second = await search(mira, "userid", first.nextCursor);
    expect([typesOf(second.items), second.cutShort, second.nextCursor]).toEqual([["Activate"], null, null]);
    const back = await search(mira, "userid", second.previousCursor);
    expect([back.items, back.cutShort]).toEqual([[], "previous"]);
    const newest = await search(mira, "userid", back.previousCursor);
    expect([newest.items, newest.cutShort, newest.previousCursor]).toEqual([first.items, null, null]);
    expect(typesOf((await search(mira, "userid", back.nextCursor)).items)).toEqual(["Activate"]);
  });

  it("is exported whole", async () => {
    const file = (await batchesOf(exportHistory(customerScope(mira), BUSY, { ...ALL_HISTORY, person: "userid" }))).flat();
    expect(file.map(({ type }) => type)).toEqual(["ChangePlan", "Activate"]);
  });

  it.each(["mira", "jonas", "userid"])("does not pause over what the reader may not know: %s", async (word) => {
    expect(await search(rico, word)).toEqual({ items: [], nextCursor: null, previousCursor: null, cutShort: null });
  });
});

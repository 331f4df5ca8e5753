import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { customerScope, landingScope, publisherScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import type { Context, CustomerScope, UserActor } from "../kernel/context";
import { newId, PERSONAL_ACCOUNTS_TENANT } from "../kernel/ids";
import { getSubscriptionOfCustomer, getSubscriptionOfPublisher, getSubscriptionOfVisitor, listSubscriptions } from "./queries";

const AURORA = newId();
const HARBOR = newId();
const CLOUDWISE = newId();

const somebody = (tenantId: string, name: string): UserActor => ({ kind: "user", tenantId, objectId: newId(), name, email: `${name}@example.com` });
const mira = somebody(AURORA, "mira");
const jonas = somebody(AURORA, "jonas");
const stella = somebody(HARBOR, "stella");
const rico = somebody(CLOUDWISE, "rico");
const paula = somebody(PERSONAL_ACCOUNTS_TENANT, "paula");
const petra = somebody(PERSONAL_ACCOUNTS_TENANT, "petra");
/** Once claimed a purchase for an organisation that they have left: a manager of it, by row. */
const carla = somebody(PERSONAL_ACCOUNTS_TENANT, "carla");

let mine: TestDatabase;
/** Row ids by key. */
const publisherIds: Record<string, number> = {};
const offerIds: Record<string, number> = {};
/** Microsoft's ids by name. */
const ids: Record<string, string> = {};
let minute = 0;

interface Given {
  readonly offer?: string;
  readonly beneficiary?: UserActor | null;
  readonly tenantId?: string;
  readonly purchaser?: UserActor | null;
  readonly status?: string;
  readonly planId?: string;
  readonly planJson?: string;
  readonly activation?: string;
  readonly managers?: readonly UserActor[];
  readonly createdAt?: Date;
  readonly perSeat?: boolean;
}

async function publish(key: string, offers: readonly string[]): Promise<void> {
  const publisher = await database().publisher.create({ data: { key, name: `The ${key}`, supportEmail: `help@${key}.example`, technicalConfigurations: { create: { tenantId: newId(), clientId: newId(), clientSecret: "sealed", updatedAt: new Date() } } }, include: { technicalConfigurations: true } });
  publisherIds[key] = publisher.id;
  for (const offer of offers) {
    const { id } = await database().offer.create({ data: { key: offer, offerId: offer, name: offer.toUpperCase(), publisherId: publisher.id, technicalConfigurationId: publisher.technicalConfigurations[0]?.id ?? 0, plans: { create: { planId: "basic", name: "Basic" } } } });
    offerIds[offer] = id;
  }
}

async function store(name: string, given: Given = {}): Promise<string> {
  const { offer = "ledger", beneficiary = mira, purchaser = beneficiary, status = "Subscribed", planId = "basic", managers = [] } = given;
  const { publisherId } = await database().offer.findUniqueOrThrow({ where: { key: offer } });
  const subscriptionId = newId();
  ids[name] = subscriptionId;
  await database().subscription.create({
    data: {
      id: newId(),
      subscriptionId,
      name,
      planId,
      planJson: given.planJson ?? null,
      quantity: 1,
      perSeat: given.perSeat ?? false,
      status,
      billingCycle: "P1M",
      publisherId,
      offerId: offerIds[offer] ?? null,
      tenantId: given.tenantId ?? beneficiary?.tenantId ?? null,
      beneficiaryObjectId: beneficiary?.objectId ?? null,
      beneficiaryEmail: beneficiary?.email ?? null,
      purchaserTenantId: purchaser?.tenantId ?? null,
      purchaserObjectId: purchaser?.objectId ?? null,
      purchaserEmail: purchaser?.email ?? null,
      createdAt: given.createdAt ?? new Date(Date.UTC(2026, 0, 1, 0, minute++)),
      managers: { create: managers.map((manager) => ({ tenantId: manager.tenantId, objectId: manager.objectId, name: manager.name, reason: "claimant", since: new Date() })) },
      ...(given.activation ? { activation: { create: { state: given.activation, requestedTenantId: AURORA, requestedObjectId: mira.objectId, requestedName: "mira", requestedAt: new Date() } } } : {}),
    },
  });
  return subscriptionId;
}

const staff = (key: string) => publisherScope({ publisherId: publisherIds[key] ?? 0, publisherKey: key, role: "viewer" });
const customer = (actor: UserActor): Context<CustomerScope, UserActor> => ({ actor, scope: customerScope(actor), correlationId: "test", now: new Date() });
const id = (name: string): string => ids[name] ?? "";

async function namesSeenBy(scope: Parameters<typeof listSubscriptions>[0], request: Parameters<typeof listSubscriptions>[1] = {}): Promise<string[]> {
  return (await listSubscriptions(scope, request)).items.map(({ name }) => name);
}

beforeAll(async () => {
  mine = await testDatabase();
  await publish("northwind", ["ledger", "board"]);
  await publish("fabrikam", ["ink"]);
  await store("aurora");
  await store("aurora-board", { offer: "board", beneficiary: jonas, perSeat: true });
  await store("aurora-ink", { offer: "ink" });
  await store("harbor", { beneficiary: stella });
  await store("resold", { beneficiary: null, tenantId: AURORA, purchaser: rico, managers: [mira] });
  await store("paula", { beneficiary: paula });
  await store("gift", { beneficiary: petra, purchaser: paula });
  await store("claimed", { beneficiary: null, tenantId: HARBOR, managers: [carla] });
  await store("nobody's", { beneficiary: null });
});
afterAll(() => mine.close());

describe("a scope reaches", () => {
  it.each([
    ["an organisation: what its tenant uses, of every publisher", mira, ["resold", "aurora-ink", "aurora-board", "aurora"]],
    ["anybody of it alike", jonas, ["resold", "aurora-ink", "aurora-board", "aurora"]],
    ["another organisation: its own", stella, ["claimed", "harbor"]],
    ["a reseller: what its tenant bought for others", rico, ["resold"]],
    ["a personal account: what names that person", paula, ["gift", "paula"]],
    ["another personal account, though its tenant is the same", petra, ["gift"]],
    ["a manager, wherever they are from", carla, ["claimed"]],
    ["a newcomer: nothing", somebody(newId(), "newcomer"), []],
    ["a newcomer with a personal account: nothing", somebody(PERSONAL_ACCOUNTS_TENANT, "newcomer"), []],
  ])("%s", async (_, actor, expected) => {
    expect(await namesSeenBy(customerScope(actor))).toEqual(expected);
    for (const name of Object.keys(ids)) {
      const seen = getSubscriptionOfCustomer(customer(actor), id(name));
      if (expected.includes(name)) expect((await seen).facts.subscriptionId).toBe(id(name));
      else await expect(seen, name).rejects.toMatchObject({ code: "not-found" });
    }
  });

  it("a publisher: what was bought from it, and nothing of another one", async () => {
    expect(await namesSeenBy(staff("fabrikam"))).toEqual(["aurora-ink"]);
    expect(await namesSeenBy(staff("northwind"))).toEqual(Object.keys(ids).filter((name) => name !== "aurora-ink").reverse());
    expect(await getSubscriptionOfPublisher(staff("fabrikam"), id("aurora-ink"))).toMatchObject({ name: "aurora-ink", offerKey: "ink" });
    await expect(getSubscriptionOfPublisher(staff("northwind"), id("aurora-ink"))).rejects.toMatchObject({ code: "not-found" });
    await expect(getSubscriptionOfPublisher(staff("northwind"), newId())).rejects.toMatchObject({ code: "not-found" });
  });

  it("a browser that came with a token: what is of the publisher whose page it came to", async () => {
    const row = await database().subscription.findUniqueOrThrow({ where: { subscriptionId: id("aurora") } });
    const at = (key: string) => ({ ...customer(stella), scope: landingScope({ publisherId: publisherIds[key] ?? 0, offerId: offerIds.ledger ?? 0, browserHash: "hash" }) });
    expect(await getSubscriptionOfVisitor(at("northwind"), row.id)).toMatchObject({ visitor: "stranger", rights: { view: "wrong-account" } });
    await expect(getSubscriptionOfVisitor(at("fabrikam"), row.id)).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("who somebody is", () => {
  it.each([
    ["aurora", mira, "beneficiary"],
    ["aurora", jonas, "colleague"],
    ["resold", mira, "claimant"],
    ["resold", jonas, "colleague"],
    ["resold", rico, "reseller"],
    ["gift", paula, "personal-account"],
    ["gift", petra, "personal-account"],
  ] as const)("to %s", async (name, actor, visitor) => {
    expect((await getSubscriptionOfCustomer(customer(actor), id(name))).visitor).toBe(visitor);
  });
});

describe("searching", () => {
  it.each([
    ["part of the name", "board", ["aurora-board"]],
    ["in capitals, with blanks around", "  AURORA-B ", ["aurora-board"]],
    ["a mail address", "stella@", ["harbor"]],
    ["nothing", "   ", null],
    ["what is not there", "zzz", []],
  ])("finds %s", async (_, search, expected) => {
    const all = await namesSeenBy(staff("northwind"));
    expect(await namesSeenBy(staff("northwind"), { search })).toEqual(expected ?? all);
  });

  it("finds by Microsoft's id and by the customer's tenant, and stays within the scope", async () => {
    expect(await namesSeenBy(staff("northwind"), { search: id("harbor").toUpperCase() })).toEqual(["harbor"]);
    expect(await namesSeenBy(staff("northwind"), { search: HARBOR })).toEqual(["claimed", "harbor"]);
    expect(await namesSeenBy(staff("fabrikam"), { search: id("harbor") })).toEqual([]);
    expect(await namesSeenBy(customerScope(stella), { search: "aurora" })).toEqual([]);
    expect(await namesSeenBy(customerScope(stella), { search: AURORA })).toEqual([]);
  });

  it("takes signs that mean something to databases for themselves, or at least for no fault", async () => {
    for (const search of ["'", "\"", "%'; --", "[a-z]", "\\", "é", "x".repeat(500)]) expect(await namesSeenBy(staff("northwind"), { search })).not.toContain("aurora");
  });
});

describe("pages", () => {
  it("lead through all of it, forth and back, newest first, also where rows were made at once", async () => {
    const tenant = newId();
    const buyer = somebody(tenant, "buyer");
    const at = new Date(Date.UTC(2026, 2, 1));
    for (let number = 0; number < 7; number += 1) await store(`at-once-${number}`, { beneficiary: buyer, createdAt: at });
    const scope = customerScope(buyer);
    const seen: string[] = [];
    let cursor: string | undefined;
    let back: string | null = null;
    do {
      const page = await listSubscriptions(scope, { limit: 3, cursor });
      seen.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor ?? undefined;
      back = page.previousCursor;
    } while (cursor !== undefined);
    expect(seen.sort()).toEqual([0, 1, 2, 3, 4, 5, 6].map((number) => `at-once-${number}`));
    const before = await listSubscriptions(scope, { limit: 3, cursor: back ?? "" });
    expect(before.items).toHaveLength(3);
    expect(before.nextCursor).not.toBeNull();
  });

  it("do not let a cursor of one organisation reach into another's", async () => {
    const page = await listSubscriptions(staff("northwind"), { limit: 1 });
    const theirs = await namesSeenBy(customerScope(stella), { cursor: page.nextCursor ?? "" });
    expect(theirs.every((name) => name === "harbor" || name === "claimed")).toBe(true);
    await expect(listSubscriptions(customerScope(stella), { cursor: "nonsense" })).rejects.toMatchObject({ code: "invalid-input" });
  });
});

describe("what a line says", () => {
  const buyer = somebody(newId(), "teller");
  const told = async (name: string, given: Given) => {
    const subscriptionId = await store(name, { beneficiary: buyer, ...given });
    return (await getSubscriptionOfCustomer(customer(buyer), subscriptionId)).facts;
  };

  it.each([
    ["PendingFulfillmentStart", undefined, "pending"],
    ["PendingFulfillmentStart", "requested", "pending"],
    ["PendingFulfillmentStart", "accepted", "activating"],
    ["PendingFulfillmentStart", "refused", "pending"],
    ["Subscribed", "subscribed", "subscribed"],
    ["Unsubscribed", "failed", "unsubscribed"],
    ["Transferred", undefined, "unknown"],
  ])("%s with an activation that is %s is %s", async (status, activation, state) => {
    const facts = await told("state", { status, ...(activation ? { activation } : {}) });
    expect(facts).toMatchObject({ state, status });
  });

  it("the plan by the customer's own answer, the catalogue or its id", async () => {
    expect(await told("own", { planJson: JSON.stringify({ displayName: "Basic for you", planComponents: { recurrentBillingTerms: [{ price: 9.5, currency: "EUR", termUnit: "P1M" }] } }) })).toMatchObject({ planName: "Basic for you", terms: [{ price: 9.5, currency: "EUR", termUnit: "P1M" }] });
    expect(await told("catalogued", {})).toMatchObject({ planName: "Basic", terms: [], supportEmail: "help@northwind.example", publisherName: "The northwind" });
    expect(await told("unknown", { planId: "other", planJson: "{" })).toMatchObject({ planName: "other", terms: [] });
  });
});

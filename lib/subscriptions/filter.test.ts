import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { customerScope, publisherScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import { newId } from "../kernel/ids";
import { exportSubscriptions, EXPORT_TITLES, type ExportedRow } from "./export-subscriptions";
import { EVERYTHING, SORT_COLUMNS, type SubscriptionFilter, type SubscriptionSort } from "./filter";
import { listSubscriptions } from "./queries";
import { SUBSCRIPTION_STATES, type SubscriptionState } from "./schema";

const AURORA = newId();
const HARBOR = newId();
const RESELLER = newId();
const STATUSES = ["NotStarted", "PendingFulfillmentStart", "Subscribed", "Suspended", "Unsubscribed", "Transferred"];
/** With an asterisk: after the publisher's system was given it. */
const ACTIVATIONS = [null, "requested", "requested*", "accepted", "accepted*", "subscribed", "refused", "handed-over*", "reported-failed*", "refusing*", "failed"];
const NAMES = ["Ledger", "ledger", "Émile & Söhne", "50% off_", "100", "zz", "東京"];

/** A row as the test knows it: the model that the queries are held against. */
interface Known {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly activation: string | null;
  readonly offer: string;
  readonly planId: string;
  readonly isFreeTrial: boolean;
  readonly tenantId: string | null;
  readonly purchaserTenantId: string | null;
  readonly beneficiaryEmail: string | null;
  readonly createdAt: Date;
  readonly endDate: Date | null;
}

let mine: TestDatabase;
let publisherId = 0;
const rows: Known[] = [];

function pick<T>(values: readonly T[], number: number): T {
  const value = values[number % values.length];
  if (value === undefined) throw new Error("nothing to pick from");
  return value;
}

beforeAll(async () => {
  mine = await testDatabase();
  const offerIds: Record<string, number> = {};
  for (const key of ["northwind", "fabrikam"]) {
    const publisher = await database().publisher.create({ data: { key, name: key, supportEmail: "help@example.com", technicalConfigurations: { create: { tenantId: newId(), clientId: newId(), clientSecret: "sealed", updatedAt: new Date() } } }, include: { technicalConfigurations: true } });
    if (key === "northwind") publisherId = publisher.id;
    for (const offer of key === "northwind" ? ["ledger", "board"] : ["ink"]) {
      const { id } = await database().offer.create({ data: { key: offer, offerId: offer, name: offer, publisherId: publisher.id, technicalConfigurationId: publisher.technicalConfigurations[0]?.id ?? 0 } });
      offerIds[offer] = id;
    }
  }
  // Steps that have no common divisor, so that every pair of values comes together.
  for (let number = 0; number < 120; number += 1) {
    const row: Known = {
      id: newId(),
      name: pick(NAMES, number),
      status: pick(STATUSES, number),
      activation: pick(ACTIVATIONS, number),
      offer: pick(["ledger", "board"], Math.floor(number / 3)),
      planId: pick(["basic", "pro", "team"], Math.floor(number / 5)),
      isFreeTrial: number % 4 === 0,
      tenantId: pick([AURORA, HARBOR, null], Math.floor(number / 2)),
      purchaserTenantId: pick([AURORA, RESELLER, HARBOR, null], Math.floor(number / 7)),
      beneficiaryEmail: pick(["mira@aurora.example", "stella@harbor.example", null], Math.floor(number / 2)),
      createdAt: new Date(Date.UTC(2026, 0, 1 + (number % 9))),
      endDate: number % 5 === 0 ? null : new Date(Date.UTC(2027, 0, 1 + (number % 4))),
    };
    rows.push(row);
    const { offer, activation, ...columns } = row;
    await store(columns, offerIds[offer] ?? 0, publisherId, activation);
  }
  const fabrikam = await database().publisher.findUniqueOrThrow({ where: { key: "fabrikam" } });
  await store({ id: newId(), name: "Ledger", status: "Subscribed", planId: "basic", isFreeTrial: true, tenantId: AURORA, purchaserTenantId: AURORA, beneficiaryEmail: "mira@aurora.example", createdAt: new Date(Date.UTC(2026, 0, 3)), endDate: null }, offerIds.ink ?? 0, fabrikam.id, null);
});
afterAll(() => mine.close());

async function store(columns: Omit<Known, "offer" | "activation">, offerId: number, publisher: number, activation: string | null): Promise<void> {
  await database().subscription.create({
    data: {
      ...columns,
      subscriptionId: columns.id,
      quantity: 1,
      billingCycle: "P1M",
      publisherId: publisher,
      offerId,
      ...(activation === null ? {} : { activation: { create: { state: activation.replace("*", ""), handedOverAt: activation.endsWith("*") ? new Date() : null, requestedTenantId: AURORA, requestedObjectId: newId(), requestedName: "mira", requestedAt: new Date() } } }),
    },
  });
}

const staff = () => publisherScope({ publisherId, publisherKey: "northwind", role: "viewer" });

function stateOf({ status, activation }: Known): SubscriptionState {
  switch (status) {
    case "NotStarted":
    case "PendingFulfillmentStart":
      if (activation === "reported-failed*" || activation === "refusing*") return "set-up-failed";
      return ["requested*", "accepted", "accepted*", "subscribed", "handed-over*"].includes(activation ?? "") ? "activating" : "pending";
    case "Subscribed":
      return "subscribed";
    case "Suspended":
      return "suspended";
    case "Unsubscribed":
      return "unsubscribed";
    default:
      return "unknown";
  }
}

function isAsked(row: Known, filter: SubscriptionFilter): boolean {
  const asked = filter.search.trim().toLowerCase();
  const resold = row.tenantId !== null && row.purchaserTenantId !== null && row.tenantId !== row.purchaserTenantId;
  return (
    (asked === "" || [row.name, row.planId, row.beneficiaryEmail ?? ""].some((text) => text.toLowerCase().includes(asked))) &&
    (filter.states.length === 0 || filter.states.includes(stateOf(row))) &&
    (filter.offerKeys.length === 0 || filter.offerKeys.includes(row.offer)) &&
    (filter.planIds.length === 0 || filter.planIds.includes(row.planId)) &&
    (filter.freeTrial === null || filter.freeTrial === row.isFreeTrial) &&
    (filter.resold === null || filter.resold === resold)
  );
}

const filters: fc.Arbitrary<SubscriptionFilter> = fc.record({
  // Only signs that upper and lower case of both databases agree on; "_" alone would stand for any sign.
  search: fc.constantFrom("", "", "", "ledger", " LEDGER ", "50%", "aurora", "東京", "nothing"),
  states: fc.subarray([...SUBSCRIPTION_STATES]),
  offerKeys: fc.subarray(["ledger", "board", "ink"]),
  planIds: fc.subarray(["basic", "pro", "team", "'; --"]),
  freeTrial: fc.constantFrom(null, null, true, false),
  resold: fc.constantFrom(null, null, true, false),
});
const sorts: fc.Arbitrary<SubscriptionSort> = fc.record({ column: fc.constantFrom(...Object.values(SORT_COLUMNS)), direction: fc.constantFrom("asc", "desc") });

/** What a column holds, as something whose order is plain: nothing before everything. */
function rank(row: Known, { column }: SubscriptionSort): string {
  const value = row[column.name];
  return value === null ? "" : value instanceof Date ? value.toISOString() : value;
}

async function paged(filter: SubscriptionFilter, sort: SubscriptionSort, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listSubscriptions(staff(), { ...filter, sort, limit, cursor });
    ids.push(...page.items.map(({ subscriptionId }) => subscriptionId));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return ids;
}

async function exported(filter: SubscriptionFilter, sort: SubscriptionSort): Promise<ExportedRow[]> {
  const all: ExportedRow[] = [];
  for await (const batch of exportSubscriptions(staff(), filter, sort)) all.push(...batch);
  return all;
}

describe("whatever is asked for", () => {
  it("the pages and the file hold the same rows, all of them once, in the order asked for, and none of another publisher", async () => {
    await fc.assert(
      fc.asyncProperty(filters, sorts, fc.integer({ min: 1, max: 60 }), async (filter, sort, limit) => {
        const expected = rows.filter((row) => isAsked(row, filter));
        const ids = await paged(filter, sort, limit);
        expect([...ids].sort()).toEqual(expected.map(({ id }) => id).sort());
        expect((await exported(filter, sort)).map(({ subscriptionId }) => subscriptionId)).toEqual(ids);

        const ranks = ids.map((id) => rank(rows.find((row) => row.id === id) ?? pick(rows, 0), sort));
        const sorted = [...ranks].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
        expect(ranks).toEqual(sort.direction === "asc" ? sorted : sorted.reverse());
      }),
      { numRuns: 40 },
    );
  });
});

describe("the file", () => {
  it("says of a subscription what Microsoft calls it, and nothing where nothing is known", async () => {
    const known = rows.find(({ tenantId, endDate }) => tenantId === null && endDate === null);
    const row = (await exported(EVERYTHING, { column: SORT_COLUMNS.createdAt, direction: "desc" })).find(({ subscriptionId }) => subscriptionId === known?.id);
    expect(Object.keys(row ?? {})).toEqual([...EXPORT_TITLES]);
    expect(row).toMatchObject({ name: known?.name, status: known?.status, quantity: "1", termUnit: "P1M", beneficiaryTenantId: "", endDate: "", firstSeenAt: known?.createdAt.toISOString() });
  });
});

describe("a customer's search", () => {
  it("does not reach mail addresses, which a colleague need not know", async () => {
    const scope = customerScope({ kind: "user", tenantId: AURORA, objectId: newId(), name: "mira", email: "mira@aurora.example" });
    expect((await listSubscriptions(scope, { ...EVERYTHING, search: "aurora.example" })).items).toEqual([]);
    expect((await listSubscriptions(scope, { ...EVERYTHING, search: "ledger" })).items).not.toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publisherScope } from "../../auth/scope";
import { database } from "../../db/client";
import { testDatabase, type TestDatabase } from "../../db/testing";
import { newId } from "../../kernel/ids";
import { exportLicenses, LICENSE_EXPORT_TITLES, type ExportedLicense } from "./export-licenses";
import { ALL_ASSIGNED, LICENSE_SORT_COLUMNS, type LicenseFilter, type LicenseSort } from "./filter";
import { listLicenses } from "./queries";
import { listSubscriptionUse } from "./subscription-use";

const NOW = new Date("2026-07-01T12:00:00Z");
const UPNS = ["mira@aurora.example", "Mira.Soto@harbor.example", "=cmd@evil.example", "omar@aurora.example"];
const NAMES = ["Mira Soto", null, "Omar Haddad", "Émile; =1+1"];
const CHECKED = [null, 1, 29, 31, 59, 61, 95];
const ASSIGNED = [null, 0, 31, 45, 61, 100, 400];

interface Known {
  readonly id: string;
  readonly userId: string;
  readonly userUpn: string;
  readonly name: string | null;
  readonly status: string;
  readonly assignedAt: Date | null;
  readonly lastCheckedAt: Date | null;
  readonly home: Home;
}

interface Home {
  readonly id: string;
  readonly subscriptionId: string;
  readonly offer: string;
  readonly status: string;
}

let mine: TestDatabase;
let publisherId = 0;
const homes: Home[] = [];
const licenses: Known[] = [];

const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 24 * 3_600_000);

function pick<T>(values: readonly T[], number: number): T {
  const value = values[number % values.length];
  if (value === undefined) throw new Error("nothing to pick from");
  return value;
}

async function makePublisher(key: string, offers: readonly string[]): Promise<{ id: number; offerIds: Map<string, number> }> {
  const { id, technicalConfigurations } = await database().publisher.create({
    data: { key, name: key, technicalConfigurations: { create: { tenantId: newId(), clientId: newId(), clientSecret: "sealed", updatedAt: NOW } } },
    include: { technicalConfigurations: true },
  });
  const offerIds = new Map<string, number>();
  for (const offer of offers) {
    const plans = { create: [{ planId: "team", name: "Team", perSeat: true }, { planId: "flat", name: "Flat", perSeat: false }] };
    offerIds.set(offer, (await database().offer.create({ data: { key: offer, offerId: offer, name: offer, publisherId: id, technicalConfigurationId: technicalConfigurations[0]?.id ?? 0, plans } })).id);
  }
  return { id, offerIds };
}

async function makeSubscription(publisher: { id: number; offerIds: Map<string, number> }, offer: string, number: number, more: { status?: string; quantity?: number; acquiredLicenses?: number; planId?: string } = {}): Promise<Home> {
  const home = { id: newId(), subscriptionId: newId(), offer, status: more.status ?? "Subscribed" };
  const { planId = "team", quantity = 20, acquiredLicenses = 0 } = more;
  await database().subscription.create({
    data: { id: home.id, subscriptionId: home.subscriptionId, name: `${offer} ${number}`, publisherId: publisher.id, offerId: publisher.offerIds.get(offer) ?? 0, planId, perSeat: planId === "team", quantity, acquiredLicenses, status: home.status, billingCycle: "P1M", tenantId: newId(), beneficiaryEmail: "mira@aurora.example", createdAt: daysAgo(number) },
  });
  return home;
}

beforeAll(async () => {
  mine = await testDatabase();
  const northwind = await makePublisher("northwind", ["ledger", "board"]);
  publisherId = northwind.id;
  for (let number = 0; number < 6; number += 1) homes.push(await makeSubscription(northwind, pick(["ledger", "board"], number), number, { status: pick(["Subscribed", "Suspended", "Unsubscribed"], number) }));
  // Steps that have no common divisor, so that every pair of values comes together.
  for (let number = 0; number < 180; number += 1) {
    const checked = pick(CHECKED, number);
    const assigned = pick(ASSIGNED, Math.floor(number / 7));
    licenses.push({
      id: newId(),
      userId: newId(),
      userUpn: pick(UPNS, number),
      name: pick(NAMES, Math.floor(number / 3)),
      status: number % 5 === 0 ? "Unassigned" : "Assigned",
      assignedAt: assigned === null ? null : daysAgo(assigned),
      lastCheckedAt: checked === null ? null : daysAgo(checked),
      home: pick(homes, Math.floor(number / 2)),
    });
  }
  const fabrikam = await makePublisher("fabrikam", ["ink"]);
  const ink = await makeSubscription(fabrikam, "ink", 0);
  const rows = licenses.map(({ home, ...license }) => ({ ...license, publisherId, subscriptionInfoId: home.id, tenantId: newId() }));
  await database().subscriptionUser.createMany({ data: [...rows, { id: newId(), userId: licenses[1]?.userId ?? "", userUpn: "mira@aurora.example", name: "Mira Soto", status: "Assigned", assignedAt: daysAgo(200), publisherId: fabrikam.id, subscriptionInfoId: ink.id }] });
});
afterAll(() => mine.close());

function staff(publisher = publisherId) {
  return { scope: publisherScope({ publisherId: publisher, publisherKey: "northwind", role: "viewer" }), now: NOW };
}

const before = (time: Date | null, days: number): boolean => time === null || time < daysAgo(days);

function matches(license: Known, { search, offerKeys, states, idleDays, status }: LicenseFilter): boolean {
  const text = search.trim().toLowerCase();
  const found = [license.userId, license.home.subscriptionId].includes(text) || (text.length < 36 && `${license.userUpn} ${license.name ?? ""}`.toLowerCase().includes(text));
  return (
    found &&
    license.status === status &&
    (offerKeys.length === 0 || offerKeys.includes(license.home.offer)) &&
    (states.length === 0 || states.some((state) => state === license.home.status.toLowerCase())) &&
    (idleDays === null || (before(license.lastCheckedAt, idleDays) && before(license.assignedAt, idleDays)))
  );
}

function inOrder(column: "assignedAt" | "lastCheckedAt", direction: "asc" | "desc") {
  const value = (license: Known): number => license[column]?.getTime() ?? -1;
  const turn = direction === "asc" ? 1 : -1;
  return (one: Known, other: Known): number => turn * (value(one) - value(other) || (one.id < other.id ? -1 : 1));
}

async function readAll(filter: Partial<LicenseFilter>, sort: LicenseSort): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listLicenses(staff(), { ...filter, sort, limit: 7, cursor });
    ids.push(...page.items.map(({ id }) => id));
    if (page.nextCursor === null) return ids;
    cursor = page.nextCursor;
  }
}

const FILTERS: readonly (readonly [string, () => Partial<LicenseFilter>])[] = [
  ["nothing", () => ({})],
  ["a part of a UPN", () => ({ search: " AURORA.example " })],
  ["a part of a name", () => ({ search: "soto" })],
  ["an object id", () => ({ search: (licenses[1]?.userId ?? "").toUpperCase() })],
  ["a subscription's id", () => ({ search: homes[1]?.subscriptionId ?? "" })],
  ["an id that nobody has", () => ({ search: newId() })],
  ["an offer", () => ({ offerKeys: ["board"] })],
  ["another publisher's offer", () => ({ offerKeys: ["ink"] })],
  ["states of the subscription", () => ({ states: ["suspended", "unsubscribed"] })],
  ["idle for 30 days", () => ({ idleDays: 30 })],
  ["idle for 60 days", () => ({ idleDays: 60 })],
  ["idle for 90 days, of one subscription", () => ({ idleDays: 90, search: homes[2]?.subscriptionId ?? "" })],
  ["taken back", () => ({ status: "Unassigned" })],
  ["all at once", () => ({ search: "example", offerKeys: ["ledger", "board"], states: ["subscribed"], idleDays: 30 })],
];

describe("all licenses of a publisher's", () => {
  it.each(FILTERS)("asked for %s, every one is met once, in each order, on the pages and in the file", async (_, asked) => {
    const filter = { ...ALL_ASSIGNED, ...asked() };
    for (const column of [LICENSE_SORT_COLUMNS.assignedAt, LICENSE_SORT_COLUMNS.lastCheckedAt]) {
      for (const direction of ["asc", "desc"] as const) {
        const expected = licenses.filter((license) => matches(license, filter)).sort(inOrder(column.name, direction));
        expect(await readAll(filter, { column, direction })).toEqual(expected.map(({ id }) => id));
        const exported: ExportedLicense[] = [];
        for await (const batch of exportLicenses(staff(), filter, { column, direction })) exported.push(...batch);
        expect(exported.map(({ objectId }) => objectId)).toEqual(expected.map(({ userId }) => userId));
      }
    }
  });

  it("are shown with how long they are idle, and the subscription they are of", async () => {
    const { items } = await listLicenses(staff(), { limit: 200 });
    for (const line of items) {
      const known = licenses.find(({ id }) => id === line.id);
      expect(known).toBeDefined();
      expect(line.idleDays).toBe([90, 60, 30].find((days) => before(known?.lastCheckedAt ?? null, days) && before(known?.assignedAt ?? null, days)) ?? null);
      expect(line.subscription).toMatchObject({ subscriptionId: known?.home.subscriptionId, offerName: known?.home.offer, planName: "Team" });
    }
    const { items: gone } = await listLicenses(staff(), { status: "Unassigned", limit: 200 });
    expect(gone.every(({ idleDays }) => idleDays === null)).toBe(true);
  });

  it("have a file whose columns are those that it says", async () => {
    for await (const [row] of exportLicenses(staff(), ALL_ASSIGNED, { column: LICENSE_SORT_COLUMNS.assignedAt, direction: "desc" })) expect(Object.keys(row ?? {})).toEqual([...LICENSE_EXPORT_TITLES]);
  });
});

describe("the use of a publisher's subscriptions", () => {
  it("counts seats, invitations and idle licenses, and finds what needs somebody", async () => {
    const contoso = await makePublisher("contoso", ["desk"]);
    const homeOf: Record<string, Home> = {};
    const cases = { over: { quantity: 2, acquiredLicenses: 3 }, full: { quantity: 2, acquiredLicenses: 2 }, unused: {}, invited: { quantity: 5, acquiredLicenses: 3 }, flat: { planId: "flat", quantity: 1 }, ended: { status: "Unsubscribed" } };
    for (const [number, [name, more]] of Object.entries(cases).entries()) homeOf[name] = await makeSubscription(contoso, "desk", number, more);
    const give = (home: Home | undefined, assignedAt: Date, lastCheckedAt: Date | null) =>
      database().subscriptionUser.create({ data: { id: newId(), userId: newId(), userUpn: "x@y.example", status: "Assigned", assignedAt, lastCheckedAt, publisherId: contoso.id, subscriptionInfoId: home?.id ?? "" } });
    for (const [home, assignedAt, lastCheckedAt] of [[homeOf.over, daysAgo(40), null], [homeOf.over, daysAgo(40), daysAgo(2)], [homeOf.over, daysAgo(3), null], [homeOf.invited, daysAgo(1), null]] as const) await give(home, assignedAt, lastCheckedAt);
    for (const state of ["open", "open", "revoked"]) await database().licenseInvitation.create({ data: { publisherId: contoso.id, subscriptionInfoId: homeOf.invited?.id ?? "", key: newId(), hash: newId(), tenantId: newId(), label: "x", invitedBy: "x", createdAt: NOW, expiresAt: NOW, state } });

    const all = async (use: Parameters<typeof listSubscriptionUse>[1] = {}) => {
      const { items } = await listSubscriptionUse(staff(contoso.id), use);
      return items.map(({ id, assigned, invited, free, over, licenseModel, licenses }) => ({ what: Object.entries(homeOf).find(([, home]) => home.id === id)?.[0], assigned, invited, free, over, licenseModel, idle: licenses?.idle, last: licenses?.lastCheckedAt?.getTime() }));
    };
    const none = { assigned: 0, invited: 0, over: 0, licenseModel: "seat", idle: 0, last: undefined };
    expect(await all()).toEqual([
      { ...none, what: "over", assigned: 3, free: 0, over: 1, idle: 1, last: daysAgo(2).getTime() },
      { ...none, what: "full", assigned: 2, free: 0 },
      { ...none, what: "unused", free: 20 },
      { ...none, what: "invited", assigned: 1, invited: 2, free: 2 },
      { ...none, what: "flat", free: 1, licenseModel: "site" },
      { ...none, what: "ended", free: 20 },
    ]);
    expect((await all({ use: "over" })).map(({ what }) => what)).toEqual(["over"]);
    expect((await all({ use: "full" })).map(({ what }) => what)).toEqual(["over", "full"]);
    expect((await all({ use: "unused" })).map(({ what }) => what)).toEqual(["unused"]);

    await database().subscription.update({ where: { id: homeOf.unused?.id ?? "" }, data: { quantity: 90_000, acquiredLicenses: 20_000 } });
    expect((await all()).map(({ what, idle }) => [what, idle])).toEqual([["over", 1], ["full", 0], ["unused", undefined], ["invited", 0], ["flat", 0], ["ended", 0]]);
  });
});

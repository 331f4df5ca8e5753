import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { POST } from "@/app/api/v1/license-checks/route";
import { apiWorld, asDocumented, type ApiWorld } from "@/app/api/v1/testing";
import { addSeconds } from "@/lib/kernel/clock";
import { env } from "@/lib/kernel/env";
import { newId, PERSONAL_ACCOUNTS_TENANT } from "@/lib/kernel/ids";
import { writeChecked } from "@/lib/licenses/check/note-checked";
import type { LicenseAnswer } from "@/lib/licenses/check/schema";

const AURORA = newId();
const ADA = newId();
let world: ApiWorld;
let key: string;

beforeEach(async () => {
  world = await apiWorld();
  key = await world.publish("northwind", "license-checks");
});
afterEach(async () => {
  await writeChecked();
  globalThis.portalRateLimits = undefined;
  vi.restoreAllMocks();
  await world.close();
});

const send = (body: unknown, by = key) => POST(new Request("http://portal.example/api/v1/license-checks", { method: "POST", headers: { authorization: `Bearer ${by}` }, body: JSON.stringify(body) }), { params: Promise.resolve({}) });

async function check(question: object = {}, by = key): Promise<LicenseAnswer> {
  const answer = await send({ tenantId: AURORA, userId: ADA, ...question }, by);
  const told: unknown = await answer.json();
  expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
  const read = asDocumented("LicenseCheckResult").parse(told);
  expect(read).toEqual(told);
  return read as LicenseAnswer;
}

const none = { licensed: false, reason: "no-subscription", subscriptionId: null, planId: null, status: null };

describe("a license check", () => {
  it("finds the seat of who is asked for, in whatever case their ids are written", async () => {
    const { id, subscriptionId } = await world.sell("northwind", { tenantId: AURORA });
    expect(await check()).toEqual({ licensed: false, reason: "not-assigned", subscriptionId, planId: "seat", status: "Subscribed" });
    await world.license(id, ADA);
    expect(await check({ tenantId: AURORA.toUpperCase(), userId: ADA.toUpperCase() })).toEqual({ licensed: true, reason: "assigned", subscriptionId, planId: "seat", status: "Subscribed" });
    await world.database.subscriptionUser.updateMany({ data: { status: "Unassigned" } });
    expect(await check()).toMatchObject({ licensed: false, reason: "not-assigned" });
  });

  it("answers each of those who ask at once for themselves", async () => {
    const { id } = await world.sell("northwind", { tenantId: AURORA });
    const site = await world.sell("northwind", { tenantId: newId(), planId: "site" });
    const people = Array.from({ length: 12 }, newId);
    for (const [index, userId] of people.entries()) if (index % 2 === 0) await world.license(id, userId);
    const { tenantId } = await world.database.subscription.findUniqueOrThrow({ where: { id: site.id } });
    const answers = await Promise.all([...people.map((userId) => check({ userId })), check({ tenantId }), check({ tenantId: newId() })]);
    expect(answers.map(({ reason }) => reason)).toEqual([...people.map((_, index) => (index % 2 === 0 ? "assigned" : "not-assigned")), "site", "no-subscription"]);
  });

  it.each([
    ["another offer's", "board", "no-subscription"],
    ["that offer's", "ledger", "site"],
    ["that offer's in preview", "ledger-preview", "site"],
    ["an unheard-of offer's", "unheard-of", "no-subscription"],
  ])("counts, where an offer is named, %s", async (_, offerId, reason) => {
    await world.sell("northwind", { tenantId: AURORA, planId: "site" });
    expect((await check({ offerId })).reason).toBe(reason);
  });

  it.each([
    ["Suspended", "suspended"],
    ["PendingFulfillmentStart", "not-activated"],
    ["Unsubscribed", "unsubscribed"],
  ])("says why a subscription that is %s licenses nobody", async (status, reason) => {
    const { id, subscriptionId } = await world.sell("northwind", { tenantId: AURORA, status });
    await world.license(id, ADA);
    expect(await check()).toEqual({ licensed: false, reason, subscriptionId, planId: "seat", status });
  });

  it("takes a seat for one of that tenant, that offer and that publisher, whatever others ask at the same time", async () => {
    const [tenantId, theirs] = [newId(), await world.publish("fabrikam", "license-checks")];
    const board = await world.sell("northwind", { tenantId: AURORA, offer: "board" });
    await world.license(board.id, ADA);
    await world.sell("northwind", { tenantId: AURORA });
    await world.sell("northwind", { tenantId });
    await world.license((await world.sell("northwind", { tenantId })).id, newId());
    await world.sell("fabrikam", { tenantId: AURORA, status: "Suspended" });
    const answers = await Promise.all([check(), check({ offerId: "board" }), check({ offerId: "ledger" }), check({ tenantId }), check({}, theirs)]);
    expect(answers.map(({ reason }) => reason)).toEqual(["assigned", "assigned", "not-assigned", "not-assigned", "suspended"]);
    expect([answers[0].subscriptionId, answers[1].subscriptionId]).toEqual([board.subscriptionId, board.subscriptionId]);
  });

  it("tells of the newest where they have several seats, and finds one that is older than the portal", async () => {
    await world.license((await world.sell("northwind", { tenantId: AURORA, more: { createdAt: new Date("2027-01-01") } })).id, ADA, { status: "Unassigned" });
    const { id, subscriptionId } = await world.sell("northwind", { tenantId: AURORA, more: { createdAt: new Date("2026-12-01") } });
    const license = await world.license(id, ADA);
    await world.license((await world.sell("northwind", { tenantId: AURORA })).id, ADA);
    expect(await check()).toMatchObject({ reason: "assigned", subscriptionId });
    await world.database.subscriptionUser.deleteMany({ where: { id: { not: license } } });
    await world.database.subscriptionUser.updateMany({ data: { tenantId: null } });
    expect(await check()).toMatchObject({ reason: "assigned", subscriptionId });
  });

  it("goes on to license those who have a seat too many", async () => {
    const { id } = await world.sell("northwind", { tenantId: AURORA, quantity: 1 });
    for (const userId of [newId(), newId(), ADA]) await world.license(id, userId);
    expect(await check()).toMatchObject({ licensed: true, reason: "assigned" });
  });

  it("knows an offer that is not set up, by what Microsoft says of the plan", async () => {
    await world.sell("northwind", { tenantId: AURORA, offer: null, more: { perSeat: false } });
    expect(await check()).toMatchObject({ licensed: true, reason: "site" });
  });

  it("gives a reseller nothing of what their customer uses", async () => {
    await world.sell("northwind", { tenantId: newId(), planId: "site", more: { purchaserTenantId: AURORA, purchaserObjectId: ADA } });
    expect(await check()).toEqual(none);
  });

  it("takes a personal account for one person", async () => {
    const ben = newId();
    const { id, subscriptionId } = await world.sell("northwind", { tenantId: PERSONAL_ACCOUNTS_TENANT, planId: "site", more: { beneficiaryObjectId: ADA } });
    await world.license((await world.sell("northwind", { tenantId: PERSONAL_ACCOUNTS_TENANT, more: { beneficiaryObjectId: newId() } })).id, newId());
    const personally = (userId: string) => check({ tenantId: PERSONAL_ACCOUNTS_TENANT, userId });
    expect(await personally(ADA)).toMatchObject({ reason: "site", subscriptionId });
    expect(await personally(ben)).toEqual(none);
    await world.license(id, ben);
    expect(await Promise.all([personally(ben), check(), personally(newId())])).toMatchObject([{ reason: "assigned", subscriptionId }, none, none]);
  });
});

describe("the first who come", () => {
  it("are served, of fifty at once as many as there are seats, each written down", async () => {
    const { id, subscriptionId } = await world.sell("northwind", { tenantId: AURORA, planId: "first-come", quantity: 5 });
    const people = Array.from({ length: 50 }, newId);
    const answers = await Promise.all(people.map((userId) => check({ userId })));
    const served = people.filter((_, index) => answers[index]?.licensed);
    expect(served).toHaveLength(5);
    expect(answers.filter(({ reason }) => reason === "no-seat-free")).toHaveLength(45);
    expect(await world.database.subscription.findUniqueOrThrow({ where: { id } })).toMatchObject({ acquiredLicenses: 5 });
    expect((await world.database.subscriptionUser.findMany({ where: { status: "Assigned" } })).map(({ userId }) => userId).sort()).toEqual([...served].sort());
    expect(await world.database.subscriptionAction.findMany({ where: { subscriptionInfoId: id } })).toMatchObject(Array.from({ length: 5 }, () => ({ type: "Assign", actorKind: "api-key", actorName: "ERP" })));
    expect(await Promise.all(served.map((userId) => check({ userId })))).toEqual(served.map(() => ({ licensed: true, reason: "assigned", subscriptionId, planId: "first-come", status: "Subscribed" })));
  });

  it("take one seat, however often they ask at once", async () => {
    const { id } = await world.sell("northwind", { tenantId: AURORA, planId: "first-come" });
    const answers = await Promise.all(Array.from({ length: 8 }, () => check()));
    expect(answers.map(({ reason }) => reason)).toEqual(Array.from({ length: 8 }, () => "assigned"));
    expect(await world.database.subscription.findUniqueOrThrow({ where: { id } })).toMatchObject({ acquiredLicenses: 1 });
  });

  it("find a seat in another subscription where the newest has none", async () => {
    const older = await world.sell("northwind", { tenantId: AURORA, planId: "first-come", quantity: 1 });
    await world.sell("northwind", { tenantId: AURORA, planId: "first-come", quantity: 0 });
    expect(await check()).toMatchObject({ licensed: true, subscriptionId: older.subscriptionId });
    expect(await check({ userId: newId() })).toMatchObject({ licensed: false, reason: "no-seat-free" });
  });
});

describe("what a check writes", () => {
  const lastChecked = async () => (await world.database.subscriptionUser.findFirstOrThrow()).lastCheckedAt;

  it("comes afterwards, once an hour", async () => {
    const { id } = await world.sell("northwind", { tenantId: AURORA });
    await world.license(id, ADA);
    await check();
    expect(await lastChecked()).toBeNull();
    await writeChecked();
    const first = await lastChecked();
    expect(first).toBeInstanceOf(Date);
    await check();
    await writeChecked();
    expect(await lastChecked()).toEqual(first);
    await world.database.subscriptionUser.updateMany({ data: { lastCheckedAt: addSeconds(new Date(), -3601) } });
    await check();
    await writeChecked();
    expect((await lastChecked())?.getTime()).toBeGreaterThanOrEqual(first?.getTime() ?? Infinity);
  });

  it("is nothing about who has no license", async () => {
    await world.license((await world.sell("northwind", { tenantId: AURORA, status: "Suspended" })).id, ADA);
    await world.sell("northwind", { tenantId: AURORA, planId: "site" });
    await check();
    await writeChecked();
    expect(await lastChecked()).toBeNull();
    expect(await world.database.subscriptionAction.count()).toBe(0);
  });
});

describe("who may ask", () => {
  it("each publisher about its own customers, by a key for that", async () => {
    await world.sell("northwind", { tenantId: AURORA, planId: "site" });
    const theirs = await world.publish("fabrikam", "license-checks");
    expect(await check({}, theirs)).toEqual(none);
    expect((await check()).licensed).toBe(true);
    const statuses: number[] = [];
    for (const by of [await world.keyOf("northwind", "licenses:read", "licenses:write", "subscriptions:read"), `mpp_${"x".repeat(43)}`, ""]) statuses.push((await send({ tenantId: AURORA, userId: ADA }, by)).status);
    expect(statuses).toEqual([403, 401, 401]);
  });

  it("not a key that has been revoked since the last question", async () => {
    expect((await check()).reason).toBe("no-subscription");
    await world.database.apiKey.updateMany({ data: { revokedAt: new Date() } });
    expect((await send({ tenantId: AURORA, userId: ADA })).status).toBe(401);
  });

  it("twenty times as often as for other calls", async () => {
    vi.spyOn(env(), "RATE_LIMIT_API_PER_MINUTE", "get").mockReturnValue(1);
    for (let asked = 0; asked < 20; asked += 1) expect((await check()).licensed).toBe(false);
    const refused = await send({ tenantId: AURORA, userId: ADA });
    expect([refused.status, await refused.text()]).toEqual([429, expect.stringContaining("20 license checks a minute")]);
  });

  it.each([
    ["nothing", {}, "body.tenantId"],
    ["a name for an id", { tenantId: AURORA, userId: "ada@contoso.example" }, "body.userId"],
    ["no text for an offer", { tenantId: AURORA, userId: ADA, offerId: 7 }, "body.offerId"],
    ["a blank offer", { tenantId: AURORA, userId: ADA, offerId: " " }, "body.offerId"],
    ["a misspelt offer", { tenantId: AURORA, userId: ADA, offerID: "ledger" }, "offerID"],
    ["no object", [AURORA, ADA], "body"],
  ])("but not for %s", async (_, body, words) => {
    const answer = await send(body);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(words)]);
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { describeApi } from "@/app/api/v1/document";
import { ENDPOINTS } from "@/app/api/v1/endpoints";
import { GET as getOne } from "@/app/api/v1/subscriptions/[id]/route";
import { GET as getList } from "@/app/api/v1/subscriptions/route";
import { newApiKey } from "@/lib/auth/api-key";
import { API_KEY_SCOPES } from "@/lib/auth/api-key-scopes";
import { testDatabase, type TestDatabase } from "@/lib/db/testing";
import { CLIENT_ADDRESS_HEADER } from "@/lib/http/client-address";
import { env } from "@/lib/kernel/env";
import { newId } from "@/lib/kernel/ids";
import { log } from "@/lib/kernel/log";
import { apiSubscription, apiSubscriptionPage } from "@/lib/subscriptions/api";

let mine: TestDatabase;
const keys: Record<string, string> = {};
/** Microsoft's ids by name. */
const ids: Record<string, string> = {};
const AURORA = newId();
const STRANGE = "Frozen by Microsoft";

async function keyOf(publisherId: number, name: string, scopes: string): Promise<void> {
  const { key, hash, hint } = newApiKey();
  keys[name] = key;
  await mine.database.apiKey.create({ data: { publisherId, name, hash, hint, scopes, createdBy: "Priya", createdAt: new Date() } });
}

async function publish(publisher: string, offers: readonly string[]): Promise<number> {
  const { id: publisherId, technicalConfigurations } = await mine.database.publisher.create({
    data: { key: publisher, name: publisher, technicalConfigurations: { create: { tenantId: newId(), clientId: newId(), clientSecret: "sealed", updatedAt: new Date() } } },
    include: { technicalConfigurations: true },
  });
  for (const offer of offers) {
    await mine.database.offer.create({ data: { key: `${publisher}-${offer}`, offerId: offer, name: offer, publisherId, technicalConfigurationId: technicalConfigurations[0]?.id ?? 0, plans: { create: { planId: "basic", name: "Basic", perSeat: true } } } });
  }
  await keyOf(publisherId, publisher, "subscriptions:read");
  return publisherId;
}

let minute = 0;
async function store(name: string, publisherId: number, given: { offerKey?: string; more?: object } = {}): Promise<void> {
  const offer = given.offerKey === undefined ? null : await mine.database.offer.findUniqueOrThrow({ where: { key: given.offerKey } });
  const subscriptionId = newId();
  ids[name] = subscriptionId;
  await mine.database.subscription.create({
    data: { id: newId(), subscriptionId, publisherId, offerId: offer?.id ?? null, name, planId: "basic", quantity: 1, status: "Subscribed", billingCycle: "P1M", createdAt: new Date(Date.UTC(2026, 0, 1, 0, minute++)), ...given.more },
  });
}

beforeAll(async () => {
  mine = await testDatabase();
  const northwind = await publish("northwind", ["ledger", "board"]);
  const fabrikam = await publish("fabrikam", ["ledger"]);
  await keyOf(northwind, "licenses", "licenses:read licenses:write license-checks actions:read usage-events:write");
  await store("plain", northwind, { offerKey: "northwind-ledger" });
  await store("suspended", northwind, { offerKey: "northwind-ledger", more: { status: "Suspended", planId: "pro", tenantId: AURORA } });
  await store("strange", northwind, { offerKey: "northwind-board", more: { status: STRANGE, tenantId: AURORA } });
  await store("offerless", northwind, { more: { billingCycle: "" } });
  await store("whole", northwind, {
    offerKey: "northwind-board",
    more: {
      tenantId: AURORA, beneficiaryObjectId: newId(), beneficiaryEmail: "b@c.example", purchaserTenantId: newId(), purchaserObjectId: newId(), purchaserEmail: "p@c.example", contactEmail: "it@c.example",
      startDate: new Date("2026-03-01T00:00:00Z"), endDate: new Date("2027-02-28T00:00:00Z"), billingCycle: "P1Y", autoRenew: false, isFreeTrial: true, quantity: 25, perSeat: true, status: "Unsubscribed",
      allowedCustomerOperations: "Read Update", planJson: JSON.stringify({ displayName: "Board, yearly", planComponents: { recurrentBillingTerms: [{ price: 12.5, currency: "EUR", termUnit: "P1Y" }] } }),
      checkedAt: new Date("2026-03-02T01:02:03.004Z"), endedAt: new Date("2026-03-04T05:06:07Z"),
      activation: { create: { state: "accepted", requestedTenantId: AURORA, requestedObjectId: newId(), requestedName: "Mira", requestedAt: new Date("2026-03-01T02:03:04Z"), problem: "slow" } },
    },
  });
  await store("theirs", fabrikam, { offerKey: "fabrikam-ledger", more: { tenantId: AURORA } });
});
afterAll(() => mine.close());
afterEach(() => {
  globalThis.portalRateLimits = undefined;
  vi.restoreAllMocks();
});

interface Asked {
  readonly key?: string | null;
  readonly address?: string;
}

function requestOf(path: string, { key = "northwind", address = "1.2.3.4" }: Asked): Request {
  const bearer = key === null ? null : `Bearer ${keys[key] ?? key}`;
  return new Request(`http://portal.example${path}`, { headers: { [CLIENT_ADDRESS_HEADER]: address, ...(bearer === null ? {} : { authorization: bearer }) } });
}

const list = (query = "", asked: Asked = {}) => getList(requestOf(`/api/v1/subscriptions${query}`, asked), { params: Promise.resolve(undefined) });
const one = (id: string, asked: Asked = {}) => getOne(requestOf(`/api/v1/subscriptions/${id}`, asked), { params: Promise.resolve({ id }) });
const pageOf = async (query = "", asked: Asked = {}) => apiSubscriptionPage.parse(await (await list(query, asked)).json());
const namesOf = async (query = "", asked: Asked = {}) => (await pageOf(query, asked)).items.map(({ name }) => name);
const id = (name: string) => ids[name] ?? "";

/** An answer read by the published document alone. */
function asDocumented(name: "Subscription" | "SubscriptionPage" | "Problem") {
  const text = JSON.stringify(describeApi().components?.schemas).replaceAll("#/components/schemas/", "#/$defs/");
  const definitions = z.record(z.string(), z.json()).parse(JSON.parse(text));
  return z.fromJSONSchema({ $ref: `#/$defs/${name}`, $defs: definitions } as Parameters<typeof z.fromJSONSchema>[0]);
}

describe("the list", () => {
  it("is the key's publisher's alone, the newest first, not to be kept by anybody", async () => {
    expect(await namesOf()).toEqual(["whole", "offerless", "strange", "suspended", "plain"]);
    expect(await namesOf("", { key: "fabrikam" })).toEqual(["theirs"]);
    expect((await list()).headers.get("cache-control")).toBe("no-store");
  });

  it.each([
    ["?status=Suspended", ["suspended"]],
    [`?status=${encodeURIComponent(STRANGE)}`, ["strange"]],
    ["?offerId=ledger", ["suspended", "plain"]],
    ["?planId=pro", ["suspended"]],
    [`?tenantId=${AURORA.toUpperCase()}`, ["whole", "strange", "suspended"]],
    [`?tenantId=${AURORA}&offerId=board&status=Unsubscribed`, ["whole"]],
    ["?offerId=unheard-of", []],
    ["?limit=2", ["whole", "offerless"]],
    ["?limit=200", ["whole", "offerless", "strange", "suspended", "plain"]],
  ])("with %s is %s", async (query, expected) => {
    expect(await namesOf(query)).toEqual(expected);
  });

  it("finds the one that a message to the log endpoint names, and nobody else's", async () => {
    for (const [name, found] of [["plain", ["plain"]], ["theirs", []]] as const) {
      const { id: row } = await mine.database.subscription.findUniqueOrThrow({ where: { subscriptionId: id(name) } });
      expect(await namesOf(`?subscriptionInfoId=${row.toUpperCase()}`)).toEqual(found);
      if (found.length > 0) expect(await (await one(id(name))).json()).toMatchObject({ subscriptionInfoId: row });
    }
  });

  it("is gone through page by page, filters and all, without anything twice or left out", async () => {
    for (const filter of ["", `&tenantId=${AURORA}`]) {
      const seen: string[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const page: Awaited<ReturnType<typeof pageOf>> = await pageOf(`?limit=1${filter}${cursor && `&cursor=${cursor}`}`);
        expect(page.items).toHaveLength(1);
        seen.push(...page.items.map(({ name }) => name));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(await namesOf(`?limit=200${filter}`));
    }
  });

  it.each(["?limit=0", "?limit=201", "?limit=-1", "?limit=1e2", "?limit=", "?cursor=nonsense", `?cursor=${"x".repeat(501)}`, "?tenantId=aurora", "?status=", "?tenant=x", "?limit=1&limit=2", "?status=Subscribed&status=Suspended"])(
    "refuses %s",
    async (query) => {
      const answer = await list(query);
      expect(answer.status).toBe(400);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(asDocumented("Problem").parse(await answer.json())).toMatchObject({ type: "urn:problem:invalid-input", status: 400, instance: answer.headers.get("x-request-id") });
    },
  );

  it("says which parameter it does not know", async () => {
    expect(await (await list("?tenant=x")).text()).toContain("the parameter tenant is not known: there are limit, cursor, status, offerId, planId, subscriptionInfoId, tenantId");
  });
});

describe("one subscription", () => {
  it("is told as Microsoft has it, in numbers and in UTC", async () => {
    const answer = await one(id("whole").toUpperCase());
    expect([answer.status, answer.headers.get("cache-control"), answer.headers.get("content-type")]).toEqual([200, "no-store", "application/json"]);
    expect(await answer.json()).toMatchObject({
      id: id("whole"),
      offerId: "board",
      planName: "Board, yearly",
      status: "Unsubscribed",
      quantity: 25,
      beneficiary: { tenantId: AURORA, emailId: "b@c.example" },
      purchaser: { emailId: "p@c.example" },
      term: { startDate: "2026-03-01T00:00:00.000Z", endDate: "2027-02-28T00:00:00.000Z", termUnit: "P1Y" },
      prices: [{ price: 12.5, currency: "EUR", termUnit: "P1Y" }],
      allowedCustomerOperations: ["Read", "Update"],
      activation: { state: "accepted", requestedAt: "2026-03-01T02:03:04.000Z", finishedAt: null, problem: "slow" },
      checkedAt: "2026-03-02T01:02:03.004Z",
      endedAt: "2026-03-04T05:06:07.000Z",
    });
  });

  it.each([
    ["strange", { status: STRANGE }],
    ["offerless", { offerId: null, planName: "basic", perSeat: false, activation: null, prices: [], term: { startDate: null, endDate: null, termUnit: null } }],
    ["plain", { planName: "Basic", perSeat: true, allowedCustomerOperations: [], checkedAt: null }],
  ])("that is %s says what is known", async (name, expected) => {
    expect(await (await one(id(name))).json()).toMatchObject(expected);
  });

  it.each([
    ["another publisher's", () => id("theirs")],
    ["nobody's", () => newId()],
    ["no id at all", () => "all"],
    ["one with more behind it", () => `${id("whole")}'--`],
  ])("is not found where it is %s", async (_, given) => {
    const answer = await one(given());
    expect(answer.status).toBe(404);
    expect(asDocumented("Problem").parse(await answer.json())).toMatchObject({ type: "urn:problem:not-found" });
  });
});

describe("what is sent", () => {
  it("is what the published document says, of every subscription, with no field more or less", async () => {
    const page: unknown = await (await list()).json();
    expect(asDocumented("SubscriptionPage").parse(page)).toEqual(page);
    const documented = Object.keys(apiSubscription.shape).sort();
    for (const name of ["plain", "suspended", "strange", "offerless", "whole"]) {
      const sent = z.record(z.string(), z.json()).parse(await (await one(id(name))).json());
      expect(asDocumented("Subscription").parse(sent)).toEqual(sent);
      expect(Object.keys(sent).sort()).toEqual(documented);
    }
  });

  it("is not sent where it is not as described", async () => {
    const error = vi.spyOn(log, "error").mockImplementation(() => undefined);
    vi.spyOn(Date.prototype, "toISOString").mockReturnValue("yesterday");
    const answer = await one(id("plain"));
    expect([answer.status, error.mock.calls.length]).toEqual([500, 1]);
    expect(asDocumented("Problem").parse(await answer.json())).toMatchObject({ type: "urn:problem:internal" });
  });
});

describe("who may ask", () => {
  it.each([
    ["nobody", null, 401, "unauthenticated"],
    ["a key that nobody made", `mpp_${"x".repeat(43)}`, 401, "unauthenticated"],
    ["a key that may do everything else", "licenses", 403, "forbidden"],
  ])("not %s", async (_, key, status, kind) => {
    for (const answer of [await list("?limit=0", { key }), await one("all", { key })]) {
      expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([status, status === 401 ? "Bearer" : null]);
      expect(asDocumented("Problem").parse(await answer.json())).toMatchObject({ type: `urn:problem:${kind}` });
    }
  });

  it("a key by the scope that the description names, which is one that keys may have", () => {
    expect(ENDPOINTS.flatMap(({ scope }) => scope ?? []).filter((scope) => !API_KEY_SCOPES.some((known) => known === scope))).toEqual([]);
  });

  it("not a key that has used up its minute, whatever it is for; another one's is its own", async () => {
    vi.spyOn(env(), "RATE_LIMIT_API_PER_MINUTE", "get").mockReturnValue(3);
    const statuses: number[] = [];
    for (const ask of [list, () => one(id("plain")), () => one("all"), list, () => one(id("plain"))]) statuses.push((await ask()).status);
    expect(statuses).toEqual([200, 200, 404, 429, 429]);
    const refused = await list();
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(50);
    expect(asDocumented("Problem").parse(await refused.json())).toMatchObject({ type: "urn:problem:too-many-requests" });
    expect((await list("", { key: "fabrikam" })).status).toBe(200);
    for (const expected of [403, 403, 403, 429]) expect((await list("", { key: "licenses" })).status).toBe(expected);
  });

  it("tells an address that failed thirty times to stop, and lets a valid key from there pass", async () => {
    for (let each = 0; each < 30; each += 1) expect((await list("", { key: null, address: "6.6.6.6" })).status).toBe(401);
    expect((await list("", { key: null, address: "6.6.6.6" })).status).toBe(429);
    expect((await list("", { key: null, address: "7.7.7.7" })).status).toBe(401);
    expect((await list("", { address: "6.6.6.6" })).status).toBe(200);
  });
});

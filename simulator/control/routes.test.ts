import { describe, expect, test } from "vitest";
import { z } from "zod";
import { PORTAL_URL, simulatorForTests } from "../testing";

const wire = simulatorForTests();
const post = (path: string, body?: unknown) => wire().control(path, "POST", body);
const messageOf = (json: unknown): string => z.strictObject({ message: z.string().min(5) }).parse(json).message;
const everything = z.strictObject({
  publishers: z.array(
    z.object({ publisherId: z.string(), tenantId: z.guid(), clientId: z.guid(), clientSecret: z.string(), secretExpired: z.boolean(), offers: z.array(z.object({ offerId: z.string(), landingUrl: z.url(), plans: z.array(z.object({ planId: z.string() })) })) }),
  ),
  signIn: z.object({ clientId: z.guid(), clientSecret: z.string(), redirectUris: z.array(z.url()) }),
  personas: z.array(z.object({ key: z.string(), kind: z.enum(["work", "personal", "guest"]), tenantId: z.guid(), objectId: z.guid() })),
  subscriptions: z.array(z.object({ id: z.guid(), status: z.string(), planId: z.string(), quantity: z.number().nullable(), termUnit: z.string(), startDate: z.string().nullable() })),
  clock: z.strictObject({ now: z.iso.datetime(), offsetMs: z.number() }),
  settings: z.strictObject({ activationDelayMs: z.number(), pageSize: z.number() }),
  urls: z.strictObject({ entra: z.url(), marketplace: z.url(), graph: z.url() }),
});
const control = async () => everything.parse((await wire().control("")).json);
const only = async () => z.tuple([everything.shape.subscriptions.element]).parse((await control()).subscriptions)[0];

async function subscribed(order: { offerId?: string; planId: string; quantity?: number; activation?: string }): Promise<string> {
  await wire().control("/settings", "PUT", { activationDelayMs: 0 });
  const { subscriptionId } = await wire().purchase(order);
  await wire().activate(subscriptionId, { planId: order.planId });
  return subscriptionId;
}

test("GET /control tells all that a test or a set-up needs", async () => {
  const { publishers, signIn, personas, subscriptions, urls } = await control();
  expect(publishers.map(({ publisherId }) => publisherId)).toEqual(["northwind-labs", "fabrikam-apps"]);
  expect(publishers[0]?.offers.map(({ landingUrl }) => landingUrl)).toEqual([`${PORTAL_URL}/landing/ledgerlight`, `${PORTAL_URL}/landing/teamboard`]);
  expect(signIn.redirectUris).toEqual([`${PORTAL_URL}/api/auth/callback/entra`]);
  expect(new Set(personas.map(({ kind }) => kind))).toEqual(new Set(["work", "personal", "guest"]));
  expect(subscriptions).toEqual([]);
  expect(urls).toEqual({ entra: `${wire().url}/entra`, marketplace: `${wire().url}/marketplace/api`, graph: `${wire().url}/graph` });
});

describe("a purchase is refused with a message", () => {
  test.each<[string, unknown, RegExp]>([
    ["without an offer", { planId: "pro-monthly" }, /offerId/],
    ["of an unknown offer", { offerId: "nothing", planId: "pro-monthly" }, /nothing/],
    ["of an unknown plan", { offerId: "ledgerlight", planId: "nothing" }, /nothing/],
    ["by nobody", { offerId: "ledgerlight", planId: "pro-monthly", persona: "nobody" }, /nobody/],
    ["of a plan that is not sold any more", { offerId: "ledgerlight", planId: "classic-monthly" }, /Classic/],
    ["of too few seats", { offerId: "teamboard", planId: "enterprise-annual", quantity: 24 }, /25 to 5000/],
    ["of too many seats", { offerId: "teamboard", planId: "team-monthly", quantity: 51 }, /1 to 50/],
    ["of half a seat", { offerId: "teamboard", planId: "team-monthly", quantity: 1.5 }, /quantity/],
    ["with an unknown outcome", { offerId: "ledgerlight", planId: "pro-monthly", activation: "perhaps" }, /activation/],
  ])("%s", async (_, order, message) => {
    const { status, json } = await post("/purchases", order);
    expect(status).toBe(400);
    expect(messageOf(json)).toMatch(message);
    expect((await control()).subscriptions).toEqual([]);
  });

  test("for a body that is not JSON", async () => {
    const { status, json } = await wire().call("/control/purchases", { method: "POST", body: "{" });
    expect(status).toBe(400);
    expect(messageOf(json)).toContain("JSON");
  });
});

test("seats are the fewest of the plan where none are named, and none on a flat plan", async () => {
  await wire().purchase({ offerId: "teamboard", planId: "enterprise-annual" });
  await wire().purchase({ quantity: 9 });
  expect((await control()).subscriptions.map(({ quantity }) => quantity)).toEqual([25, null]);
});

describe("what happens to a subscription", () => {
  test("follows its status", async () => {
    const id = await subscribed({ planId: "pro-monthly" });
    const statuses: string[] = [];
    for (const what of ["suspend", "reinstate", "renew", "unsubscribe"]) {
      expect((await post(`/subscriptions/${id}/${what}`)).status).toBe(200);
      statuses.push((await only()).status);
    }
    expect(statuses).toEqual(["Suspended", "Subscribed", "Subscribed", "Unsubscribed"]);
    for (const what of ["suspend", "reinstate", "renew", "unsubscribe", "change-plan", "change-quantity"]) {
      const { status, json } = await post(`/subscriptions/${id}/${what}`, { planId: "basic-monthly", quantity: 2 });
      expect(status).toBe(400);
      expect(messageOf(json)).toContain("Unsubscribed");
    }
  });

  test("can end it before it began, also while it is being activated", async () => {
    await wire().control("/settings", "PUT", { activationDelayMs: 100 });
    const { subscriptionId } = await wire().purchase();
    await wire().activate(subscriptionId, { planId: "pro-monthly" });
    await post(`/subscriptions/${subscriptionId}/unsubscribe`);
    await post("/clock", { advance: "PT1S" });
    expect(await only()).toMatchObject({ status: "Unsubscribed", startDate: null });
  });

  test("changes the plan to one of the offer, with its term", async () => {
    const id = await subscribed({ planId: "pro-monthly" });
    expect((await post(`/subscriptions/${id}/change-plan`, { planId: "pro-annual" })).status).toBe(200);
    expect(await only()).toMatchObject({ planId: "pro-annual", termUnit: "P1Y", quantity: null });
    for (const body of [{}, { planId: "team-monthly" }]) expect(messageOf((await post(`/subscriptions/${id}/change-plan`, body)).json)).toMatch(/plan/);
  });

  test("changes seats within the limits of the plan, and keeps them when the plan changes", async () => {
    const id = await subscribed({ offerId: "teamboard", planId: "team-monthly", quantity: 30 });
    expect((await post(`/subscriptions/${id}/change-quantity`, { quantity: 40 })).status).toBe(200);
    expect((await post(`/subscriptions/${id}/change-plan`, { planId: "enterprise-annual" })).status).toBe(200);
    expect(await only()).toMatchObject({ planId: "enterprise-annual", quantity: 40 });
    for (const body of [{}, { quantity: 0 }, { quantity: 24 }, { quantity: 5001 }]) expect((await post(`/subscriptions/${id}/change-quantity`, body)).status).toBe(400);
    const flat = await subscribed({ planId: "pro-monthly" });
    expect(messageOf((await post(`/subscriptions/${flat}/change-quantity`, { quantity: 3 })).json)).toContain("seat");
  });

  test("is refused for what nobody knows", async () => {
    const { subscriptionId } = await wire().purchase();
    expect(messageOf((await post(`/subscriptions/${subscriptionId}/frobnicate`)).json)).toContain("frobnicate");
    expect(messageOf((await post("/subscriptions/fb494e49-67ca-4673-658b-01f8c56393ec/suspend")).json)).toContain("subscription");
  });
});

describe("the clock", () => {
  test("moves on and adds up", async () => {
    const { clock } = await control();
    await post("/clock", { advance: "P1D" });
    const { json } = await post("/clock", { advance: "PT12H" });
    expect(Date.parse(z.strictObject({ now: z.iso.datetime() }).parse(json).now) - Date.parse(clock.now)).toBeGreaterThanOrEqual(36 * 3600_000);
    expect((await control()).clock.offsetMs).toBe(36 * 3600_000);
  });

  test.each([{}, { advance: 3 }, { advance: "tomorrow" }, { advance: "-P1D" }, { advance: "P99999999999D" }])("stays where it is for %j", async (body) => {
    const { status, json } = await post("/clock", body);
    expect(status).toBe(400);
    expect(messageOf(json)).toMatch(/advance|duration/);
    expect((await control()).clock.offsetMs).toBe(0);
  });
});

test("settings change one by one, and refuse nonsense", async () => {
  expect((await wire().control("/settings", "PUT", { pageSize: 3 })).json).toEqual({ activationDelayMs: 2000, pageSize: 3 });
  for (const body of [{ pageSize: 0 }, { activationDelayMs: -1 }, { pageSize: "many" }]) expect((await wire().control("/settings", "PUT", body)).status).toBe(400);
  expect((await control()).settings).toEqual({ activationDelayMs: 2000, pageSize: 3 });
});

describe("a further publisher", () => {
  const given = {
    publisherId: "harbor-tools",
    name: "Harbor Tools",
    offers: [{ offerId: "crane", name: "Crane", landingUrl: "https://isv.example/land?lang=en", plans: [{ planId: "one", displayName: "One" }, { planId: "seats", displayName: "Seats", isPricePerSeat: true, price: 3, termUnit: "P3Y" }] }],
  };

  test("has an application of its own and sells", async () => {
    const { status, json } = await post("/publishers", given);
    expect(status).toBe(201);
    const made = z.object({ tenantId: z.guid(), clientId: z.guid(), clientSecret: z.string() }).parse(json);
    const { subscriptionId, token, landingUrl } = await wire().purchase({ offerId: "crane", planId: "seats", quantity: 4 });
    expect(new URL(landingUrl).searchParams.get("lang")).toBe("en");
    expect(new URL(landingUrl).searchParams.get("token")).toBe(token);
    expect((await wire().resolve(token, made)).json).toMatchObject({ id: subscriptionId, quantity: 4, subscription: { publisherId: "harbor-tools", term: { termUnit: "P3Y" } } });
    expect((await wire().resolve(token)).status).toBe(403);
  });

  test.each<[string, unknown, RegExp]>([
    ["the id of another one", { ...given, publisherId: "northwind-labs" }, /publisher/],
    ["the offer of another one", { ...given, offers: [{ ...given.offers[0], offerId: "ledgerlight" }] }, /ledgerlight/],
    ["an offer twice", { ...given, offers: [given.offers[0], given.offers[0]] }, /same id/],
    ["no plan", { ...given, offers: [{ ...given.offers[0], plans: [] }] }, /plans/],
    ["a landing page that is no address", { ...given, offers: [{ ...given.offers[0], landingUrl: "landing" }] }, /landingUrl/],
    ["a term that is not sold", { ...given, offers: [{ ...given.offers[0], plans: [{ planId: "one", displayName: "One", termUnit: "P1W" }] }] }, /termUnit/],
  ])("is refused with %s", async (_, body, message) => {
    const { status, json } = await post("/publishers", body);
    expect(status).toBe(400);
    expect(messageOf(json)).toMatch(message);
  });

  test("that does not exist cannot be changed", async () => {
    expect((await wire().control("/publishers/nobody", "PUT", { secretExpired: true })).status).toBe(400);
    expect((await wire().control("/publishers/northwind-labs", "PUT", { secretExpired: "yes" })).status).toBe(400);
  });
});

test("a reset leaves nothing but the keys", async () => {
  const keys = (await wire().call("/entra/common/discovery/v2.0/keys")).json;
  const { token } = await wire().purchase();
  await post("/publishers", { publisherId: "other", name: "Other", offers: [] });
  await post("/clock", { advance: "P1M" });
  await wire().control("/settings", "PUT", { pageSize: 1 });
  await wire().control("/publishers/northwind-labs", "PUT", { secretExpired: true });
  expect(await post("/reset")).toMatchObject({ status: 204, text: "" });
  const { publishers, subscriptions, clock, settings } = await control();
  expect(publishers).toHaveLength(2);
  expect(publishers[0]).toMatchObject({ secretExpired: false });
  expect({ subscriptions, offsetMs: clock.offsetMs, settings }).toEqual({ subscriptions: [], offsetMs: 0, settings: { activationDelayMs: 2000, pageSize: 100 } });
  expect((await wire().resolve(token)).status).toBe(400);
  expect((await wire().call("/entra/common/discovery/v2.0/keys")).json).toEqual(keys);
});

describe("the log of requests", () => {
  const seenSchema = z.strictObject({
    number: z.number(),
    at: z.iso.datetime(),
    method: z.string(),
    path: z.string(),
    requestId: z.string().nullable(),
    correlationId: z.string().nullable(),
    authorized: z.boolean(),
    body: z.string(),
    status: z.number().nullable(),
  });
  const log = async (query = "") => z.strictObject({ requests: z.array(seenSchema) }).parse((await wire().control(`/requests${query}`)).json).requests;

  test("has the calls to Microsoft, numbered, with ids and outcome", async () => {
    await wire().publisherToken();
    const [last] = (await log()).slice(-1);
    const { subscriptionId } = await wire().purchase();
    await wire().api(`/${subscriptionId}`, { headers: { "x-ms-requestid": "request-1", "x-ms-correlationid": "correlation-1" } });
    await wire().activate(subscriptionId, { planId: "wrong" });
    const seen = await log(`?since=${last?.number ?? 0}`);
    expect(seen).toMatchObject([
      { method: "GET", path: `/marketplace/api/saas/subscriptions/${subscriptionId}`, requestId: "request-1", correlationId: "correlation-1", authorized: true, status: 200 },
      { method: "POST", path: `/marketplace/api/saas/subscriptions/${subscriptionId}/activate`, body: '{"planId":"wrong"}', status: 400 },
    ]);
    expect((seen[1]?.number ?? 0) - (seen[0]?.number ?? 0)).toBe(1);
  });

  test("keeps no token, code or secret", async () => {
    const { token } = await wire().purchase();
    await wire().resolve(token);
    await wire().form("/entra/common/oauth2/v2.0/token", { grant_type: "authorization_code", code: "secret-code", client_secret: "secret-secret" });
    await wire().call("/entra/common/oauth2/v2.0/token?code=secret-code", { method: "POST", headers: { "content-type": "application/json" }, body: '{"client_secret":"secret-secret"}' });
    const { text } = await wire().control("/requests");
    for (const secret of [token, encodeURIComponent(token), await wire().publisherToken(), "secret-code", "secret-secret"]) expect(text).not.toContain(secret);
    expect(await log()).not.toHaveLength(0);
  });

  test("has no status for a call that was dropped", async () => {
    await wire().publisherToken();
    await wire().control("/faults", "PUT", { faults: [{ kind: "drop", times: 1 }] });
    await expect(wire().api("")).rejects.toThrow();
    expect((await log()).at(-1)).toMatchObject({ status: null });
  });

  test("is emptied by a reset, and counts on", async () => {
    await wire().api("");
    const [before] = (await log()).slice(-1);
    await post("/reset");
    expect(await log()).toEqual([]);
    await wire().api("");
    expect((await log())[0]?.number).toBeGreaterThan(before?.number ?? 0);
  });

  test("asks for a number after since", async () => {
    expect(messageOf((await wire().control("/requests?since=yesterday")).json)).toContain("since");
  });
});

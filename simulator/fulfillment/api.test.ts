import { describe, expect, test } from "vitest";
import { z } from "zod";
import { FABRIKAM, NORTHWIND, simulatorForTests, type Wire } from "../testing";

const wire = simulatorForTests();

const unknownId = "fb494e49-67ca-4673-658b-01f8c56393ec";
const errorSchema = z.object({ code: z.string(), message: z.string().min(5) });
const statusSchema = z.object({ saasSubscriptionStatus: z.string(), term: z.object({ startDate: z.string().optional(), endDate: z.string().optional() }), planId: z.string() });
const listSchema = z.strictObject({ subscriptions: z.array(z.object({ id: z.string() })), "@nextLink": z.url().optional() });
const basic = { planId: "pro-monthly" };

const settings = (values: object) => wire().control("/settings", "PUT", values);
const get = async (id: string) => statusSchema.parse((await wire().api(`/${id}`)).json);

async function activated(order: Record<string, unknown> = {}): Promise<string> {
  await settings({ activationDelayMs: 0 });
  const { subscriptionId } = await wire().purchase(order);
  const { planId } = await get(subscriptionId);
  expect((await wire().activate(subscriptionId, { planId })).status).toBe(200);
  return subscriptionId;
}

describe("every call", () => {
  test.each([
    ["", "ApiVersionUnspecified"],
    ["?api-version=2017-04-15", "UnsupportedApiVersion"],
  ])("says with capitalised keys what is wrong with the api-version %j", async (query, code) => {
    const { status, json } = await wire().call(`/marketplace/api/saas/subscriptions${query}`);
    expect(status).toBe(400);
    expect(z.strictObject({ Error: z.strictObject({ Code: z.literal(code), Message: z.string() }) }).safeParse(json).success).toBe(true);
  });

  test.each([
    ["none", undefined],
    ["junk", "Bearer junk"],
    ["another scheme", "Basic Zm9vOmJhcg=="],
  ])("refuses a publisher token that is %s", async (_, authorization) => {
    const { status, json } = await wire().call("/marketplace/api/saas/subscriptions?api-version=2018-08-31", { headers: authorization === undefined ? {} : { authorization } });
    expect(status).toBe(403);
    expect(errorSchema.parse(json).code).toBe("Forbidden");
  });

  test("sends the ids back that it was given, and makes them where there are none", async () => {
    const ids = { "x-ms-requestid": "b1d39ad0-6a0c-44a4-9c1f-3b7e88b1f101", "x-ms-correlationid": "b1d39ad0-6a0c-44a4-9c1f-3b7e88b1f102" };
    const echoed = (await wire().api("", { headers: ids })).headers;
    const made = (await wire().api("")).headers;
    for (const name of ["x-ms-requestid", "x-ms-correlationid"] as const) {
      expect(echoed.get(name)).toBe(ids[name]);
      expect(z.guid().safeParse(made.get(name)).success).toBe(true);
    }
  });

  test("answers 404 in JSON to an address that it does not know", async () => {
    const { status, json } = await wire().api("/a/b/c/d");
    expect(status).toBe(404);
    expect(errorSchema.safeParse(json).success).toBe(true);
  });
});

describe("somebody else's subscription", () => {
  test.each<[string, (w: Wire, id: string, token: string) => ReturnType<Wire["api"]>]>([
    ["resolve", (w, _, token) => w.resolve(token, FABRIKAM)],
    ["get", (w, id) => w.api(`/${id}`, { as: FABRIKAM })],
    ["activate", (w, id) => w.activate(id, basic, FABRIKAM)],
    ["list plans", (w, id) => w.api(`/${id}/listAvailablePlans`, { as: FABRIKAM })],
  ])("is forbidden: %s", async (_, call) => {
    const { subscriptionId, token } = await wire().purchase();
    const { status, json } = await call(wire(), subscriptionId, token);
    expect(status).toBe(403);
    expect(errorSchema.parse(json).code).toBe("Forbidden");
  });

  test("is not in the list", async () => {
    await wire().purchase();
    expect(await wire().api("", { as: FABRIKAM })).toMatchObject({ status: 200, text: "" });
  });
});

describe("activate", () => {
  test("answers 200 without a body and takes effect later", async () => {
    await settings({ activationDelayMs: 300 });
    const { subscriptionId } = await wire().purchase();
    expect(await wire().activate(subscriptionId, basic)).toMatchObject({ status: 200, text: "" });
    expect((await get(subscriptionId)).saasSubscriptionStatus).toBe("PendingFulfillmentStart");
    expect((await wire().activate(subscriptionId, basic)).status).toBe(200);
    await expect.poll(async () => (await get(subscriptionId)).saasSubscriptionStatus, { timeout: 5000 }).toBe("Subscribed");
  });

  test("fails late for a purchase that was told to", async () => {
    const id = await activated({ activation: "fails-late" });
    expect(await get(id)).toMatchObject({ saasSubscriptionStatus: "Unsubscribed", term: {} });
    expect((await wire().activate(id, basic)).status).toBe(404);
  });

  test.each([
    ["no body", undefined],
    ["no plan", {}],
    ["another plan", { planId: "basic-monthly" }],
    ["a quantity on a flat plan", { planId: "pro-monthly", quantity: 3 }],
    ["a quantity that is none", { planId: "pro-monthly", quantity: "many" }],
  ])("refuses %s", async (_, body) => {
    const { subscriptionId } = await wire().purchase();
    const { status, json } = await wire().activate(subscriptionId, body);
    expect(status).toBe(400);
    expect(errorSchema.safeParse(json).success).toBe(true);
  });

  test("takes the quantity that was bought and no other", async () => {
    const { subscriptionId } = await wire().purchase({ offerId: "teamboard", planId: "team-monthly", quantity: 7 });
    expect((await wire().activate(subscriptionId, { planId: "team-monthly", quantity: 8 })).status).toBe(400);
    expect((await wire().activate(subscriptionId, { planId: "team-monthly", quantity: 7 })).status).toBe(200);
  });

  test("is refused for what is subscribed or suspended, not found for what is over or unknown", async () => {
    const id = await activated();
    expect((await get(id)).saasSubscriptionStatus).toBe("Subscribed");
    expect((await wire().activate(id, basic)).status).toBe(400);
    await wire().control(`/subscriptions/${id}/suspend`, "POST");
    expect((await wire().activate(id, basic)).status).toBe(400);
    await wire().control(`/subscriptions/${id}/unsubscribe`, "POST");
    expect((await wire().activate(id, basic)).status).toBe(404);
    expect((await wire().activate(unknownId, basic)).status).toBe(404);
  });
});

describe("list", () => {
  test("has an empty body while there is nothing", async () => {
    expect(await wire().api("")).toMatchObject({ status: 200, text: "" });
  });

  test("goes on behind a link to another host, whose token is URL-encoded JSON", async () => {
    await settings({ pageSize: 2 });
    const bought: string[] = [];
    for (let count = 0; count < 5; count += 1) bought.push((await wire().purchase()).subscriptionId);
    const seen: string[] = [];
    const sizes: number[] = [];
    for (let query = ""; ; ) {
      const page = listSchema.parse((await wire().api(`/${query}`)).json);
      sizes.push(page.subscriptions.length);
      seen.push(...page.subscriptions.map(({ id }) => id));
      const link = page["@nextLink"];
      if (link === undefined) break;
      const { host, searchParams } = new URL(link);
      expect(host).not.toBe(new URL(wire().url).host);
      expect(searchParams.get("api-version")).toBe("2018-08-31");
      expect(link).toMatch(/continuationToken=%5b%7b[^&]*%7d%5d&/i);
      expect(z.array(z.unknown()).safeParse(JSON.parse(searchParams.get("continuationToken") ?? "")).success).toBe(true);
      // As it stands in the link, because a second encoding is what a client may get wrong.
      query = `?${/continuationToken=[^&]*/.exec(link)?.[0] ?? ""}`;
    }
    expect(sizes).toEqual([2, 2, 1]);
    expect(seen).toEqual(bought);
  });

  test.each(["junk", "%5B%7B%22token%22%3A1%7D%5D", "%255B%255D", encodeURIComponent('[{"range":{"min":"-3"}}]')])("refuses the continuation token %s", async (token) => {
    await wire().purchase();
    expect((await wire().api(`/?continuationToken=${token}`)).status).toBe(400);
  });

  test("keeps what is over", async () => {
    const { subscriptionId } = await wire().purchase();
    await wire().control(`/subscriptions/${subscriptionId}/unsubscribe`, "POST");
    const { json } = await wire().api("");
    expect(z.object({ subscriptions: z.array(statusSchema) }).parse(json).subscriptions.map((each) => each.saasSubscriptionStatus)).toEqual(["Unsubscribed"]);
  });
});

test("get finds an id however its letters are written, and says when there is none", async () => {
  const { subscriptionId } = await wire().purchase();
  expect((await wire().api(`/${subscriptionId.toUpperCase()}`)).status).toBe(200);
  const { status, json } = await wire().api(`/${unknownId}`);
  expect(status).toBe(404);
  expect(errorSchema.parse(json).code).toBe("EntityNotFound");
});

describe("list available plans", () => {
  const plansSchema = z.object({ plans: z.array(z.object({ planId: z.string() })) });
  const plans = async (id: string, query = ""): Promise<string[]> => plansSchema.parse((await wire().api(`/${id}/listAvailablePlans${query}`, { as: NORTHWIND })).json).plans.map(({ planId }) => planId);

  test("has the plans of the offer, also of one in preview, and filters by plan", async () => {
    for (const preview of [false, true]) {
      const { subscriptionId } = await wire().purchase({ preview });
      expect(await plans(subscriptionId)).toEqual(["basic-monthly", "pro-monthly", "pro-annual", "classic-monthly"]);
      expect(await plans(subscriptionId, "?planId=pro-annual")).toEqual(["pro-annual"]);
      expect(await plans(subscriptionId, "?planId=nothing")).toEqual([]);
    }
  });

  test("is not found for an unknown subscription and forbidden for one that is over", async () => {
    const { subscriptionId } = await wire().purchase();
    await wire().control(`/subscriptions/${subscriptionId}/unsubscribe`, "POST");
    expect((await wire().api(`/${subscriptionId}/listAvailablePlans`)).status).toBe(403);
    expect((await wire().api(`/${unknownId}/listAvailablePlans`)).status).toBe(404);
  });
});

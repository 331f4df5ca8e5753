import { createRemoteJWKSet, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { NORTHWIND } from "../testing";
import { webhooksForTests } from "./testing";

const { endpoint, marketplace } = webhooksForTests();
const seats = { offerId: "teamboard", planId: "team-monthly", quantity: 12 };

/** Everything that a reader of Microsoft's description knows of a call, and no more. */
async function verify(authorization: string | null, version: "v1" | "v2") {
  const { url } = marketplace().wire;
  const place = version === "v1" ? "" : "/v2.0";
  const metadata = z.object({ issuer: z.string(), jwks_uri: z.url() }).parse((await marketplace().wire.call(`/entra/${NORTHWIND.tenantId}${place}/.well-known/openid-configuration`)).json);
  expect(metadata.jwks_uri).toBe(`${url}/entra/${NORTHWIND.tenantId}/discovery${place}/keys`);
  return jwtVerify(/^Bearer (.+)$/.exec(authorization ?? "")?.[1] ?? "", createRemoteJWKSet(new URL(metadata.jwks_uri)), { issuer: metadata.issuer, audience: NORTHWIND.clientId, algorithms: ["RS256"] });
}

test("a change of plan is asked for with the old plan inside, and takes effect after ten seconds of silence", async () => {
  const id = await marketplace().subscribed();
  const operationId = await marketplace().does(id, "change-plan", { planId: "pro-annual" });
  await marketplace().settle();
  const [body] = endpoint().bodies();
  expect(body).toMatchObject({ id: operationId, subscriptionId: id, action: "ChangePlan", status: "InProgress", offerId: "ledgerlight", publisherId: "northwind-labs", planId: "pro-annual", operationRequestSource: "Azure", purchaseToken: null, subscription: { id, planId: "pro-monthly", saasSubscriptionStatus: "Subscribed" } });
  expect(body?.timeStamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/);
  expect(endpoint().received[0]?.path).toBe("/ledgerlight");
  expect(await marketplace().statusOf(id, operationId)).toBe("InProgress");
  expect((await marketplace().subscription(id)).planId).toBe("pro-monthly");
  await marketplace().advance("PT5S");
  expect(await marketplace().statusOf(id, operationId)).toBe("InProgress");
  await marketplace().advance("PT5S");
  expect(await marketplace().statusOf(id, operationId)).toBe("Succeeded");
  expect((await marketplace().subscription(id)).planId).toBe("pro-annual");
  expect(endpoint().received).toHaveLength(1);
});

describe("the token", () => {
  test("of v1 names the caller in appid, that of v2 in azp; both are good by the published keys", async () => {
    const id = await marketplace().subscribed();
    await marketplace().does(id, "suspend");
    await marketplace().settle();
    const v1 = await verify(endpoint().received[0]?.authorization ?? null, "v1");
    expect(v1.payload).toMatchObject({ ver: "1.0", tid: NORTHWIND.tenantId, appid: "20e940b3-4c77-4b0b-9a53-9e16a1b010a7" });
    expect(v1.payload.azp).toBeUndefined();
    await marketplace().wire.control("/webhooks/publishers/northwind-labs", "PUT", { token: "v2" });
    await marketplace().does(id, "unsubscribe");
    await marketplace().settle();
    const v2 = await verify(endpoint().received[1]?.authorization ?? null, "v2");
    expect(v2.payload).toMatchObject({ ver: "2.0", tid: NORTHWIND.tenantId, azp: "20e940b3-4c77-4b0b-9a53-9e16a1b010a7" });
    expect(v2.payload.appid).toBeUndefined();
    expect(Object.keys(v2.payload)).toEqual(expect.arrayContaining(["aud", "iss", "iat", "exp", "aio", "azp", "azpacr", "oid", "rh", "sub", "tid", "uti", "ver"]));
  });

  test("is told of in the log and not kept", async () => {
    const id = await marketplace().subscribed();
    await marketplace().does(id, "suspend");
    await marketplace().settle();
    const { text } = await marketplace().wire.control("/webhooks");
    expect(text).not.toContain(endpoint().received[0]?.authorization?.split(".")[2]);
    expect(await marketplace().calls()).toMatchObject([{ action: "Suspend", attempt: 1, faults: [], token: { header: { alg: "RS256" }, claims: { aud: NORTHWIND.clientId } }, answer: { status: 200, body: "said so" }, error: null, verdict: "accepted" }]);
  });
});

describe("what the publisher is only told of has happened already", () => {
  test.each<[string, string, string]>([
    ["suspend", "Suspend", "Suspended"],
    ["renew", "Renew", "Subscribed"],
    ["unsubscribe", "Unsubscribe", "Unsubscribed"],
  ])("%s", async (what, action, status) => {
    const id = await marketplace().subscribed(seats);
    const before = await marketplace().subscription(id);
    const operationId = await marketplace().does(id, what);
    await marketplace().settle();
    const [body] = endpoint().bodies();
    expect(body).toMatchObject({ id: operationId, action, status: "Succeeded", quantity: 12, subscription: { saasSubscriptionStatus: status, quantity: 12 } });
    const after = await marketplace().subscription(id);
    expect(after.status).toBe(status);
    if (what === "renew") {
      expect(body).toMatchObject({ subscription: { term: { startDate: after.startDate, endDate: after.endDate } } });
      expect(Date.parse(after.startDate ?? "")).toBe(Date.parse(before.endDate ?? "") + 86_400_000);
    }
  });

  test("and a refusal changes nothing about it", async () => {
    endpoint().answer = () => 400;
    const id = await marketplace().subscribed();
    await marketplace().does(id, "suspend");
    await marketplace().settle();
    expect((await marketplace().subscription(id)).status).toBe("Suspended");
    expect(await marketplace().calls()).toMatchObject([{ verdict: "refused" }]);
  });
});

test("an activation that took effect is told as Subscribe, one that failed as Unsubscribe, and neither is a purchase cancelled before", async () => {
  await marketplace().wire.control("/settings", "PUT", { activationDelayMs: 100 });
  const [works, fails, cancelled] = [await marketplace().wire.purchase(), await marketplace().wire.purchase({ activation: "fails-late" }), await marketplace().wire.purchase()];
  for (const { subscriptionId } of [works, fails]) await marketplace().wire.activate(subscriptionId, { planId: "pro-monthly" });
  await marketplace().does(cancelled.subscriptionId, "unsubscribe");
  await marketplace().advance("PT1S");
  expect(endpoint().bodies().map(({ subscriptionId, action, subscription }) => [subscriptionId, action, subscription.saasSubscriptionStatus])).toEqual([
    [works.subscriptionId, "Subscribe", "Subscribed"],
    [fails.subscriptionId, "Unsubscribe", "Unsubscribed"],
  ]);
});

describe("where Subscribe is called about at the purchase", () => {
  test("nothing runs yet, and the activation is not told of", async () => {
    await marketplace().wire.control("/settings", "PUT", { activationDelayMs: 0 });
    await marketplace().settings({ subscribe: "at-purchase" });
    const { subscriptionId } = await marketplace().wire.purchase(seats);
    await marketplace().settle();
    const [body] = endpoint().bodies();
    expect(body).toMatchObject({ subscriptionId, action: "Subscribe", status: "Succeeded", planId: "team-monthly", quantity: 12, operationRequestSource: "Azure", subscription: { saasSubscriptionStatus: "PendingFulfillmentStart" } });
    expect(await marketplace().statusOf(subscriptionId, body?.id ?? "")).toBe("Succeeded");
    expect((await marketplace().wire.activate(subscriptionId, { planId: "team-monthly" })).status).toBe(200);
    await marketplace().settle();
    expect((await marketplace().subscription(subscriptionId)).status).toBe("Subscribed");
    expect(endpoint().received).toHaveLength(1);
  });

  test("an activation that failed is told of all the same", async () => {
    await marketplace().wire.control("/settings", "PUT", { activationDelayMs: 0 });
    await marketplace().settings({ subscribe: "at-purchase" });
    const { subscriptionId } = await marketplace().wire.purchase({ activation: "fails-late" });
    await marketplace().wire.activate(subscriptionId, { planId: "pro-monthly" });
    await marketplace().settle();
    expect(endpoint().actions()).toEqual(["Subscribe", "Unsubscribe"]);
  });

  test("a refusal changes nothing, and without an address nobody is called", async () => {
    endpoint().answer = () => 400;
    await marketplace().settings({ subscribe: "at-purchase" });
    const told = await marketplace().wire.purchase();
    await marketplace().settle();
    expect(await marketplace().calls()).toMatchObject([{ action: "Subscribe", verdict: "refused" }]);
    expect((await marketplace().subscription(told.subscriptionId)).status).toBe("PendingFulfillmentStart");
    await marketplace().url("ledgerlight", null);
    await marketplace().wire.purchase();
    expect(await marketplace().settle()).toBe(0);
    expect(endpoint().received).toHaveLength(1);
  });
});

test("without an address nobody is called, and a change takes effect at once", async () => {
  await marketplace().url("ledgerlight", null);
  const id = await marketplace().subscribed();
  const operationId = await marketplace().does(id, "change-plan", { planId: "basic-monthly" });
  expect(await marketplace().statusOf(id, operationId)).toBe("Succeeded");
  expect((await marketplace().subscription(id)).planId).toBe("basic-monthly");
  expect(await marketplace().settle()).toBe(0);
  expect(await marketplace().calls()).toEqual([]);
});

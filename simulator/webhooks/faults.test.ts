import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { FABRIKAM, NORTHWIND } from "../testing";
import { BODY_KINDS } from "./bodies";
import { webhooksForTests } from "./testing";
import { TOKEN_KINDS } from "./token";

const { endpoint, marketplace } = webhooksForTests();
const MICROSOFT = "20e940b3-4c77-4b0b-9a53-9e16a1b010a7";
const bearer = (index = 0): string => /^Bearer (.+)$/.exec(endpoint().received[index]?.authorization ?? "")?.[1] ?? "";

/** What a careful publisher checks, written down once more. */
async function isFromMicrosoft(authorization: string | null, version: "v1" | "v2"): Promise<boolean> {
  const { url } = marketplace().wire;
  const issuer = version === "v1" ? `${url}/sts/${NORTHWIND.tenantId}/` : `${url}/entra/${NORTHWIND.tenantId}/v2.0`;
  const keys = createRemoteJWKSet(new URL(`${url}/entra/${NORTHWIND.tenantId}/discovery/${version === "v1" ? "" : "v2.0/"}keys`));
  try {
    const { payload } = await jwtVerify(/^Bearer (.+)$/.exec(authorization ?? "")?.[1] ?? "", keys, { issuer, audience: NORTHWIND.clientId, algorithms: ["RS256"] });
    return payload.tid === NORTHWIND.tenantId && (version === "v1" ? payload.appid : payload.azp) === MICROSOFT;
  } catch {
    return false;
  }
}

describe("a token", () => {
  test.each(TOKEN_KINDS.flatMap((kind) => (["v1", "v2"] as const).map((version) => [kind, version] as const)))("that is %s in %s is known for what it is", async (kind, version) => {
    await marketplace().wire.control("/webhooks/publishers/northwind-labs", "PUT", { token: version });
    await marketplace().faults({ token: kind, times: 1 });
    const id = await marketplace().subscribed();
    await marketplace().does(id, "suspend");
    await marketplace().settle();
    const { authorization } = endpoint().received[0] ?? { authorization: null };
    expect(await isFromMicrosoft(authorization, version)).toBe(kind === "valid");
    expect(authorization === null).toBe(kind === "no-token");
    expect((await marketplace().calls())[0]?.faults).toEqual(kind === "valid" ? [] : [kind]);
  });

  const sent = async (token: string) => {
    await marketplace().faults({ token });
    await marketplace().does(await marketplace().subscribed(), "suspend");
    await marketplace().settle();
    return { header: decodeProtectedHeader(bearer()), claims: decodeJwt(bearer()) };
  };

  test("has one fault, and is right in all the rest", async () => {
    const now = Date.now() / 1000;
    expect((await sent("expired")).claims.exp).toBeLessThan(now - 600);
    endpoint().received = [];
    expect((await sent("not-yet-valid")).claims.nbf).toBeGreaterThan(now + 600);
    endpoint().received = [];
    const { url } = marketplace().wire;
    expect((await sent("other-tenant")).claims).toMatchObject({ tid: FABRIKAM.tenantId, iss: `${url}/sts/${FABRIKAM.tenantId}/`, aud: NORTHWIND.clientId, appid: MICROSOFT });
    endpoint().received = [];
    expect((await sent("wrong-tenant")).claims).toMatchObject({ iss: `${url}/sts/${NORTHWIND.tenantId}/`, aud: NORTHWIND.clientId, appid: MICROSOFT });
    endpoint().received = [];
    expect((await sent("hs256-public-key")).header).toMatchObject({ alg: "HS256" });
    endpoint().received = [];
    expect((await sent("alg-none")).header).toMatchObject({ alg: "none" });
    expect(bearer().endsWith(".")).toBe(true);
  });

  test("of another key carries the id of the true one, and of an unknown one its own", async () => {
    const { kid } = (await sent("valid")).header;
    endpoint().received = [];
    expect((await sent("wrong-key")).header.kid).toBe(kid);
    endpoint().received = [];
    expect((await sent("unknown-kid")).header.kid).not.toBe(kid);
  });
});

test("a forgery comes before the true call, and its answer does nothing", async () => {
  await marketplace().faults({ token: "wrong-key", body: "forged", isExtra: true });
  endpoint().answer = (_, { planId }) => (planId === "forged-plan" ? 401 : 200);
  const id = await marketplace().subscribed();
  const operationId = await marketplace().does(id, "change-plan", { planId: "basic-monthly" });
  await marketplace().settle();
  const [forged, truth] = endpoint().bodies();
  expect(forged).toMatchObject({ action: "Unsubscribe", status: "Succeeded", subscriptionId: id, quantity: 999_999 });
  expect(truth).toMatchObject({ id: operationId, action: "ChangePlan" });
  expect((await marketplace().calls()).map(({ verdict }) => verdict)).toEqual(["ignored", "accepted"]);
  await marketplace().advance("PT10S");
  expect(await marketplace().subscription(id)).toMatchObject({ status: "Subscribed", planId: "basic-monthly" });
});

test("the true call with a bad token has the consequences of its answer", async () => {
  await marketplace().faults({ token: "wrong-key", times: 1 });
  endpoint().answer = async ({ authorization }) => ((await isFromMicrosoft(authorization, "v1")) ? 200 : 401);
  const id = await marketplace().subscribed();
  const operationId = await marketplace().does(id, "change-plan", { planId: "basic-monthly" });
  await marketplace().settle();
  expect(await marketplace().statusOf(id, operationId)).toBe("Failed");
});

describe("a body", () => {
  test.each(BODY_KINDS)("that is %s is about the same subscription", async (kind) => {
    await marketplace().faults({ body: kind });
    const id = await marketplace().subscribed();
    await marketplace().does(id, "suspend");
    await marketplace().settle();
    expect(JSON.parse(endpoint().received[0]?.text ?? "")).toMatchObject({ subscriptionId: id });
  });

  const first = async (kind: string, what = "unsubscribe"): Promise<unknown> => {
    await marketplace().faults({ body: kind });
    await marketplace().does(await marketplace().subscribed(), what);
    await marketplace().settle();
    return JSON.parse(endpoint().received[0]?.text ?? "");
  };

  test("of former times has six fields", async () => {
    expect(Object.keys((await first("minimal")) ?? {}).toSorted()).toEqual(["action", "activityId", "id", "operationRequestSource", "subscriptionId", "timeStamp"]);
  });

  test("may be of empty strings, seats included", async () => {
    const body = await first("empty-strings");
    expect(body).toMatchObject({ action: "Unsubscribe", offerId: "", planId: "", publisherId: "", quantity: "", status: "" });
    expect(body).not.toHaveProperty("operationRequestSource");
  });

  test("may name no source, know a quarter of the subscription, or an action that nobody knows", async () => {
    expect(await first("no-source")).not.toHaveProperty("operationRequestSource");
    endpoint().received = [];
    expect(Object.keys((await first("partial-subscription", "renew")) ?? {})).toContain("subscription");
    expect(endpoint().received[0]?.text).toContain('"subscription":{"id"');
    endpoint().received = [];
    expect(await first("unknown-action")).toMatchObject({ action: "Relocate" });
  });
});

describe("a call may come", () => {
  test("several times at once, and only one answer counts", async () => {
    await marketplace().faults({ way: "duplicate", copies: 3 });
    let count = 0;
    endpoint().answer = () => (++count === 1 ? 200 : 400);
    const id = await marketplace().subscribed();
    await marketplace().does(id, "suspend");
    await marketplace().settle();
    expect(new Set(endpoint().received.map(({ text }) => text)).size).toBe(1);
    expect((await marketplace().calls()).map(({ verdict }) => verdict).toSorted().join()).toMatch(/^(accepted|ignored,ignored,ignored,refused|accepted,ignored,ignored,ignored)$/);
    expect(endpoint().received).toHaveLength(4);
  });

  test("never, though Microsoft thinks so", async () => {
    await marketplace().faults({ way: "lost", times: 1 });
    const id = await marketplace().subscribed();
    const operationId = await marketplace().does(id, "change-plan", { planId: "basic-monthly" });
    expect(await marketplace().settle()).toBe(0);
    await marketplace().advance("PT10S");
    expect(await marketplace().statusOf(id, operationId)).toBe("Succeeded");
    expect(endpoint().received).toEqual([]);
    expect(await marketplace().calls()).toMatchObject([{ verdict: "lost", answer: null }]);
  });

  test("again, because its answer was lost", async () => {
    await marketplace().faults({ way: "answer-lost", times: 1 });
    await marketplace().settings({ retryAfterMs: 60_000 });
    const id = await marketplace().subscribed();
    await marketplace().does(id, "suspend");
    await marketplace().settle();
    await marketplace().advance("PT1M");
    expect(endpoint().received).toHaveLength(2);
    expect((await marketplace().calls()).map(({ error, verdict }) => [error, verdict])).toEqual([["answer-lost", "again"], [null, "accepted"]]);
  });

  test("late", async () => {
    await marketplace().faults({ way: "delay", delayMs: 3600_000 });
    const id = await marketplace().subscribed();
    const operationId = await marketplace().does(id, "change-plan", { planId: "basic-monthly" });
    await marketplace().settle();
    await marketplace().advance("PT50M");
    expect(endpoint().received).toEqual([]);
    expect(await marketplace().statusOf(id, operationId)).toBe("InProgress");
    await marketplace().advance("PT10M");
    expect(endpoint().actions()).toEqual(["ChangePlan"]);
  });

  test("after the one that followed it, and by itself where none follows", async () => {
    await marketplace().faults({ way: "reorder", match: { action: "Suspend" }, delayMs: 3600_000 });
    const id = await marketplace().subscribed();
    await marketplace().does(id, "suspend");
    await marketplace().settle();
    expect(endpoint().received).toEqual([]);
    await marketplace().does(id, "unsubscribe");
    await marketplace().settle();
    expect(endpoint().actions()).toEqual(["Unsubscribe", "Suspend"]);
    await marketplace().does(await marketplace().subscribed(), "suspend");
    await marketplace().advance("PT1H");
    expect(endpoint().actions()).toEqual(["Unsubscribe", "Suspend", "Suspend"]);
  });
});

describe("which calls a fault hits", () => {
  test("is said by action, subscription and offer", async () => {
    const [one, other] = [await marketplace().subscribed(), await marketplace().subscribed()];
    await marketplace().faults({ match: { action: "Renew" }, body: "minimal" }, { match: { subscriptionId: other }, body: "no-source" }, { match: { offerId: "teamboard" }, body: "forged" });
    for (const id of [one, other]) for (const what of ["renew", "suspend"]) await marketplace().does(id, what);
    await marketplace().settle();
    const hit = (await marketplace().calls()).map(({ action, faults, body }) => [action, body.includes(one) ? "one" : "other", ...faults].join(" "));
    expect(hit.toSorted()).toEqual(["Renew one minimal", "Renew other minimal", "Suspend one", "Suspend other no-source"]);
  });

  test("is said by number, and the rest can be read", async () => {
    await marketplace().faults({ way: "lost", times: 2 });
    const id = await marketplace().subscribed();
    await marketplace().does(id, "renew");
    await marketplace().settle();
    expect((await marketplace().wire.control("/webhooks/faults")).json).toMatchObject({ faults: [{ way: "lost", times: 1 }] });
    await marketplace().does(id, "renew");
    await marketplace().does(id, "renew");
    await marketplace().settle();
    expect(endpoint().received).toHaveLength(1);
  });

  test.each([{}, { way: "sideways" }, { token: "golden" }, { way: "delay", delayMs: 0 }, { body: "minimal", times: 0 }])("is not said by %j", async (fault) => {
    expect((await marketplace().wire.control("/webhooks/faults", "PUT", { faults: [fault] })).status).toBe(400);
  });
});

describe("anything can be sent by hand", () => {
  test("with any token and body, and changes nothing", async () => {
    const id = await marketplace().subscribed();
    endpoint().answer = () => 401;
    const { json } = await marketplace().wire.control("/webhooks/send", "POST", { offerId: "ledgerlight", token: "other-tenant", body: { action: "Unsubscribe", subscriptionId: id, id } });
    expect(json).toMatchObject({ answer: { status: 401 }, verdict: "ignored", faults: ["sent by hand"], token: { claims: { tid: FABRIKAM.tenantId } } });
    expect(JSON.parse(endpoint().received[0]?.text ?? "")).toEqual({ action: "Unsubscribe", subscriptionId: id, id });
    await marketplace().wire.control("/webhooks/send", "POST", { offerId: "ledgerlight", body: "{ no JSON" });
    expect(endpoint().received[1]?.text).toBe("{ no JSON");
    expect((await marketplace().subscription(id)).status).toBe("Subscribed");
  });

  test("to an offer that has a webhook", async () => {
    expect((await marketplace().wire.control("/webhooks/send", "POST", { offerId: "inkwell", body: {} })).status).toBe(400);
  });
});

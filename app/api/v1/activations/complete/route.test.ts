import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { POST } from "@/app/api/v1/activations/complete/route";
import { apiWorld, asDocumented, type ApiWorld } from "@/app/api/v1/testing";
import { hashSecret, randomSecret } from "@/lib/kernel/crypto";
import { env } from "@/lib/kernel/env";
import { newId } from "@/lib/kernel/ids";

let world: ApiWorld;
beforeAll(async () => {
  world = await apiWorld();
  for (const name of ["northwind", "fabrikam"]) {
    await world.publish(name);
    const { id: offerId, publisherId } = await world.database.offer.findUniqueOrThrow({ where: { key: `${name}-ledger` } });
    await world.database.endpoint.create({ data: { offerId, publisherId, kind: "activation", url: `https://${name}.example/activations`, createdAt: new Date() } });
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  globalThis.portalRateLimits = undefined;
});
afterAll(() => world.close());

/** An activation that was handed over, with its token. */
async function handedOver({ publisher = "northwind", status = "PendingFulfillmentStart", outcome = null, expiresAt = new Date(Date.now() + 60_000) }: { publisher?: string; status?: string; outcome?: string | null; expiresAt?: Date } = {}) {
  const { id: subscriptionInfoId } = await world.sell(publisher, { status });
  const { id: endpointId, publisherId } = await world.database.endpoint.findFirstOrThrow({ where: { publisher: { is: { key: publisher } } } });
  const now = new Date();
  const token = randomSecret();
  const { number: deliveryNumber } = await world.database.delivery.create({ data: { id: newId(), publisherId, endpointId, kind: "activation", subject: "Activate", body: "{}", sealedHeaders: "sealed", state: "waiting", createdAt: now, triedSince: now, correlationId: newId() } });
  const { id } = await world.database.activation.create({
    data: { subscriptionInfoId, state: "handed-over", handedOverAt: now, requestedTenantId: newId(), requestedObjectId: newId(), requestedName: "Mira", requestedAt: now, tokens: { create: { hash: hashSecret(token), deliveryNumber, createdAt: now, expiresAt, outcome } } },
  });
  return { id, token, deliveryNumber };
}

async function complete(token: string | null, body: unknown = { result: "succeeded" }) {
  const request = new Request("http://portal.example/api/v1/activations/complete", { method: "POST", headers: { "content-type": "application/json", ...(token === null ? {} : { MarketplaceToken: token }) }, body: typeof body === "string" ? body : JSON.stringify(body) });
  const answer = await POST(request, { params: Promise.resolve({}) });
  const text = await answer.text();
  if (token) expect(text).not.toContain(token);
  const problem = text === "" ? null : asDocumented("Problem").parse(JSON.parse(text));
  expect(answer.headers.get("www-authenticate")).toBe(answer.status === 401 ? "MarketplaceToken" : null);
  return { status: answer.status, type: answer.headers.get("content-type"), problem };
}

const stateOf = async (id: number) => (await world.database.activation.findUniqueOrThrow({ where: { id } })).state;
const TAKEN = { status: 202, type: null, problem: null };

it("takes a report once, and withdraws the message", async () => {
  const { id, token, deliveryNumber } = await handedOver();
  expect(await complete(token)).toEqual(TAKEN);
  expect(await stateOf(id)).toBe("requested");
  expect(await world.database.delivery.findUnique({ where: { number: deliveryNumber } })).toMatchObject({ state: "withdrawn", sealedHeaders: null });
  expect(await complete(token)).toMatchObject({ status: 409, type: "application/problem+json", problem: { type: "urn:problem:conflict" } });
  expect(await complete(token, { result: "failed", message: "Too late." })).toMatchObject({ status: 409 });
  expect(await stateOf(id)).toBe("requested");
});

it("takes exactly one of those that race", async () => {
  const { token } = await handedOver();
  const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => complete(token, index % 2 === 0 ? { result: "succeeded" } : { result: "failed", message: "No." })));
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409, 409]);
});

it("keeps a failure with its message, as plain text", async () => {
  const { id, token } = await handedOver();
  expect(await complete(token, { result: "failed", message: "  <b>No</b> room  " })).toEqual(TAKEN);
  expect(await world.database.activation.findUnique({ where: { id } })).toMatchObject({ state: "reported-failed", problem: "publisher-failed", problemDetail: "<b>No</b> room" });
});

it.each([
  ["that expired", { expiresAt: new Date(Date.now() - 1) }],
  ["that was revoked", { outcome: "revoked" }],
  ["of a subscription that has ended", { status: "Unsubscribed" }],
])("answers 410 to a token %s, and does nothing", async (_, given) => {
  const { id, token } = await handedOver(given);
  expect(await complete(token)).toMatchObject({ status: 410, type: "application/problem+json", problem: { type: "urn:problem:gone" } });
  expect(await stateOf(id)).toBe("handed-over");
});

it("answers 401 to whoever has no token, whatever they send", async () => {
  await world.keyOf("northwind", "subscriptions:read");
  for (const token of [null, "wrong", randomSecret(), `${randomSecret()}=`]) expect(await complete(token, "{")).toMatchObject({ status: 401, problem: { type: "urn:problem:unauthenticated" } });
});

it.each([["nothing", ""], ["no JSON", "{"], ["another result", { result: "done" }], ["a failure without a word", { result: "failed" }], ["an empty word", { result: "failed", message: "  " }], ["too long a word", { result: "failed", message: "x".repeat(1001) }], ["what it does not know", { result: "succeeded", planId: "x" }]])("refuses %s, and the token stays good", async (_, body) => {
  const { id, token } = await handedOver();
  expect(await complete(token, body)).toMatchObject({ status: 400 });
  expect(await stateOf(id)).toBe("handed-over");
  expect(await complete(token)).toEqual(TAKEN);
});

it("reads no more than it needs", async () => {
  const { token } = await handedOver();
  expect(await complete(token, "x".repeat(9_000))).toMatchObject({ status: 413 });
});

it("shuts out an address that guesses, not those that hold a token", async () => {
  const { token } = await handedOver();
  const statuses: number[] = [];
  for (let guess = 0; guess < 40; guess += 1) statuses.push((await complete(randomSecret())).status);
  expect(statuses.at(-1)).toBe(429);
  expect(await complete(token)).toEqual(TAKEN);
});

it("counts the reports of each publisher by themselves: several may have one address", async () => {
  globalThis.portalRateLimits = undefined;
  vi.spyOn(env(), "RATE_LIMIT_API_PER_MINUTE", "get").mockReturnValue(1);
  const [first, second, other] = [await handedOver(), await handedOver(), await handedOver({ publisher: "fabrikam" })];
  expect(await complete(first.token)).toEqual(TAKEN);
  expect(await complete(second.token)).toMatchObject({ status: 429, problem: { type: "urn:problem:too-many-requests" } });
  expect(await stateOf(second.id)).toBe("handed-over");
  expect(await complete(other.token)).toEqual(TAKEN);
});

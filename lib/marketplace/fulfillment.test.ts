import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { fulfillment, type FulfillmentClient } from "./fulfillment";
import { operationList, type MarketplaceSubscription } from "./fulfillment-schema";
import { startSimulatorProcess, type SimulatorProcess } from "./simulator-process";
import { UpstreamError } from "./upstream-error";

const catalogueSchema = z.object({ publishers: z.array(z.object({ tenantId: z.string(), clientId: z.string(), clientSecret: z.string() })).min(2) });
const purchaseSchema = z.object({ subscriptionId: z.string(), token: z.string() });
const requestsSchema = z.object({ requests: z.array(z.object({ number: z.number(), method: z.string(), path: z.string(), requestId: z.string().nullable(), correlationId: z.string().nullable(), body: z.string() })) });
const options = { correlationId: "6f9619ff-8b86-d011-b42d-00c04fc964ff", patience: "interactive" } as const;
const NOBODY = "11111111-2222-3333-4444-555555555555";
const TEAM = { offerId: "teamboard", planId: "team-monthly", quantity: 12 };
const FLAT = { offerId: "ledgerlight", planId: "basic-monthly" };

let simulator: SimulatorProcess;
let client: FulfillmentClient;
let otherClient: FulfillmentClient;
let secrets: string[] = [];

beforeAll(async () => {
  simulator = await startSimulatorProcess();
  process.env.ENTRA_AUTHORITY = `${simulator.url}/entra`;
  process.env.MARKETPLACE_API_URL = `${simulator.url}/marketplace/api`;
  const [first, second] = catalogueSchema.parse(await simulator.control("")).publishers;
  if (!first || !second) throw new Error("the simulator has no publishers");
  [client, otherClient] = [fulfillment(first), fulfillment(second)];
  secrets = [first.clientSecret, second.clientSecret];
});

afterAll(() => simulator.stop());

let before = 0;

beforeEach(async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  vi.spyOn(globalThis, "fetch");
  await simulator.control("/reset", { method: "POST" });
  before = (await seen("", 0)).at(-1)?.number ?? 0;
});

afterEach(() => {
  const hosts = vi.mocked(fetch).mock.calls.map(([input]) => new URL(input instanceof Request ? input.url : input).origin);
  expect(new Set(hosts), "nobody but Microsoft was called").toEqual(new Set([simulator.url]));
  vi.restoreAllMocks();
});

async function seen(path = "/marketplace/", since = before): Promise<z.infer<typeof requestsSchema>["requests"]> {
  const { requests } = requestsSchema.parse(await simulator.control(`/requests?since=${since}`));
  return requests.filter((each) => each.path.includes(path));
}

async function buy(order: object): Promise<z.infer<typeof purchaseSchema>> {
  return purchaseSchema.parse(await simulator.control("/purchases", { method: "POST", body: order }));
}

async function faults(...list: object[]): Promise<void> {
  await simulator.control("/faults", { method: "PUT", body: { faults: list.map((each) => ({ match: { path: "/marketplace/" }, ...each })) } });
}

/** The fault that a call ends with; it holds no token, secret or mail address. */
async function failure(promise: Promise<unknown>, ...more: string[]): Promise<UpstreamError> {
  const error: unknown = await promise.then(() => null, (reason: unknown) => reason);
  if (!(error instanceof UpstreamError)) throw new Error(`not an UpstreamError: ${String(error)}`);
  for (const text of [error.message, error.said, JSON.stringify(error.explanation)]) {
    expect(text).not.toMatch(/eyJ|@/);
    for (const secret of [...secrets, ...more]) expect(text).not.toContain(secret);
  }
  return error;
}

async function all(): Promise<MarketplaceSubscription[][]> {
  const pages: MarketplaceSubscription[][] = [];
  for await (const page of client.listSubscriptions(options)) pages.push([...page.subscriptions]);
  return pages;
}

describe("resolve", () => {
  it("tells what was bought, again and again", async () => {
    const { subscriptionId, token } = await buy(TEAM);
    const purchase = await client.resolve(token, options);
    expect(purchase).toMatchObject({ id: subscriptionId, ...TEAM, subscription: { id: subscriptionId, saasSubscriptionStatus: "PendingFulfillmentStart", term: { startDate: null, endDate: null, termUnit: "P1M" } } });
    expect(await client.resolve(token, options)).toEqual(purchase);
  });

  it("tells of a flat plan, a preview and a reseller", async () => {
    const { token } = await buy({ ...FLAT, csp: true, preview: true });
    const { quantity, offerId, subscription } = await client.resolve(token, options);
    expect({ quantity, offerId }).toEqual({ quantity: null, offerId: "ledgerlight-preview" });
    expect(subscription).toMatchObject({ beneficiary: { objectId: null }, purchaser: { objectId: null, emailId: null }, allowedCustomerOperations: ["Read"] });
    expect(subscription.purchaser.tenantId).not.toBe(subscription.beneficiary.tenantId);
  });

  it("refuses a token that is unknown, damaged or old", async () => {
    const { token } = await buy(TEAM);
    for (const wrong of ["unknown", token.slice(1), token.replaceAll("+", " ")]) {
      expect(await failure(client.resolve(wrong, options), token)).toMatchObject({ reason: "purchase-token-invalid", status: 400, code: "upstream-refused" });
    }
    await simulator.control("/clock", { method: "POST", body: { advance: "PT25H" } });
    expect(await failure(client.resolve(token, options), token)).toMatchObject({ reason: "purchase-token-invalid" });
  });

  it.each(["", "ł", "a\nb", "a\u0000b"])("refuses %j, which no header can carry, without a call", async (wrong) => {
    const { token } = await buy(TEAM);
    await client.resolve(token, options);
    expect(await failure(client.resolve(wrong, options))).toMatchObject({ reason: "purchase-token-invalid", status: null });
    expect(await seen()).toHaveLength(1);
  });

  it("refuses another publisher's token after one new bearer token", async () => {
    const { token } = await buy(TEAM);
    await failure(otherClient.resolve("unknown", options));
    const entraBefore = (await seen("/entra/")).length;
    expect(await failure(otherClient.resolve(token, options), token)).toMatchObject({ reason: "application-not-allowed", status: 403, code: "misconfigured" });
    expect((await seen("/entra/")).length - entraBefore).toBe(1);
  });
});

describe("activate", () => {
  it("is taken, and Subscribed follows with a term", async () => {
    await simulator.control("/settings", { method: "PUT", body: { activationDelayMs: 0 } });
    const { subscriptionId } = await buy(TEAM);
    await client.activate(subscriptionId, { planId: TEAM.planId, quantity: TEAM.quantity }, options);
    const { saasSubscriptionStatus, term } = await client.getSubscription(subscriptionId, options);
    expect(saasSubscriptionStatus).toBe("Subscribed");
    expect(term.startDate).toBeInstanceOf(Date);
    expect((await seen("/activate"))[0]?.body).toBe(JSON.stringify({ planId: TEAM.planId, quantity: 12 }));
  });

  it("names no quantity for a flat plan, and may be repeated while it runs", async () => {
    const { subscriptionId } = await buy(FLAT);
    await client.activate(subscriptionId, { planId: FLAT.planId, quantity: null }, options);
    await client.activate(subscriptionId, { planId: FLAT.planId, quantity: null }, options);
    expect((await seen("/activate"))[0]?.body).toBe(JSON.stringify({ planId: FLAT.planId }));
  });

  it("does not mind what is in the answer", async () => {
    const { subscriptionId } = await buy(FLAT);
    await faults({ kind: "invalid-json" });
    await expect(client.activate(subscriptionId, { planId: FLAT.planId, quantity: null }, options)).resolves.toBeUndefined();
  });

  it("is refused in Microsoft's words", async () => {
    const { subscriptionId } = await buy(TEAM);
    const error = await failure(client.activate(subscriptionId, { planId: "team-annual", quantity: 12 }, options));
    expect(error).toMatchObject({ reason: "refused", status: 400, said: "BadRequest: The plan is not the purchased one." });
    expect(error.explanation.why).toContain("not the purchased one");
  });

  it("finds nothing where the subscription has ended", async () => {
    const { subscriptionId } = await buy(TEAM);
    await simulator.control(`/subscriptions/${subscriptionId}/unsubscribe`, { method: "POST" });
    expect(await failure(client.activate(subscriptionId, { planId: TEAM.planId, quantity: 12 }, options))).toMatchObject({ reason: "not-found", status: 404 });
  });

  it("waits for nobody where Microsoft is busy with the subscription", async () => {
    const { subscriptionId } = await buy(TEAM);
    await faults({ kind: "status", status: 409 });
    expect(await failure(client.activate(subscriptionId, { planId: TEAM.planId, quantity: 12 }, options))).toMatchObject({ reason: "conflict", status: 409 });
    expect(await seen("/activate")).toHaveLength(1);
  });
});

describe("get and plans", () => {
  it("get one subscription, whole", async () => {
    const { subscriptionId } = await buy({ ...TEAM, persona: "zoe" });
    const subscription = await client.getSubscription(subscriptionId.toUpperCase(), options);
    expect(subscription).toMatchObject({ id: subscriptionId, name: expect.stringContaining("Đặng") as unknown, publisherId: "northwind-labs", ...TEAM, autoRenew: true, isFreeTrial: false });
    expect(subscription.raw).toMatchObject({ lastModified: "0001-01-01T00:00:00", sandboxType: "None" });
    expect(subscription.created?.getTime()).toBeGreaterThan(Date.now() - 60_000);
  });

  it("find no subscription that is unknown, and may not read another publisher's", async () => {
    const { subscriptionId } = await buy(TEAM);
    expect(await failure(client.getSubscription(NOBODY, options))).toMatchObject({ reason: "not-found", status: 404, code: "upstream-refused" });
    expect(await failure(otherClient.getSubscription(subscriptionId, options))).toMatchObject({ reason: "application-not-allowed", status: 403 });
    expect(await failure(client.listAvailablePlans(NOBODY, options))).toMatchObject({ reason: "not-found" });
  });

  it("list plans with limits and stop-sell", async () => {
    const team = await client.listAvailablePlans((await buy(TEAM)).subscriptionId, options);
    expect(team.map(({ planId, minQuantity, maxQuantity, isPricePerSeat }) => [planId, minQuantity, maxQuantity, isPricePerSeat])).toEqual([["team-monthly", 1, 50, true], ["team-annual", 1, 50, true], ["enterprise-annual", 25, 5000, true]]);
    const flat = await client.listAvailablePlans((await buy(FLAT)).subscriptionId, options);
    expect(flat.filter(({ isStopSell }) => isStopSell).map(({ planId }) => planId)).toEqual(["classic-monthly"]);
    expect(flat[0]).toMatchObject({ minQuantity: null, maxQuantity: null, isPricePerSeat: false });
  });

  it("send a new request id each, and the correlation id of the work", async () => {
    const { subscriptionId } = await buy(TEAM);
    await client.getSubscription(subscriptionId, options);
    await client.getSubscription(subscriptionId, options);
    const calls = await seen();
    expect(new Set(calls.map(({ requestId }) => requestId)).size).toBe(2);
    expect(calls.map(({ correlationId }) => correlationId)).toEqual([options.correlationId, options.correlationId]);
    expect((await failure(client.getSubscription(NOBODY, options))).requestId).toBe((await seen()).at(-1)?.requestId);
  });
});

describe("the list", () => {
  it("is read page by page, though the links name another host", async () => {
    await simulator.control("/settings", { method: "PUT", body: { pageSize: 2 } });
    const ids = [];
    for (let count = 0; count < 5; count += 1) ids.push((await buy(TEAM)).subscriptionId);
    await buy({ offerId: "inkwell", planId: "standard-monthly" });
    await simulator.control(`/subscriptions/${ids[1] ?? ""}/unsubscribe`, { method: "POST" });
    const pages = await all();
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(pages.flat().map(({ id }) => id)).toEqual(ids);
    expect(pages.flat()[1]?.saasSubscriptionStatus).toBe("Unsubscribed");
  });

  it("may be empty", async () => {
    expect((await all()).flat()).toEqual([]);
    expect(await seen()).toHaveLength(1);
  });

  it("is not over because a further page comes empty", async () => {
    await simulator.control("/settings", { method: "PUT", body: { pageSize: 1 } });
    await buy(TEAM);
    await buy(TEAM);
    const read = async (): Promise<void> => {
      for await (const page of client.listSubscriptions(options)) {
        expect(page).toMatchObject({ subscriptions: [{ offerId: TEAM.offerId }], unreadable: [] });
        await faults({ kind: "empty" });
      }
    };
    expect(await failure(read())).toMatchObject({ reason: "unreadable", said: "A further page of the list came empty." });
  });

  it("asks for no page that nobody wants", async () => {
    await simulator.control("/settings", { method: "PUT", body: { pageSize: 1 } });
    await buy(TEAM);
    await buy(TEAM);
    for await (const page of client.listSubscriptions(options)) {
      expect(page.subscriptions).toHaveLength(1);
      break;
    }
    expect(await seen()).toHaveLength(1);
  });
});

describe("a bearer token that is no longer taken", () => {
  it("is fetched anew, once", async () => {
    const { subscriptionId } = await buy(TEAM);
    await client.getSubscription(subscriptionId, options);
    await simulator.control("/keys/rotate", { method: "POST" });
    await simulator.control("/keys/drop-old", { method: "POST" });
    const entraBefore = (await seen("/entra/")).length;
    expect(await client.getSubscription(subscriptionId, options)).toMatchObject({ id: subscriptionId });
    await client.getSubscription(subscriptionId, options);
    expect((await seen("/entra/")).length - entraBefore).toBe(1);
  });

  it.each([401, 403])("is blamed on the registration where %s stays", async (status) => {
    await faults({ kind: "status", status });
    await failure(client.getSubscription(NOBODY, options));
    const entraBefore = (await seen("/entra/")).length;
    const callsBefore = (await seen()).length;
    expect(await failure(client.getSubscription(NOBODY, options))).toMatchObject({ reason: "application-not-allowed", status, code: "misconfigured" });
    expect((await seen("/entra/")).length - entraBefore).toBe(1);
    expect((await seen()).length - callsBefore).toBe(2);
  });
});

describe("Microsoft in trouble", () => {
  it.each([
    ["answers 500", { kind: "status", status: 500 }, { reason: "unavailable", status: 500, said: "InternalServerError: The simulator was told to answer so." }, 3],
    ["answers a page with 503", { kind: "html", status: 503 }, { reason: "unavailable", status: 503, said: "an HTML page" }, 3],
    ["answers a page with 200", { kind: "html" }, { reason: "unreadable", status: 200, said: "It answered an HTML page." }, 1],
    ["answers 408", { kind: "status", status: 408 }, { reason: "unavailable", status: 408 }, 3],
    ["answers 429", { kind: "status", status: 429 }, { reason: "throttled", status: 429 }, 3],
    ["asks for too long a pause", { kind: "status", status: 429, retryAfter: 3600 }, { reason: "throttled", status: 429, retryAfterSeconds: 3600 }, 1],
    ["is away for an hour", { kind: "status", status: 503, retryAfter: 3600 }, { reason: "unavailable", status: 503, retryAfterSeconds: 3600 }, 1],
    ["drops the connection", { kind: "drop" }, { reason: "unavailable", status: null, said: "The connection failed." }, 3],
    ["answers nothing", { kind: "empty" }, { reason: "unreadable", status: 200 }, 1],
    ["answers half JSON", { kind: "invalid-json" }, { reason: "unreadable", status: 200, said: "It answered something that is not JSON." }, 1],
    ["redirects", { kind: "status", status: 302 }, { reason: "unreadable", status: 302 }, 1],
  ])("%s", async (_, how, expected, calls) => {
    const { subscriptionId } = await buy(TEAM);
    await faults(how);
    expect(await failure(client.getSubscription(subscriptionId, options))).toMatchObject({ ...expected, service: "marketplace", correlationId: options.correlationId });
    expect(await seen()).toHaveLength(calls);
  });

  it("recovers after a short pause that is kept", async () => {
    const { subscriptionId } = await buy(TEAM);
    await faults({ kind: "status", status: 429, retryAfter: 1, times: 1 }, { kind: "drop", times: 1 });
    const started = performance.now();
    expect(await client.getSubscription(subscriptionId, options)).toMatchObject({ id: subscriptionId });
    expect(performance.now() - started).toBeGreaterThan(990);
    expect(await seen()).toHaveLength(3);
  });

  it("has no plans and no subscriptions where it answers nothing", async () => {
    const { subscriptionId } = await buy(TEAM);
    await faults({ kind: "empty" });
    expect(await client.listAvailablePlans(subscriptionId, options)).toEqual([]);
    expect((await all()).flat()).toEqual([]);
  });
});

describe("a change of our own", () => {
  const bought = async (order: object, settings: object = {}): Promise<string> => {
    await simulator.control("/settings", { method: "PUT", body: { activationDelayMs: 0 } });
    await simulator.control("/webhooks/settings", { method: "PUT", body: settings });
    const { subscriptionId } = await buy(order);
    const { planId, quantity } = await client.getSubscription(subscriptionId, options);
    await client.activate(subscriptionId, { planId, quantity }, options);
    return subscriptionId;
  };

  it("says which operation it began, and is sent once, with one thing alone", async () => {
    const id = await bought(TEAM, { ownChangeMs: 3_600_000 });
    const { operationId, retryAfterSeconds } = await client.changeQuantity(id, 15, options);
    expect(retryAfterSeconds).toBe(10);
    expect(await client.getOperation(id, operationId, options)).toMatchObject({ action: "ChangeQuantity", status: "NotStarted", quantity: 15, requestSource: "Partner" });
    expect((await seen(id)).filter(({ method }) => method === "PATCH").map(({ body }) => body)).toEqual(['{"quantity":15}']);
    const flat = await bought(FLAT);
    await client.changePlan(flat, "pro-monthly", options);
    expect((await seen(flat)).filter(({ method }) => method === "PATCH").map(({ body }) => body)).toEqual(['{"planId":"pro-monthly"}']);
  });

  it("says conflict where another one is in the way, and Microsoft's words for other refusals", async () => {
    const id = await bought(TEAM, { ownChangeMs: 3_600_000 });
    expect(await failure(client.changeQuantity(id, 12, options))).toMatchObject({ reason: "refused", said: "BadRequest: That is what the subscription has already." });
    await client.changeQuantity(id, 15, options);
    expect(await failure(client.changeQuantity(id, 16, options))).toMatchObject({ reason: "conflict", status: 400 });
    expect(await failure(client.cancel(id, options))).toMatchObject({ reason: "conflict", status: 409 });
    expect(await failure(client.changePlan(NOBODY, "team-annual", options))).toMatchObject({ reason: "not-found" });
  });

  it("ends a subscription, and says where it has ended already", async () => {
    const id = await bought(FLAT, { ownChangeMs: 0 });
    expect((await client.cancel(id, options))?.operationId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await client.getSubscription(id, options)).toMatchObject({ saasSubscriptionStatus: "Unsubscribed" });
    expect(await client.cancel(id, options)).toBeNull();
  });

  it.each([{ kind: "drop" }, { kind: "lost-answer" }, { kind: "status", status: 500 }, { kind: "status", status: 429 }])("is made once, whatever comes of it: %j", async (fault) => {
    const id = await bought(TEAM);
    await simulator.control("/faults", { method: "PUT", body: { faults: [{ match: { path: id, method: "PATCH" }, ...fault }] } });
    await failure(client.changeQuantity(id, 15, options));
    expect((await seen(id)).filter(({ method }) => method === "PATCH").length).toBeLessThanOrEqual(1);
  });

  it("is listed while it is under way, in whatever form the list comes", async () => {
    const id = await bought(TEAM);
    expect(await client.listOperations(id, options)).toEqual([]);
    await faults({ kind: "empty", times: 1 });
    expect(await client.listOperations(id, options)).toEqual([]);
    const entry = { id: NOBODY, subscriptionId: id, action: "ChangeQuantity", status: "InProgress", quantity: "15" };
    for (const body of [[entry, "nonsense"], { operations: [entry, null] }, { operations: null }, null]) {
      expect(operationList.parse(body)).toMatchObject(body && (Array.isArray(body) || body.operations) ? [{ id: NOBODY, quantity: 15, requestSource: null }] : []);
    }
  });
});

import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { fulfillment } from "./fulfillment";
import { PATIENCE } from "./retry";
import { send } from "./transport";

const options = { correlationId: "6f9619ff-8b86-d011-b42d-00c04fc964ff", patience: "interactive" } as const;
const OURS = { id: "fb494e49-67ca-4673-658b-01f8c56393ec", offerId: "teamboard", planId: "team-monthly", saasSubscriptionStatus: "Subscribed" };
const ANOTHER = { ...OURS, id: "7d0c5f2e-91a4-4c8b-b6d3-2f5e8a41c907" };
const client = fulfillment({ tenantId: "tenant", clientId: "app", clientSecret: "secret" });

let server: Server;
let answer: RequestListener;
let tokenDelayMs = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    if (!request.url?.startsWith("/entra/")) answer(request, response);
    else setTimeout(() => response.end(JSON.stringify({ access_token: "token", expires_in: 3599 })), tokenDelayMs);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  process.env.ENTRA_AUTHORITY = `${url}/entra`;
  process.env.MARKETPLACE_API_URL = `${url}/api`;
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

beforeEach(() => {
  tokenDelayMs = 0;
  globalThis.publisherTokens?.clear();
});

afterEach(() => vi.restoreAllMocks());

describe("a page in the place of an answer", () => {
  beforeEach(() => vi.spyOn(Math, "random").mockReturnValue(0));

  it.each([200, 400, 403, 404])("with %s decides nothing: no activation, no refusal, no bad token", async (status) => {
    answer = (_, response) => response.writeHead(status, { "content-type": "text/html" }).end("<!doctype html><title>Hello from a proxy</title>");
    await expect(client.activate(OURS.id, { planId: OURS.planId, quantity: null }, options)).rejects.toMatchObject({ reason: "unreadable", status });
    await expect(client.resolve("token", options)).rejects.toMatchObject({ reason: "unreadable", status });
    await expect(client.getSubscription(OURS.id, options)).rejects.toMatchObject({ reason: "unreadable", status });
  });

  it("is not one where JSON quotes HTML", async () => {
    answer = (_, response) => response.end(JSON.stringify({ plans: [{ planId: "p", description: "<!doctype html><html>rich text</html>" }] }));
    expect(await client.listAvailablePlans(OURS.id, options)).toHaveLength(1);
  });
});

describe("an answer about another subscription", () => {
  it("within Resolve is left aside, and Get is asked", async () => {
    answer = (request, response) => response.end(JSON.stringify(request.url?.includes("/resolve") ? { ...OURS, subscription: ANOTHER } : OURS));
    expect((await client.resolve("token", options)).subscription.id).toBe(OURS.id);
  });

  it("to Get is a fault", async () => {
    answer = (_, response) => response.end(JSON.stringify(ANOTHER));
    await expect(client.getSubscription(OURS.id, options)).rejects.toMatchObject({ reason: "unreadable" });
  });
});

describe("the caller's patience", () => {
  it("holds for the tokens and both attempts of a call together", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const real = performance.now.bind(performance);
    let passed = 0;
    vi.spyOn(performance, "now").mockImplementation(() => real() + passed);
    answer = (_, response) => {
      passed += PATIENCE.interactive.budgetMs - 300;
      tokenDelayMs = 1800;
      response.writeHead(403).end();
    };
    const started = Date.now();
    await expect(client.getSubscription(OURS.id, options)).rejects.toMatchObject({ reason: "unavailable", service: "entra" });
    expect(Date.now() - started).toBeLessThan(1200);
  });
});

describe("a correlation id", () => {
  it.each(["no guid", "with\na line", "ł"])("%j is replaced by one that Microsoft can take", async (correlationId) => {
    let seen: unknown;
    answer = (request, response) => {
      seen = request.headers["x-ms-correlationid"];
      response.end("{}");
    };
    await send({ service: "marketplace", operation: "get", method: "GET", url: `${process.env.MARKETPLACE_API_URL ?? ""}/x` }, { ...options, correlationId });
    expect(seen).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });
});

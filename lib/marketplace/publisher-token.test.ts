import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { forgetPublisherToken, publisherToken, type Credentials } from "./publisher-token";
import { startSimulatorProcess, type SimulatorProcess } from "./simulator-process";
import { UpstreamError } from "./upstream-error";

const catalogueSchema = z.object({ publishers: z.array(z.object({ publisherId: z.string(), tenantId: z.string(), clientId: z.string(), clientSecret: z.string() })).min(2) });
const requestsSchema = z.object({ requests: z.array(z.object({ number: z.number(), path: z.string(), correlationId: z.string().nullable() })) });
const interactive = { correlationId: "6f9619ff-8b86-d011-b42d-00c04fc964ff", patience: "interactive" } as const;
const background = { ...interactive, patience: "background" } as const;

let simulator: SimulatorProcess;
let credentials: Credentials;
let other: Credentials;

beforeAll(async () => {
  simulator = await startSimulatorProcess();
  process.env.ENTRA_AUTHORITY = `${simulator.url}/entra`;
  process.env.MARKETPLACE_API_URL = `${simulator.url}/marketplace/api`;
  const [first, second] = catalogueSchema.parse(await simulator.control("")).publishers;
  if (!first || !second) throw new Error("the simulator has no publishers");
  [credentials, other] = [first, second];
});

afterAll(() => simulator.stop());

let before = 0;

beforeEach(async () => {
  globalThis.publisherTokens?.clear();
  vi.spyOn(Math, "random").mockReturnValue(0);
  await simulator.control("/reset", { method: "POST" });
  before = (await seen(0)).at(-1)?.number ?? 0;
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

async function seen(since = before): Promise<z.infer<typeof requestsSchema>["requests"]> {
  return requestsSchema.parse(await simulator.control(`/requests?since=${since}`)).requests;
}

async function fault(fault: object): Promise<void> {
  await simulator.control("/faults", { method: "PUT", body: { faults: [fault] } });
}

/** The fault that a call ends with; it holds neither the secret nor a token. */
async function failure(promise: Promise<unknown>): Promise<UpstreamError> {
  const error: unknown = await promise.then(() => null, (reason: unknown) => reason);
  if (!(error instanceof UpstreamError)) throw new Error(`not an UpstreamError: ${String(error)}`);
  for (const text of [error.message, error.said, JSON.stringify(error.explanation)]) {
    expect(text).not.toContain(credentials.clientSecret);
    expect(text).not.toMatch(/eyJ|@/);
  }
  return error;
}

describe("the publisher's token", () => {
  it("is fetched once, and kept", async () => {
    const token = await publisherToken(credentials, interactive);
    expect(token.split(".")).toHaveLength(3);
    expect(await publisherToken(credentials, background)).toBe(token);
    expect(await seen()).toMatchObject([{ path: `/entra/${credentials.tenantId}/oauth2/v2.0/token`, correlationId: interactive.correlationId }]);
  });

  it("is fetched once for all who ask at the same time", async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => publisherToken(credentials, interactive)));
    expect(new Set(tokens).size).toBe(1);
    expect(await seen()).toHaveLength(1);
  });

  it("is each application's own", async () => {
    expect(await publisherToken(credentials, interactive)).not.toBe(await publisherToken(other, interactive));
    expect(await seen()).toHaveLength(2);
  });

  it("is fetched anew shortly before it expires", async () => {
    const token = await publisherToken(credentials, interactive);
    vi.useFakeTimers({ toFake: ["Date"] });
    vi.setSystemTime(Date.now() + 54 * 60_000);
    expect(await publisherToken(credentials, interactive)).toBe(token);
    vi.setSystemTime(Date.now() + 2 * 60_000);
    expect(await publisherToken(credentials, interactive)).not.toBe(token);
  });

  it("is fetched anew after it was refused, but not where somebody has done so already", async () => {
    const refused = await publisherToken(credentials, interactive);
    forgetPublisherToken(credentials, refused);
    const next = await publisherToken(credentials, interactive);
    expect(next).not.toBe(refused);
    forgetPublisherToken(credentials, refused);
    expect(await publisherToken(credentials, interactive)).toBe(next);
    forgetPublisherToken(credentials);
    expect(await publisherToken(credentials, interactive)).not.toBe(next);
    expect(await seen()).toHaveLength(3);
  });

  it("does not make somebody at a page wait as long as a job", async () => {
    await fault({ match: { path: "/entra/" }, kind: "status", status: 429, retryAfter: 1, times: 1 });
    const job = publisherToken(credentials, background);
    await vi.waitUntil(async () => (await seen()).length === 1);
    const page = publisherToken(credentials, interactive);
    expect(await Promise.race([job.then(() => "job"), page.then(() => "page")])).toBe("page");
    await job;
  });
});

describe("a registration that is wrong", () => {
  const NOBODY = "11111111-2222-3333-4444-555555555555";

  it.each([
    ["the secret is wrong", { clientSecret: "another" }, "client-secret-wrong"],
    ["the secret is empty", { clientSecret: "" }, "client-secret-wrong"],
    ["the application is unknown", { clientId: NOBODY }, "application-unknown"],
    ["the application is another tenant's", { tenantId: "e93b57d2-08f4-4c6b-9a1e-6d7c24f0b853" }, "application-unknown"],
    ["the tenant is unknown", { tenantId: NOBODY }, "tenant-unknown"],
  ] as const)("%s", async (_, change, reason) => {
    const error = await failure(publisherToken({ ...credentials, ...change }, interactive));
    expect(error).toMatchObject({ reason, code: "misconfigured", service: "entra" });
    expect(error.explanation.todo).not.toBe("");
    expect(await seen()).toHaveLength(1);
  });

  it("the secret has expired, and works again when it is renewed", async () => {
    await simulator.control("/publishers/northwind-labs", { method: "PUT", body: { secretExpired: true } });
    expect(await failure(publisherToken(credentials, interactive))).toMatchObject({ reason: "client-secret-expired", status: 401, code: "misconfigured" });
    await simulator.control("/publishers/northwind-labs", { method: "PUT", body: { secretExpired: false } });
    expect(await publisherToken(credentials, interactive)).not.toBe("");
  });

  it("is told to all who asked at the same time", async () => {
    const errors = await Promise.all([1, 2, 3].map(() => failure(publisherToken({ ...credentials, clientSecret: "another" }, interactive))));
    expect(errors.map(({ reason }) => reason)).toEqual(Array.from(errors, () => "client-secret-wrong"));
    expect(await seen()).toHaveLength(1);
  });
});

describe("Entra in trouble", () => {
  it.each([
    ["answers 503", { kind: "status", status: 503 }, { reason: "unavailable", status: 503 }, 3],
    ["asks for a long pause", { kind: "status", status: 429, retryAfter: 600 }, { reason: "throttled", status: 429, retryAfterSeconds: 600 }, 1],
    ["drops the connection", { kind: "drop" }, { reason: "unavailable", status: null }, 3],
    ["answers a page", { kind: "html" }, { reason: "unreadable", status: 200 }, 1],
    ["answers nothing", { kind: "empty" }, { reason: "unreadable", status: 200 }, 1],
    ["answers half JSON", { kind: "invalid-json" }, { reason: "unreadable", status: 200 }, 1],
    ["refuses without a number", { kind: "status", status: 400 }, { reason: "refused", status: 400 }, 1],
  ])("%s", async (_, how, expected, calls) => {
    await fault({ match: { path: "/entra/" }, ...how });
    expect(await failure(publisherToken(credentials, interactive))).toMatchObject(expected);
    expect(await seen()).toHaveLength(calls);
  });

  it("is tried again, and a failure is not kept", async () => {
    await fault({ match: { path: "/entra/" }, kind: "status", status: 500, times: 2 });
    expect(await publisherToken(credentials, interactive)).not.toBe("");
    expect(await seen()).toHaveLength(3);
  });
});

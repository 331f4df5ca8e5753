import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { env } from "../kernel/env";
import { CLIENT_ADDRESS_HEADER } from "./client-address";
import { limitApiKey, limitCustomer, limitFailedAuthentications, noteFailedAuthentication, refuseAnonymous } from "./rate-limit";

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-21T10:00:00Z") });
  vi.spyOn(env(), "RATE_LIMIT_ANONYMOUS_PER_MINUTE", "get").mockReturnValue(3);
  vi.spyOn(env(), "RATE_LIMIT_CUSTOMER_PER_MINUTE", "get").mockReturnValue(4);
  vi.spyOn(env(), "RATE_LIMIT_API_PER_MINUTE", "get").mockReturnValue(5);
  globalThis.portalRateLimits = undefined;
});
afterEach(() => {
  globalThis.portalRateLimits = undefined;
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const from = (address: string) => new Headers({ [CLIENT_ADDRESS_HEADER]: address });
const open = async (path: string, address = "1.2.3.4") => (await refuseAnonymous(path, from(address), "the-id"))?.status ?? "passed";
const refused = expect.objectContaining({ code: "too-many-requests", retryAfterSeconds: 60 }) as unknown;

async function passes(count: number, path: string): Promise<void> {
  for (let each = 0; each < count; each += 1) expect(await open(path)).toBe("passed");
}

async function times(count: number, call: () => Promise<void>): Promise<void> {
  for (let each = 0; each < count; each += 1) await call();
}

describe("pages that need no sign-in", () => {
  it.each(["/landing", "/landing/crm", "/landing/crm/order", "/sign-in", "/invitation", "/invitation/accept", "/api/auth/callback/entra", "/docs", "/api/v1/openapi.json", "/%6canding/crm", "/sign-in.rsc"])(
    "%s: so many a minute, and as many again in reserve",
    async (path) => {
      await passes(6, path);
      expect(await open(path)).toBe(429);
      expect(await open(path, "5.6.7.8")).toBe("passed");
      vi.advanceTimersByTime(60_000);
      await passes(3, path);
      expect(await open(path)).toBe(429);
      vi.advanceTimersByTime(600_000);
      await passes(6, path);
    },
  );

  it.each(["/api/webhook/crm", "/api/managed-app/crm/resource", "/api/leads/crm", "/api/analytics/crm/callback/7", "/api/v1/subscriptions", "/api/health/ready", "/publisher/contoso", "/subscriptions", "/landings", "/%", "/"])(
    "%s is none of them",
    async (path) => {
      await passes(50, path);
    },
  );

  it.each([
    ["/landing/crm", "text/html; charset=utf-8"],
    ["/api/auth/signin", "text/html; charset=utf-8"],
    ["/api/v1/openapi.json", "application/problem+json"],
  ])("%s says so in the words of who asks, and when to come again", async (path, type) => {
    await passes(6, path);
    const answer = await refuseAnonymous(path, from("1.2.3.4"), "the-id");
    expect([answer?.status, answer?.headers.get("content-type"), answer?.headers.get("retry-after"), answer?.headers.get("cache-control")]).toEqual([429, type, "60", "no-store"]);
    const text = await answer?.text();
    for (const words of ["That was too often.", "Try again in 60 seconds.", "the-id"]) expect(text).toContain(words);
  });

  it("have no limit where the operator sets none", async () => {
    vi.spyOn(env(), "RATE_LIMIT_ANONYMOUS_PER_MINUTE", "get").mockReturnValue(0);
    await passes(500, "/landing");
  });
});

describe("signed-in customers", () => {
  const mira = { tenantId: "aurora", objectId: "mira" };

  it("do so much a minute, each by themselves and in each organisation", async () => {
    await times(4, () => limitCustomer(mira));
    await expect(limitCustomer(mira)).rejects.toEqual(refused);
    await expect(limitCustomer(mira)).rejects.toMatchObject({ digest: "too-many-requests", explanation: { why: "One person may do or look up 4 things a minute." } });
    await limitCustomer({ ...mira, objectId: "jonas" });
    await limitCustomer({ ...mira, tenantId: "elsewhere" });
    vi.advanceTimersByTime(60_000);
    await times(4, () => limitCustomer(mira));
  });

  it("have no limit where the operator sets none", async () => {
    vi.spyOn(env(), "RATE_LIMIT_CUSTOMER_PER_MINUTE", "get").mockReturnValue(0);
    await times(500, () => limitCustomer(mira));
  });
});

describe("the v1 API", () => {
  it("takes so many calls a minute of each key", async () => {
    await times(5, () => limitApiKey(1));
    await expect(limitApiKey(1)).rejects.toEqual(refused);
    await limitApiKey(2);
    vi.advanceTimersByTime(60_000);
    await limitApiKey(1);
  });

  it("hears no more of an address for a minute that failed thirty times", async () => {
    await times(29, () => noteFailedAuthentication(from("1.2.3.4")));
    await limitFailedAuthentications(from("1.2.3.4"));
    await noteFailedAuthentication(from("1.2.3.4"));
    await expect(limitFailedAuthentications(from("1.2.3.4"))).rejects.toEqual(refused);
    await limitFailedAuthentications(from("5.6.7.8"));
    vi.advanceTimersByTime(59_000);
    await expect(limitFailedAuthentications(from("1.2.3.4"))).rejects.toMatchObject({ retryAfterSeconds: 1 });
    vi.advanceTimersByTime(1_000);
    await limitFailedAuthentications(from("1.2.3.4"));
  });
});

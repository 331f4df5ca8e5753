import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { verifyMarketplaceToken, type TokenRefusal } from "../auth/marketplace-token";
import { PortalError } from "../kernel/errors";
import { startSimulatorProcess, type SimulatorProcess } from "./simulator-process";

/** The tokens on real calls of the simulated marketplace, caught by a publisher's server. */

const publisherSchema = z.object({ publisherId: z.string(), tenantId: z.string(), clientId: z.string(), offers: z.array(z.object({ offerId: z.string() })) });
type Publisher = z.infer<typeof publisherSchema>;

let microsoft: SimulatorProcess;
let northwind: Publisher;
let fabrikam: Publisher;
let caught: (string | null)[] = [];
const server = createServer((request, response) => {
  caught.push(request.headers.authorization ?? null);
  request.resume().on("end", () => response.end());
});

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  microsoft = await startSimulatorProcess();
  process.env.ENTRA_AUTHORITY = `${microsoft.url}/entra`;
  const { publishers } = z.object({ publishers: z.array(publisherSchema) }).parse(await microsoft.control(""));
  for (const { offers } of publishers) {
    for (const { offerId } of offers) await microsoft.control(`/webhooks/offers/${offerId}`, { method: "PUT", body: { url: `http://localhost:${address.port}/` } });
  }
  northwind = named(publishers, "northwind-labs");
  fabrikam = named(publishers, "fabrikam-apps");
});
afterAll(async () => {
  server.close();
  await microsoft.stop();
});

beforeEach(async () => {
  globalThis.entraIssuerCache = undefined;
  caught = [];
  await faults();
});
afterEach(() => vi.useRealTimers());

function named(publishers: Publisher[], id: string): Publisher {
  const found = publishers.find(({ publisherId }) => publisherId === id);
  if (found === undefined) throw new Error(`There is no publisher ${id}.`);
  return found;
}

async function faults(...kinds: { path: string; kind: string; status?: number; delayMs?: number }[]): Promise<void> {
  await microsoft.control("/faults", { method: "PUT", body: { faults: kinds.map(({ path, ...fault }) => ({ match: { path }, ...fault })) } });
}

async function speak(version: "v1" | "v2"): Promise<void> {
  await microsoft.control("/webhooks/publishers/northwind-labs", { method: "PUT", body: { token: version } });
}

/** The header of a call about the publisher's first offer. */
async function call(token = "valid", { offers } = northwind): Promise<string | null> {
  await microsoft.control("/webhooks/send", { method: "POST", body: { offerId: offers[0]?.offerId, token, body: {} } });
  await expect.poll(() => caught.length).toBeGreaterThan(0);
  return caught.shift() ?? null;
}

async function verdict(authorization: string | null, configured = northwind): Promise<TokenRefusal | "genuine"> {
  const said = await verifyMarketplaceToken(authorization, configured);
  return said.kind === "genuine" ? "genuine" : said.reason;
}

const unavailable = (error: unknown): boolean => error instanceof PortalError && error.code === "upstream-unavailable";

describe.each(["v1", "v2"] as const)("a call with a token of %s", (version) => {
  beforeEach(() => speak(version));

  it.each<[string, TokenRefusal | "genuine"]>([
    ["valid", "genuine"],
    ["wrong-key", "signature"],
    ["unknown-kid", "unknown-key"],
    ["wrong-audience", "audience"],
    ["wrong-tenant", "tenant"],
    ["other-tenant", "tenant"],
    ["wrong-caller", "caller"],
    ["no-caller", "caller"],
    ["wrong-issuer", "issuer"],
    ["expired", "expired"],
    ["not-yet-valid", "not-yet-valid"],
    ["alg-none", "algorithm"],
    ["hs256-public-key", "algorithm"],
    ["no-token", "no-token"],
    ["no-jwt", "malformed"],
  ])("that is %s: %s", async (kind, expected) => {
    expect(await verdict(await call(kind))).toBe(expected);
  });

  it("is taken by the publisher alone that it was made for", async () => {
    const ofNorthwind = await call();
    expect(await verdict(ofNorthwind, fabrikam)).toBe("audience");
    expect(await verdict(ofNorthwind, { ...fabrikam, clientId: northwind.clientId })).toBe("tenant");
    expect(await verdict(ofNorthwind, { ...fabrikam, tenantId: northwind.tenantId })).toBe("audience");
    expect(await verdict(await call("valid", fabrikam), fabrikam)).toBe("genuine");
  });

  it("is taken after the keys have rolled over, looked for once a minute", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const old = await call();
    expect(await verdict(old)).toBe("genuine");
    await rotate();
    expect(await verdict(await call())).toBe("genuine");
    await rotate();
    await expect(call().then(verdict)).rejects.toSatisfy(unavailable);
    vi.setSystemTime(Date.now() + 60_000);
    expect(await verdict(await call())).toBe("genuine");
    expect(await verdict(old)).toBe("genuine");
    await microsoft.control("/keys/drop-old", { method: "POST" });
    vi.setSystemTime(Date.now() + 60_000);
    expect(await verdict(await call("unknown-kid"))).toBe("unknown-key");
    await expect(verdict(old)).rejects.toSatisfy(unavailable);
    vi.setSystemTime(Date.now() + 60_000);
    expect(await verdict(old)).toBe("unknown-key");
  });

  it.each([{ kind: "status", status: 503 }, { kind: "drop" }, { kind: "html" }, { kind: "empty" }, { kind: "invalid-json" }])("is taken by the keys of before while Entra answers with $kind, and without any nobody can tell", async (fault) => {
    const good = await call();
    expect(await verdict(good)).toBe("genuine");
    await faults({ path: "openid-configuration$", ...fault });
    expect(await verdict(good)).toBe("genuine");
    globalThis.entraIssuerCache = undefined;
    await expect(verdict(good)).rejects.toSatisfy(unavailable);
    globalThis.entraIssuerCache = undefined;
    await faults({ path: "discovery/.*keys$", ...fault });
    await expect(verdict(good)).rejects.toSatisfy(unavailable);
  });
});

async function rotate(): Promise<void> {
  await microsoft.control("/keys/rotate", { method: "POST" });
}

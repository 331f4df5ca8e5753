import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { newId } from "../kernel/ids";
import { entraMetadata, tokenIssuer } from "./entra-metadata";

/** An authority on a real port, which knows every tenant but those of `unknown`. */
let server: Server;
let authority: string;
let asked: string[] = [];
const unknown = new Set<string>();

beforeAll(async () => {
  const jwk = { ...generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" }), kid: "only" };
  server = createServer((request, response) => {
    const tenant = request.url?.split("/")[1] ?? "";
    if (request.url?.endsWith("/keys")) return response.end(JSON.stringify({ keys: [jwk] }));
    asked.push(tenant);
    if (unknown.has(tenant)) return response.writeHead(400).end();
    return response.end(JSON.stringify({ issuer: `${authority}/${tenant}/v2.0`, authorization_endpoint: `${authority}/a`, token_endpoint: `${authority}/t`, jwks_uri: `${authority}/${tenant}/keys` }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  authority = `http://localhost:${address.port}`;
  process.env.ENTRA_AUTHORITY = authority;
});
afterAll(() => void server.close());
beforeEach(() => {
  globalThis.entraMetadataCache = undefined;
  globalThis.entraIssuerCache = undefined;
  asked = [];
  unknown.clear();
});

const kept = () => [...(globalThis.entraMetadataCache?.keys() ?? [])].map((address) => address.split("/")[3]);

it("keeps nothing of a tenant that Entra does not know, and asks again", async () => {
  const tenant = newId();
  unknown.add(tenant);
  const both = await Promise.allSettled([entraMetadata(tenant), entraMetadata(tenant)]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(asked).toEqual([tenant]);
  expect(kept()).toEqual([]);
  unknown.clear();
  expect((await entraMetadata(tenant)).issuer).toContain(tenant);
});

it("keeps 200 authorities at the most, and of them the one that everybody signs in at", async () => {
  const tenants = Array.from({ length: 230 }, newId);
  for (const tenant of tenants) {
    await entraMetadata("common");
    await entraMetadata(tenant);
  }
  expect(kept()).toHaveLength(200);
  expect(kept()).toContain("common");
  expect(kept()).toContain(tenants.at(-1));
  expect(asked.filter((tenant) => tenant === "common")).toHaveLength(1);
});

it("keeps the tenants that the portal was configured with, whoever signs in", async () => {
  const configured = Array.from({ length: 3 }, newId);
  const askedOf = (tenant: string) => asked.filter((each) => each === tenant).length;
  for (const tenant of configured) expect((await tokenIssuer(tenant, "v2")).issuer).toContain(tenant);
  for (const tenant of Array.from({ length: 230 }, newId)) await entraMetadata(tenant);
  for (const tenant of configured) await tokenIssuer(tenant, "v2");
  expect(configured.map(askedOf)).toEqual([1, 1, 1]);
  expect(kept()).toHaveLength(200);
});

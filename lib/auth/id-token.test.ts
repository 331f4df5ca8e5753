import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWTPayload } from "jose";
import { PERSONAL_ACCOUNTS_TENANT } from "../kernel/ids";
import { PortalError } from "../kernel/errors";
import { readIdToken } from "./id-token";

const TENANT = "5a3e7d91-6c08-4f2b-93ad-e1b7402c6f58";
const OTHER = "7b3e7d91-6c08-4f2b-93ad-e1b7402c6f59";
const PERSON = "4be9a3c0-17d2-4c61-9f0e-8a2f51d7c3b4";
const CLIENT = "f3b60d27-81e4-4a9c-b05f-6c2d94e7a138";
const NONCE = "the nonce of this sign-in";

/** An authority of its own on a real port: what it publishes is what the test says. */
let server: Server;
let authority: string;
let keys: { kid: string; issuer?: string; key: CryptoKey; jwk: object }[] = [];
let published: string[] = [];
let fetches = 0;
let down = false;

/** Making an RSA key takes long; the same ones serve every test. */
const pairs = new Map<string, ReturnType<typeof generateKeyPair>>();

async function addKey(kid: string, issuer?: string): Promise<void> {
  const pair = pairs.get(kid) ?? generateKeyPair("RS256");
  pairs.set(kid, pair);
  const { privateKey, publicKey } = await pair;
  keys.push({ kid, issuer, key: privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: "sig", ...(issuer ? { issuer } : {}) } });
  published.push(kid);
}

beforeAll(async () => {
  server = createServer((request, response) => {
    if (down) return response.writeHead(503).end();
    const tenant = request.url?.split("/")[1] ?? "";
    if (request.url?.endsWith("/openid-configuration")) {
      fetches += 1;
      const issuer = `${authority}/${tenant === "common" ? "{tenantid}" : tenant}/v2.0`;
      return response.end(JSON.stringify({ issuer, authorization_endpoint: `${authority}/a`, token_endpoint: `${authority}/t`, jwks_uri: `${authority}/${tenant}/keys` }));
    }
    return response.end(JSON.stringify({ keys: keys.filter(({ kid }) => published.includes(kid)).map(({ jwk }) => jwk) }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  authority = `http://localhost:${address.port}`;
  process.env.ENTRA_AUTHORITY = authority;
});

afterAll(() => void server.close());

beforeEach(async () => {
  globalThis.entraMetadataCache = undefined;
  keys = [];
  published = [];
  fetches = 0;
  down = false;
  await addKey("organisations", `${authority}/{tenantid}/v2.0`);
  await addKey("personal", `${authority}/${PERSONAL_ACCOUNTS_TENANT}/v2.0`);
  await addKey("plain");
});

const GOOD = { ver: "2.0", tid: TENANT, oid: PERSON, sub: "pairwise", nonce: NONCE, name: "Mira Soto", preferred_username: "mira@aurora.example" };

async function token(claims: JWTPayload = {}, { kid = "organisations", by = kid }: { kid?: string; by?: string } = {}): Promise<string> {
  const key = keys.find((each) => each.kid === by)?.key;
  if (!key) throw new Error(`no key ${by}`);
  const now = Math.floor(Date.now() / 1000);
  const payload = { iss: `${authority}/${typeof claims.tid === "string" ? claims.tid : TENANT}/v2.0`, aud: CLIENT, iat: now, nbf: now, exp: now + 3600, ...GOOD, ...claims };
  return new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid }).sign(key);
}

const read = (idToken: string, tenant = "common") => readIdToken(idToken, { clientId: CLIENT, nonce: NONCE, tenant });

describe("an ID token", () => {
  it("names the person", async () => {
    expect(await read(await token())).toEqual({ kind: "user", tenantId: TENANT, objectId: PERSON, name: "Mira Soto", email: "mira@aurora.example" });
  });

  it("is taken with ids in capitals, and gives them in small letters", async () => {
    const issuer = `${authority}/${TENANT}/v2.0`;
    expect(await read(await token({ tid: TENANT.toUpperCase(), oid: PERSON.toUpperCase(), iss: issuer }))).toMatchObject({ tenantId: TENANT, objectId: PERSON });
  });

  it("is taken of a personal account, by the key of personal accounts", async () => {
    expect(await read(await token({ tid: PERSONAL_ACCOUNTS_TENANT }, { kid: "personal" }))).toMatchObject({ tenantId: PERSONAL_ACCOUNTS_TENANT });
  });

  it("is taken by a key that names no issuer", async () => expect(await read(await token({}, { kid: "plain" }))).toMatchObject({ objectId: PERSON }));

  it("is taken at the tenant that the sign-in was for", async () => expect(await read(await token(), TENANT)).toMatchObject({ tenantId: TENANT }));

  it("needs no name and no mail address", async () => {
    expect(await read(await token({ name: undefined, preferred_username: "+45 12 34" }))).toMatchObject({ name: "+45 12 34", email: null });
  });

  const past = Math.floor(Date.now() / 1000) - 7200;
  it.each<[string, () => Promise<string>, string?]>([
    ["another audience", () => token({ aud: "another-app" })],
    ["an issuer of another tenant", () => token({ iss: `http://localhost/${OTHER}/v2.0` })],
    ["an issuer with the template itself", () => token({ iss: `${authority}/{tenantid}/v2.0` })],
    ["an issuer of another host", () => token({ iss: `https://evil.example/${TENANT}/v2.0` })],
    ["an organisation's token by the key of personal accounts", () => token({}, { kid: "personal" })],
    ["another tenant than the sign-in was for", () => token({ tid: OTHER }), TENANT],
    ["another nonce", () => token({ nonce: "another" })],
    ["no nonce", () => token({ nonce: undefined })],
    ["version 1", () => token({ ver: "1.0" })],
    ["no oid", () => token({ oid: undefined })],
    ["a tid that is no id", () => token({ tid: "common" })],
    ["expired", () => token({ iat: past, nbf: past, exp: past + 60 })],
    ["not valid yet", () => token({ nbf: Math.floor(Date.now() / 1000) + 3600 })],
    ["no expiry", () => token({ exp: undefined })],
    ["signed by another key than it names", () => token({}, { kid: "organisations", by: "plain" })],
    ["a key that is not published", () => token({}, { kid: "unheard-of", by: "plain" })],
    ["no signature", () => Promise.resolve(new UnsecuredJWT({ ...GOOD, aud: CLIENT, iss: `${authority}/${TENANT}/v2.0` }).encode())],
    ["HS256 with the public key as the secret", () => new SignJWT({ ...GOOD, aud: CLIENT, iss: `${authority}/${TENANT}/v2.0` }).setProtectedHeader({ alg: "HS256", kid: "organisations" }).setIssuedAt().setExpirationTime("1h").sign(new TextEncoder().encode(JSON.stringify(keys[0]?.jwk)))],
    ["junk", () => Promise.resolve("a.b.c")],
    ["nothing", () => Promise.resolve("")],
  ])("is refused: %s", async (_, make, tenant) => {
    await expect(read(await make(), tenant)).rejects.toSatisfy((error) => error instanceof PortalError && error.code === "unauthenticated");
  });
});

describe("signing keys", () => {
  it("are fetched once for many tokens", async () => {
    await Promise.all(Array.from({ length: 10 }, async () => read(await token())));
    expect(fetches).toBe(1);
  });

  it("are fetched again for a key that has rolled over, but not for every unknown one", async () => {
    await read(await token());
    await addKey("rolled", `${authority}/{tenantid}/v2.0`);
    expect(await read(await token({}, { kid: "rolled" }))).toMatchObject({ objectId: PERSON });
    const seen = fetches;
    await expect(read(await token({}, { kid: "unheard-of", by: "plain" }))).rejects.toBeInstanceOf(PortalError);
    await expect(read(await token({}, { kid: "unheard-of-2", by: "plain" }))).rejects.toBeInstanceOf(PortalError);
    expect(fetches).toBe(seen);
  });

  it("stay in use while Entra is out of reach, and without any the sign-in says so", async () => {
    const good = await token();
    down = true;
    await expect(read(good)).rejects.toSatisfy((error) => error instanceof PortalError && error.code === "upstream-unavailable");
    down = false;
    expect(await read(good)).toMatchObject({ objectId: PERSON });
    down = true;
    const entry = [...(globalThis.entraMetadataCache?.values() ?? [])][0];
    if (!entry?.value) throw new Error("nothing is cached");
    entry.value = { ...entry.value, fetchedAt: Date.now() - 30 * 3600_000 };
    expect(await read(good)).toMatchObject({ objectId: PERSON });
  });
});

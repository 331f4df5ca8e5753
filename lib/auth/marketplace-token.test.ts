import { createHmac, createPublicKey, sign } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { PortalError } from "../kernel/errors";
import { verifyMarketplaceToken, type TokenRefusal } from "./marketplace-token";
import { Authority, authorityKey, compactToken, type AuthorityKey } from "./testing";

const TENANT = "1f6a3d80-5c2e-4e97-b7d4-92a08c5e6b31";
const OTHER_TENANT = "e93b57d2-08f4-4c6b-9a1e-6d7c24f0b853";
const CLIENT = "4e7d21b8-63c9-4fa0-95d2-b80f1c6e3a47";
const MARKETPLACE = "20e940b3-4c77-4b0b-9a53-9e16a1b010a7";
const SOMEBODY = "d7a04be2-6c31-4f58-8b09-15e7c2f3a946";
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Version = "v1" | "v2";

const authority = new Authority();
const current = authorityKey("current");
const next = authorityKey("next");
const stranger = authorityKey("current");
const weak = authorityKey("weak", { bits: 1024 });
const encrypts = authorityKey("encrypts", { use: "enc" });
let personal: AuthorityKey;
let bound: AuthorityKey;

beforeAll(async () => {
  await authority.start();
  process.env.ENTRA_AUTHORITY = authority.url;
  personal = authorityKey("personal", { issuer: authority.issuer("9188040d-6c67-4c5b-b112-36a304b66dad", "v2") });
  bound = authorityKey("bound", { issuer: authority.issuer("{tenantid}", "v2") });
});
afterAll(() => authority.stop());

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  globalThis.entraIssuerCache = undefined;
  authority.asked = [];
  authority.state = "up";
  authority.v1 = [current.published, weak.published, encrypts.published, { kid: "an ec key", kty: "EC" }, "no key at all"];
  authority.v2 = [...authority.v1, personal.published, bound.published];
});
afterEach(async () => {
  authority.hangUp();
  await refreshed();
  vi.useRealTimers();
});

/** Waits for what is fetched in the background. */
async function refreshed(): Promise<void> {
  await Promise.allSettled([...(globalThis.entraIssuerCache?.values() ?? [])].flatMap(({ pending }) => pending ?? []));
}

function later(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

/** As Entra makes it, with what a forger changed; `undefined` takes a claim away. */
function claims(version: Version, changed: Record<string, unknown> = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  const common = { aud: CLIENT, iss: authority.issuer(TENANT, version), iat: now, nbf: now, exp: now + 3900, oid: SOMEBODY, sub: SOMEBODY, tid: TENANT, uti: "uti" };
  return { ...common, ...(version === "v1" ? { appid: MARKETPLACE, appidacr: "2", ver: "1.0" } : { azp: MARKETPLACE, azpacr: "2", ver: "2.0" }), ...changed };
}

function token(version: Version, changed: Record<string, unknown> = {}, { header = {}, by = current }: { header?: Record<string, unknown>; by?: AuthorityKey | null } = {}): string {
  return compactToken({ typ: "JWT", alg: "RS256", kid: by?.published.kid ?? "current", ...header }, claims(version, changed), by);
}

async function verdict(authorization: string | null, configured = { tenantId: TENANT, clientId: CLIENT }): Promise<TokenRefusal | "genuine"> {
  const said = await verifyMarketplaceToken(authorization, configured);
  return said.kind === "genuine" ? "genuine" : said.reason;
}

const verdictOn = (jwt: string): Promise<TokenRefusal | "genuine"> => verdict(`Bearer ${jwt}`);
const isUnavailable = (error: unknown): boolean => error instanceof PortalError && error.code === "upstream-unavailable";

describe.each<Version>(["v1", "v2"])("a genuine token of %s", (version) => {
  it("is taken, however its ids are spelt", async () => {
    expect(await verdictOn(token(version))).toBe("genuine");
    expect(await verdictOn(token(version, { aud: CLIENT.toUpperCase(), tid: TENANT.toUpperCase(), appid: MARKETPLACE.toUpperCase(), azp: MARKETPLACE.toUpperCase() }))).toBe("genuine");
    expect(await verdict(`Bearer ${token(version)}`, { tenantId: TENANT.toUpperCase(), clientId: CLIENT.toUpperCase() })).toBe("genuine");
    expect(authority.asked).toEqual([`${TENANT} ${version}`]);
  });

  it("is taken under any spelling of its scheme, and without nbf", async () => {
    for (const scheme of ["bearer ", "BEARER ", "Bearer   "]) expect(await verdict(scheme + token(version, { nbf: undefined }))).toBe("genuine");
  });

  it("is taken with the clocks two minutes apart", async () => {
    const now = Math.floor(Date.now() / 1000);
    expect(await verdictOn(token(version, { exp: now - 110 }))).toBe("genuine");
    expect(await verdictOn(token(version, { nbf: now + 110 }))).toBe("genuine");
    expect(await verdictOn(token(version, { exp: now - 121 }))).toBe("expired");
    expect(await verdictOn(token(version, { nbf: now + 125 }))).toBe("not-yet-valid");
  });

  const caller = version === "v1" ? "appid" : "azp";
  const hour = 3600;
  const seconds = (): number => Math.floor(Date.now() / 1000);

  it.each<[string, () => string, TokenRefusal]>([
    ["unsigned", () => token(version, {}, { by: null }), "signature"],
    ["alg none", () => token(version, {}, { header: { alg: "none" }, by: null }), "algorithm"],
    ["alg none, with a signature", () => token(version, {}, { header: { alg: "none" } }), "algorithm"],
    ["alg nOnE", () => token(version, {}, { header: { alg: "nOnE" }, by: null }), "algorithm"],
    ["no alg", () => token(version, {}, { header: { alg: undefined } }), "algorithm"],
    ["a list for alg", () => token(version, {}, { header: { alg: ["RS256"] } }), "algorithm"],
    ["HS256 with the public key as the secret, in PEM", () => hs256(version, publicPem()), "algorithm"],
    ["HS256 with the public key as the secret, as a JWK", () => hs256(version, JSON.stringify(current.published)), "algorithm"],
    ["HS256 with no secret", () => hs256(version, ""), "algorithm"],
    ["RS512 by the right key", () => rs512(version), "algorithm"],
    ["signed for RS256 with another hash", () => rs512(version, "RS256"), "signature"],
    ["signed by a key that only takes the name of Entra's", () => token(version, {}, { by: stranger }), "signature"],
    ["another payload under a good signature", () => swap(token(version), token(version, { uti: "another" }), 1), "signature"],
    ["another header under a good signature", () => swap(token(version), token(version, {}, { header: { typ: "at+jwt" } }), 0), "signature"],
    ["the signature cut short", () => token(version).slice(0, -40), "signature"],
    ["unknown kid", () => token(version, {}, { header: { kid: "unheard-of" }, by: stranger }), "unknown-key"],
    ["a kid that is a path", () => token(version, {}, { header: { kid: "../../../../dev/null" }, by: null }), "unknown-key"],
    ["a kid that is an address", () => token(version, {}, { header: { kid: "https://evil.example/keys" }, by: stranger }), "unknown-key"],
    ["a kid that every object has", () => token(version, {}, { header: { kid: "__proto__" }, by: stranger }), "unknown-key"],
    ["a kid with a space about it", () => token(version, {}, { header: { kid: "current " } }), "unknown-key"],
    ["a key of its own in jwk, jku, x5u and x5c", () => token(version, {}, { header: { jwk: stranger.published, jku: `${authority.url}/evil/keys`, x5u: `${authority.url}/evil`, x5c: ["MII"] }, by: stranger }), "signature"],
    ["the same, and a kid of its own", () => token(version, {}, { header: { kid: "mine", jwk: stranger.published, jku: `${authority.url}/evil/keys` }, by: stranger }), "unknown-key"],
    ["a key that is too short", () => token(version, {}, { by: weak }), "unknown-key"],
    ["a key that is for encryption", () => token(version, {}, { by: encrypts }), "unknown-key"],
    ["no kid", () => token(version, {}, { header: { kid: undefined } }), "malformed"],
    ["an empty kid", () => token(version, {}, { header: { kid: "" } }), "malformed"],
    ["a number for a kid", () => token(version, {}, { header: { kid: 1 } }), "malformed"],
    ["an extension that has to be understood", () => token(version, {}, { header: { crit: ["b64"], b64: false } }), "malformed"],
    ["another issuer of the same tenant", () => token(version, { iss: authority.issuer(TENANT, version === "v1" ? "v2" : "v1") }), "issuer"],
    ["the issuer without its last letter", () => token(version, { iss: authority.issuer(TENANT, version).slice(0, -1) }), "issuer"],
    ["the issuer of another host", () => token(version, { iss: `https://evil.example/${TENANT}/v2.0` }), "issuer"],
    ["the issuer's template", () => token(version, { iss: authority.issuer("{tenantid}", version) }), "issuer"],
    ["another tenant's issuer, and a key that nobody knows", () => token(version, { iss: authority.issuer(OTHER_TENANT, version) }, { header: { kid: "unheard-of" }, by: stranger }), "issuer"],
    ["no issuer", () => token(version, { iss: undefined }), "issuer"],
    ["a list of issuers", () => token(version, { iss: [authority.issuer(TENANT, version)] }), "issuer"],
    ["another tenant's issuer", () => token(version, { iss: authority.issuer(OTHER_TENANT, version) }), "issuer"],
    ["another tenant's good token", () => token(version, { iss: authority.issuer(OTHER_TENANT, version), tid: OTHER_TENANT }), "tenant"],
    ["another tenant's tid", () => token(version, { tid: OTHER_TENANT }), "tenant"],
    ["no tid", () => token(version, { tid: undefined }), "tenant"],
    ["a list for tid", () => token(version, { tid: [TENANT] }), "tenant"],
    ["another audience", () => token(version, { aud: SOMEBODY }), "audience"],
    ["the marketplace as audience", () => token(version, { aud: MARKETPLACE }), "audience"],
    ["no audience", () => token(version, { aud: undefined }), "audience"],
    ["a list of audiences with ours", () => token(version, { aud: [CLIENT, SOMEBODY] }), "audience"],
    ["a list of our audience alone", () => token(version, { aud: [CLIENT] }), "audience"],
    ["an application id URI that is not ours", () => token(version, { aud: `api://${SOMEBODY}` }), "audience"],
    ["an application id URI that goes on", () => token(version, { aud: `api://${CLIENT}/hook` }), "audience"],
    ["another caller", () => token(version, { [caller]: SOMEBODY }), "caller"],
    ["our own application as caller", () => token(version, { [caller]: CLIENT }), "caller"],
    ["no caller", () => token(version, { [caller]: undefined }), "caller"],
    ["a list of callers", () => token(version, { [caller]: [MARKETPLACE] }), "caller"],
    ["the other version's caller alone", () => token(version, { [caller]: undefined, [version === "v1" ? "azp" : "appid"]: MARKETPLACE }), "caller"],
    ["the other version's claims", () => token(version, { ...claims(version === "v1" ? "v2" : "v1"), ver: version === "v1" ? "1.0" : "2.0", [caller]: undefined }), "caller"],
    ["the other version's number", () => token(version, { ver: version === "v1" ? "2.0" : "1.0" }), "caller"],
    ["no version", () => token(version, { ver: undefined }), "malformed"],
    ["a version that there is not", () => token(version, { ver: "3.0" }), "malformed"],
    ["a number for a version", () => token(version, { ver: version === "v1" ? 1 : 2 }), "malformed"],
    ["expired", () => token(version, { iat: seconds() - 2 * hour, nbf: seconds() - 2 * hour, exp: seconds() - hour }), "expired"],
    ["expired for ages", () => token(version, { exp: 0 }), "expired"],
    ["not valid yet", () => token(version, { nbf: seconds() + hour, exp: seconds() + 2 * hour }), "not-yet-valid"],
    ["no end", () => token(version, { exp: undefined }), "malformed"],
    ["an end of null", () => token(version, { exp: null }), "malformed"],
    ["an end in text", () => token(version, { exp: String(seconds() + hour) }), "malformed"],
    ["an end in a list", () => token(version, { exp: [seconds() + hour] }), "malformed"],
    ["a beginning in text", () => token(version, { nbf: "0" }), "malformed"],
    ["a beginning of null", () => token(version, { nbf: null }), "malformed"],
    ["an endless end", () => rawPayload(JSON.stringify(claims(version, { exp: 1 })).replace('"exp":1', '"exp":1e999')), "malformed"],
    ["claims that are a list", () => compactToken({ alg: "RS256", kid: "current" }, [claims(version)], current), "malformed"],
    ["claims that are null", () => compactToken({ alg: "RS256", kid: "current" }, null, current), "malformed"],
    ["claims that are no JSON", () => rawPayload("{"), "malformed"],
    ["claims in latin-1", () => rawPayload(Buffer.from([0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d])), "malformed"],
    ["without its signature's dot", () => token(version).split(".").slice(0, 2).join("."), "malformed"],
    ["with a fourth part", () => `${token(version)}.e30`, "malformed"],
    ["with a line of base64 that URLs do not have", () => token(version).replace(/\.[^.]+$/, ".a+b/c="), "malformed"],
    ["cut in its claims", () => token(version).slice(0, 120), "malformed"],
    ["huge", () => token(version, { groups: Array.from({ length: 1000 }, () => SOMEBODY) }), "malformed"],
  ])("is refused with the exact reason: %s", async (_, make, reason) => {
    expect(await verdictOn(token(version))).toBe("genuine");
    authority.asked = [];
    expect(await verdictOn(make())).toBe(reason);
    expect(authority.asked).toHaveLength(reason === "unknown-key" ? 1 : 0);
  });
});

describe("the header", () => {
  it.each<[string, (jwt: string) => string | null, TokenRefusal]>([
    ["is missing", () => null, "no-token"],
    ["is empty", () => "", "no-token"],
    ["is the scheme alone", () => "Bearer", "no-token"],
    ["is the scheme and a space", () => "Bearer ", "no-token"],
    ["has another scheme", (jwt) => `Basic ${jwt}`, "no-token"],
    ["has no scheme", (jwt) => jwt, "no-token"],
    ["runs scheme and token together", (jwt) => `Bearer${jwt}`, "no-token"],
    ["came twice", (jwt) => `Bearer ${jwt}, Bearer ${jwt}`, "malformed"],
    ["names two tokens", (jwt) => `Bearer ${jwt} ${jwt}`, "malformed"],
    ["names the scheme twice", (jwt) => `Bearer Bearer ${jwt}`, "malformed"],
    ["holds junk", () => "Bearer a.b.c", "malformed"],
    ["holds dots", () => "Bearer ...", "malformed"],
    ["is endless", () => `Bearer ${"a".repeat(1_000_000)}`, "malformed"],
  ])("is refused where it %s", async (_, header, reason) => {
    expect(await verdict(header(token("v1")))).toBe(reason);
    expect(authority.asked).toEqual([]);
  });
});

it("is taken for the application's URI in v1 alone, as Entra writes it there", async () => {
  expect(await verdictOn(token("v1", { aud: `api://${CLIENT}` }))).toBe("genuine");
  expect(await verdictOn(token("v2", { aud: `api://${CLIENT}` }))).toBe("audience");
});

it("holds a key to the issuer that it may sign for", async () => {
  expect(await verdictOn(token("v2", {}, { by: bound }))).toBe("genuine");
  expect(await verdictOn(token("v2", {}, { by: personal }))).toBe("issuer");
});

it("believes no key set but its version's", async () => {
  expect(await verdictOn(token("v1", {}, { by: bound }))).toBe("unknown-key");
});

describe("Entra", () => {
  it("is asked nothing about what is wrong to see, also when nothing is known yet", async () => {
    for (const changed of [{ aud: SOMEBODY }, { tid: OTHER_TENANT }, { appid: SOMEBODY }, { exp: 1 }, { nbf: 1e12 }, { ver: "9" }]) expect(await verdictOn(token("v1", changed))).not.toBe("genuine");
    expect(await verdictOn(token("v1", {}, { header: { alg: "none" } }))).toBe("algorithm");
    expect(authority.asked).toEqual([]);
  });

  it("is asked for the configured tenant, whatever the token says", async () => {
    await verdictOn(token("v2", { iss: authority.issuer(OTHER_TENANT, "v2") }));
    await verdictOn(token("v2", { tid: OTHER_TENANT }));
    expect(authority.asked).toEqual([`${TENANT} v2`]);
  });

  it("is asked once by many, also about a key that is new to all of them", async () => {
    const many = (by: AuthorityKey) => Promise.all(Array.from({ length: 20 }, () => verdictOn(token("v1", {}, { by }))));
    expect(new Set(await many(current))).toEqual(new Set(["genuine"]));
    expect(authority.asked).toHaveLength(1);
    authority.v1 = [next.published];
    expect(new Set(await many(next))).toEqual(new Set(["genuine"]));
    expect(authority.asked).toHaveLength(2);
    later(MINUTE_MS);
    expect(await verdictOn(token("v1"))).toBe("unknown-key");
  });

  it("is asked about unknown keys once a minute, and nobody is refused who comes too early for that", async () => {
    await verdictOn(token("v1"));
    const forged = token("v1", {}, { header: { kid: "forged" }, by: stranger });
    expect(await verdictOn(forged)).toBe("unknown-key");
    authority.v1 = [next.published];
    for (const unsure of [forged, token("v1", {}, { by: next }), forged]) await expect(verdictOn(unsure)).rejects.toSatisfy(isUnavailable);
    expect(authority.asked).toHaveLength(2);
    later(MINUTE_MS);
    expect(await verdictOn(token("v1", {}, { by: next }))).toBe("genuine");
    expect(authority.asked).toHaveLength(3);
    later(MINUTE_MS);
    expect(await verdictOn(forged)).toBe("unknown-key");
    expect(authority.asked).toHaveLength(4);
  });

  it("may be out of reach for a day beyond the first, and then nobody is believed or refused", async () => {
    expect(await verdictOn(token("v1"))).toBe("genuine");
    authority.state = "down";
    const start = Date.now();
    for (const hours of [23.9, 24.1, 30, 47.9]) {
      vi.setSystemTime(start + hours * HOUR_MS);
      expect(await verdictOn(token("v1")), `after ${hours} hours`).toBe("genuine");
      expect(await verdictOn(token("v1", {}, { by: stranger }))).toBe("signature");
      await refreshed();
    }
    expect(authority.asked).toHaveLength(4);
    vi.setSystemTime(start + 48.1 * HOUR_MS);
    await expect(verdictOn(token("v1"))).rejects.toSatisfy(isUnavailable);
    expect(await verdictOn(token("v1", { aud: SOMEBODY }))).toBe("audience");
    authority.state = "up";
    later(MINUTE_MS);
    expect(await verdictOn(token("v1"))).toBe("genuine");
  });

  it("makes nobody wait while it hangs and keys are there", async () => {
    await verdictOn(token("v1"));
    authority.state = "hanging";
    later(25 * HOUR_MS);
    const began = performance.now();
    for (let times = 0; times < 10; times += 1) expect(await verdictOn(token("v1"))).toBe("genuine");
    expect(performance.now() - began).toBeLessThan(1000);
    await expect.poll(() => authority.asked.length).toBe(2);
  });

  it("is not to say no by its silence: a key that cannot be looked for is neither known nor unknown", async () => {
    await verdictOn(token("v1"));
    authority.state = "down";
    const rolled = token("v1", {}, { by: next });
    for (let times = 0; times < 3; times += 1) await expect(verdictOn(rolled)).rejects.toSatisfy(isUnavailable);
    expect(await verdictOn(token("v1"))).toBe("genuine");
    expect(authority.asked).toHaveLength(2);
    authority.state = "up";
    authority.v1 = [next.published];
    later(MINUTE_MS);
    expect(await verdictOn(rolled)).toBe("genuine");
  });

  it("is needed at first, and is asked again a moment later", async () => {
    authority.state = "down";
    for (let times = 0; times < 5; times += 1) await expect(verdictOn(token("v1"))).rejects.toSatisfy(isUnavailable);
    expect(authority.asked).toHaveLength(1);
    authority.state = "up";
    later(1000);
    expect(await verdictOn(token("v1"))).toBe("genuine");
  });

  it("takes no good keys away by publishing none", async () => {
    await verdictOn(token("v1"));
    authority.state = "nonsense";
    await expect(verdictOn(token("v1", {}, { by: next }))).rejects.toSatisfy(isUnavailable);
    expect(await verdictOn(token("v1"))).toBe("genuine");
  });
});

function publicPem(): string {
  return createPublicKey(current.privateKey).export({ type: "spki", format: "pem" }).toString();
}

function hs256(version: Version, secret: string): string {
  const signed = token(version, {}, { header: { alg: "HS256" }, by: null }).slice(0, -1);
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

function rs512(version: Version, alg = "RS512"): string {
  const signed = token(version, {}, { header: { alg }, by: null }).slice(0, -1);
  return `${signed}.${sign("sha512", Buffer.from(signed), current.privateKey).toString("base64url")}`;
}

function swap(into: string, from: string, part: number): string {
  const parts = into.split(".");
  return parts.with(part, from.split(".")[part] ?? "").join(".");
}

/** A good signature over claims that no JSON.stringify would write. */
function rawPayload(payload: string | Buffer): string {
  const signed = `${Buffer.from(JSON.stringify({ alg: "RS256", kid: "current" })).toString("base64url")}.${Buffer.from(payload).toString("base64url")}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), current.privateKey).toString("base64url")}`;
}

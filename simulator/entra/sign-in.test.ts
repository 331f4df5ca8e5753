import { createHash, randomBytes } from "node:crypto";
import { createLocalJWKSet, decodeProtectedHeader, errors, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { NORTHWIND, PORTAL_URL, simulatorForTests } from "../testing";

const wire = simulatorForTests();

const APP = { client_id: "f08c5a93-2b7e-4d61-a4c8-17e3d96b0f25", client_secret: "simulator-sign-in-secret" };
const REDIRECT = `${PORTAL_URL}/api/auth/callback/entra`;
const AURORA = "5b1c9f42-77a0-4d1e-9c35-0a8e6f21d704";
const HARBOR = "8d20c6e1-4b93-4f7a-a1d8-e3c7095b6f12";
const PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad";
const STUDIO = "36d0f9b7-a5e8-4127-8cb4-f1e92d60a7c5";

const keySchema = z.strictObject({ kty: z.literal("RSA"), use: z.literal("sig"), alg: z.literal("RS256"), kid: z.string(), x5t: z.string(), n: z.string(), e: z.string(), issuer: z.string() });
const keySetSchema = z.strictObject({ keys: z.array(keySchema) });
const tokensSchema = z.object({ token_type: z.literal("Bearer"), expires_in: z.number(), id_token: z.string(), access_token: z.string() });

const request = (more: Record<string, string> = {}) => ({ client_id: APP.client_id, redirect_uri: REDIRECT, response_type: "code", scope: "openid profile email", state: "st+te/=&?", nonce: "n0nce", ...more });
const authorizePath = (tenant: string) => `/entra/${tenant}/oauth2/v2.0/authorize`;
const open = (tenant: string, values: Record<string, string>) => wire().call(`${authorizePath(tenant)}?${new URLSearchParams(values).toString()}`);
const choose = (tenant: string, persona: string, values = request()) => wire().form(authorizePath(tenant), { ...values, persona });
const locationOf = ({ headers }: { headers: Headers }) => new URL(headers.get("location") ?? "");
const keys = async () => keySetSchema.parse((await wire().call("/entra/common/discovery/v2.0/keys")).json).keys;

function proof() {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: { code_challenge: createHash("sha256").update(verifier).digest("base64url"), code_challenge_method: "S256" } };
}

async function codeFor(tenant: string, persona: string, more: Record<string, string> = {}): Promise<string> {
  const answer = await choose(tenant, persona, request(more));
  expect(answer.status).toBe(303);
  return locationOf(answer).searchParams.get("code") ?? "";
}

const redeem = (tenant: string, code: string, more: Record<string, string> = {}) =>
  wire().form(`/entra/${tenant}/oauth2/v2.0/token`, { grant_type: "authorization_code", ...APP, redirect_uri: REDIRECT, code, ...more });

async function signIn(tenant: string, persona: string) {
  const { id_token } = tokensSchema.parse((await redeem(tenant, await codeFor(tenant, persona))).json);
  const { payload } = await jwtVerify(id_token, createLocalJWKSet({ keys: await keys() }), { audience: APP.client_id });
  return { claims: payload, kid: decodeProtectedHeader(id_token).kid ?? "" };
}

describe("metadata", () => {
  test.each([
    ["common", "{tenantid}"],
    ["organizations", "{tenantid}"],
    ["consumers", PERSONAL],
    [AURORA, AURORA],
  ])("of %s names the issuer of %s and addresses of the same authority", async (tenant, issuing) => {
    const { json } = await wire().call(`/entra/${tenant}/v2.0/.well-known/openid-configuration`);
    expect(json).toMatchObject({
      issuer: `${wire().url}/entra/${issuing}/v2.0`,
      authorization_endpoint: wire().url + authorizePath(tenant),
      token_endpoint: `${wire().url}/entra/${tenant}/oauth2/v2.0/token`,
      jwks_uri: `${wire().url}/entra/${tenant}/discovery/v2.0/keys`,
    });
    const v1 = await wire().call(`/entra/${tenant}/.well-known/openid-configuration`);
    expect(v1.json).toMatchObject({ issuer: `${wire().url}/sts/${issuing}/`, token_endpoint: `${wire().url}/entra/${tenant}/oauth2/token` });
  });

  test("publishes public keys only, each with the issuer that it may sign for", async () => {
    const published = await keys();
    expect(published.map(({ issuer }) => issuer).toSorted()).toEqual([`${wire().url}/entra/${PERSONAL}/v2.0`, `${wire().url}/entra/{tenantid}/v2.0`].toSorted());
    const v1 = keySetSchema.parse((await wire().call(`/entra/${AURORA}/discovery/keys`)).json).keys;
    expect(v1.map(({ issuer }) => issuer)).toEqual([`${wire().url}/sts/{tenantid}/`]);
  });
});

describe("the sign-in page", () => {
  const people = async (tenant: string) => [...(await open(tenant, request())).text.matchAll(/data-persona="(\w+)"/g)].map(([, key]) => key);

  test("shows everybody on common, work accounts on organizations, personal ones on consumers, and members and guests of one tenant", async () => {
    const everybody = await people("common");
    expect(everybody).toHaveLength(10);
    expect(await people("organizations")).toEqual(everybody.filter((key) => key !== "paula"));
    expect(await people("consumers")).toEqual(["paula"]);
    expect(await people(AURORA)).toEqual(["mira", "jonas", "zoe", "nadia"]);
    expect(await people(AURORA.toUpperCase())).toEqual(["mira", "jonas", "zoe", "nadia"]);
  });

  test.each<[string, string, Record<string, string>, RegExp]>([
    ["an address that is not registered", "common", { redirect_uri: "https://evil.example/callback" }, /AADSTS50011/],
    ["an address that begins like a registered one", "common", { redirect_uri: `${REDIRECT}/more` }, /AADSTS50011/],
    ["an unknown application", "common", { client_id: NORTHWIND.clientId }, /AADSTS700016/],
    ["an unknown tenant", "00000000-0000-0000-0000-000000000002", {}, /AADSTS90002/],
  ])("is an error page, never a redirect, for %s", async (_, tenant, values, message) => {
    for (const answer of [await open(tenant, request(values)), await choose(tenant, "mira", request(values))]) {
      expect(answer.status).toBe(400);
      expect(answer.headers.get("location")).toBeNull();
      expect(answer.text).toMatch(message);
    }
  });

  test("is an error page where the request is not one, and shows nothing unescaped", async () => {
    expect((await open("common", {})).status).toBe(400);
    expect((await open("common", request({ redirect_uri: "<script>alert(1)</script>" }))).text).not.toContain("<script>");
  });

  test.each<[string, Record<string, string>, string]>([
    ["another response type", { response_type: "id_token" }, "unsupported_response_type"],
    ["a plain code challenge", { code_challenge: "abc", code_challenge_method: "plain" }, "invalid_request"],
  ])("tells the application of %s", async (_, values, error) => {
    const { searchParams } = locationOf(await open("common", request(values)));
    expect(searchParams.get("error")).toBe(error);
    expect(searchParams.get("state")).toBe("st+te/=&?");
  });

  test("leads back with access_denied after Cancel", async () => {
    const answer = await wire().form(authorizePath("common"), { ...request(), cancel: "1" });
    const back = locationOf(answer);
    expect(answer.status).toBe(303);
    expect(back.origin + back.pathname).toBe(REDIRECT);
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ error: "access_denied", state: "st+te/=&?" });
    expect(back.searchParams.get("code")).toBeNull();
  });

  test("lets nobody in at a tenant that does not know them", async () => {
    expect(locationOf(await choose(AURORA, "stella")).searchParams.get("error")).toBe("login_required");
    expect(locationOf(await choose("organizations", "paula")).searchParams.get("error")).toBe("login_required");
  });
});

describe("a code", () => {
  test("goes round with PKCE and makes an id token for the application", async () => {
    const { verifier, challenge } = proof();
    const answer = await choose("common", "mira", request(challenge));
    expect(locationOf(answer).searchParams.get("state")).toBe("st+te/=&?");
    const { status, json } = await redeem("common", locationOf(answer).searchParams.get("code") ?? "", { code_verifier: verifier });
    expect(status).toBe(200);
    const { payload } = await jwtVerify(tokensSchema.parse(json).id_token, createLocalJWKSet({ keys: await keys() }), { audience: APP.client_id, issuer: `${wire().url}/entra/${AURORA}/v2.0` });
    expect(payload).toMatchObject({ ver: "2.0", tid: AURORA, oid: "7c04e9a1-5d38-4b62-91f7-e20c8a6d4b15", preferred_username: "mira.soto@auroradental.example", email: "mira.soto@auroradental.example", name: "Mira Soto", nonce: "n0nce" });
    expect(payload).not.toHaveProperty("idp");
  });

  test.each<[string, (code: string, verifier: string) => ReturnType<typeof redeem>, number]>([
    ["with a wrong verifier", (code) => redeem("common", code, { code_verifier: proof().verifier }), 501481],
    ["without the verifier", (code) => redeem("common", code), 501481],
    ["at another tenant's path", (code, code_verifier) => redeem(AURORA, code, { code_verifier }), 54005],
    ["for another address", (code, code_verifier) => redeem("common", code, { code_verifier, redirect_uri: `${REDIRECT}/more` }), 54005],
    ["that was changed", (code, code_verifier) => redeem("common", `${code}x`, { code_verifier }), 54005],
    ["with a wrong secret", (code, code_verifier) => redeem("common", code, { code_verifier, client_secret: "wrong" }), 7000215],
    ["with another application", (code, code_verifier) => redeem("common", code, { code_verifier, client_id: NORTHWIND.clientId }), 700016],
  ])("is worth nothing %s", async (_, ask, aadsts) => {
    const { verifier, challenge } = proof();
    const { status, json } = await ask(await codeFor("common", "mira", challenge), verifier);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(json).toMatchObject({ error_codes: [aadsts] });
  });

  test("can be redeemed once", async () => {
    const code = await codeFor("common", "mira");
    expect((await redeem("common", code)).status).toBe(200);
    const { status, json } = await redeem("common", code);
    expect(status).toBe(400);
    expect(json).toMatchObject({ error: "invalid_grant", error_codes: [54005] });
  });
});

describe("who signs in", () => {
  test("as a guest is at home on common, and another object with idp at the tenant that invited them", async () => {
    const home = await signIn("common", "nadia");
    const guest = await signIn(AURORA, "nadia");
    expect(home.claims).toMatchObject({ tid: STUDIO, oid: "9a4c70e2-1b85-4fd3-86a9-30f7e5c8d216" });
    expect(home.claims).not.toHaveProperty("idp");
    expect(guest.claims).toMatchObject({ tid: AURORA, oid: "e6f28b04-97d1-4ac3-b5e8-0d419c7f6a32", iss: `${wire().url}/entra/${AURORA}/v2.0`, idp: `${wire().url}/entra/${STUDIO}/v2.0` });
    expect(guest.claims.sub).not.toBe(home.claims.sub);
  });

  test("with a personal account has a token that the personal key signed; everybody else has not", async () => {
    const issuers = new Map((await keys()).map(({ kid, issuer }) => [kid, issuer]));
    const personal = await signIn("common", "paula");
    expect(personal.claims).toMatchObject({ tid: PERSONAL, iss: `${wire().url}/entra/${PERSONAL}/v2.0` });
    expect(issuers.get(personal.kid)).toBe(personal.claims.iss);
    expect((await signIn("consumers", "paula")).kid).toBe(personal.kid);
    const work = await signIn("common", "stella");
    expect(work.claims.iss).toBe(`${wire().url}/entra/${HARBOR}/v2.0`);
    expect(issuers.get(work.kid)).toBe(`${wire().url}/entra/{tenantid}/v2.0`);
  });

  test("without a mail address has no such claim, and keeps every letter of the name", async () => {
    const { claims } = await signIn("common", "zoe");
    expect(claims.name).toBe("Zoë Đặng-Łukasiewicz");
    expect(claims).not.toHaveProperty("email");
  });

  test("has the same sub each time", async () => {
    expect((await signIn("common", "mira")).claims.sub).toBe((await signIn(AURORA, "mira")).claims.sub);
  });
});

describe("keys", () => {
  test("roll over: new ones sign, old ones stay published until they are dropped", async () => {
    const before = await keys();
    const old = tokensSchema.parse((await redeem("common", await codeFor("common", "mira"))).json).id_token;
    await wire().control("/keys/rotate", "POST");
    const during = await keys();
    expect(during).toHaveLength(before.length + 2);
    expect(during).toEqual(expect.arrayContaining(before));
    const { kid } = await signIn("common", "mira");
    expect(before.map((key) => key.kid)).not.toContain(kid);
    await expect(jwtVerify(old, createLocalJWKSet({ keys: during }))).resolves.toBeDefined();

    await wire().control("/keys/drop-old", "POST");
    const after = await keys();
    expect(after).toHaveLength(2);
    expect(after.map((key) => key.kid)).toContain(kid);
    await expect(jwtVerify(old, createLocalJWKSet({ keys: after }))).rejects.toThrow(errors.JWKSNoMatchingKey);
    await signIn("common", "paula");
  });

  test("that are dropped make publisher tokens worthless", async () => {
    const list = async () => (await wire().api("")).status;
    expect(await list()).toBe(200);
    await wire().control("/keys/rotate", "POST");
    expect(await list()).toBe(200);
    await wire().control("/keys/drop-old", "POST");
    expect(await list()).toBe(403);
  });
});

test("signing out leads back to the portal and nowhere else", async () => {
  const out = (back: string) => wire().call(`/entra/common/oauth2/v2.0/logout?post_logout_redirect_uri=${encodeURIComponent(back)}`);
  expect((await out(`${PORTAL_URL}/signed-out`)).headers.get("location")).toBe(`${PORTAL_URL}/signed-out`);
  expect(await out("https://evil.example/")).toMatchObject({ status: 200 });
  expect(await wire().call("/entra/common/oauth2/v2.0/logout")).toMatchObject({ status: 200 });
});

import { createHash, createHmac, randomBytes } from "node:crypto";
import { Hono } from "hono";
import { PERSONAL_TENANT } from "../catalogue";
import { hasConsent, issueTokens, readScope } from "../directory/access";
import { requestId } from "../ids";
import type { Store } from "../state";
import { entraAddresses } from "./addresses";
import type { Codes, Grant } from "./codes";
import { sign } from "./keys";

export const MARKETPLACE_RESOURCE = "20e940b3-4c77-4b0b-9a53-9e16a1b010a7";
const LIFE_SECONDS = 3599;

type Form = Record<string, string>;
class Refusal extends Error {
  constructor(
    readonly error: string,
    readonly aadsts: number,
    readonly description: string,
    readonly status: 400 | 401 = 400,
  ) {
    super(description);
  }
}

/** Token endpoints: authorization codes for people, client credentials (v2 and v1) for publishers' applications. */
export function tokenRoutes(store: Store, codes: Codes, base: () => string): Hono {
  const routes = new Hono();

  routes.post("/:tenant/oauth2/v2.0/token", async (c) => {
    const form = formOf(await c.req.parseBody());
    withBasic(form, c.req.header("authorization"));
    const tenant = c.req.param("tenant").toLowerCase();
    if (form.grant_type === "authorization_code") return c.json(await redeem(form, tenant));
    if (form.grant_type === "refresh_token") return c.json(refresh(form, tenant));
    if (form.grant_type === "client_credentials") return c.json(await appToken(form, tenant, "v2"));
    throw new Refusal("unsupported_grant_type", 70003, "The app requested an unsupported grant type.");
  });

  routes.post("/:tenant/oauth2/token", async (c) => {
    const form = formOf(await c.req.parseBody());
    if (form.grant_type !== "client_credentials") throw new Refusal("unsupported_grant_type", 70003, "The app requested an unsupported grant type.");
    return c.json(await appToken(form, c.req.param("tenant").toLowerCase(), "v1"));
  });

  routes.onError((error, c) => {
    if (!(error instanceof Refusal)) throw error;
    const trace = requestId();
    return c.json(
      { error: error.error, error_description: `AADSTS${error.aadsts}: ${error.description} Trace ID: ${trace}`, error_codes: [error.aadsts], timestamp: new Date().toISOString(), trace_id: trace, correlation_id: requestId() },
      error.status,
    );
  });

  async function redeem(form: Form, tenant: string): Promise<object> {
    checkApplication(form);
    const grant = codes.redeem(form.code ?? "");
    if (!grant || grant.clientId !== form.client_id || grant.redirectUri !== form.redirect_uri || grant.authorityTenant !== tenant) {
      throw new Refusal("invalid_grant", 54005, "OAuth2 Authorization code was already redeemed, or is not valid here.");
    }
    const challenge = createHash("sha256").update(form.code_verifier ?? "").digest("base64url");
    if (grant.codeChallenge !== null && grant.codeChallenge !== challenge) throw new Refusal("invalid_grant", 501481, "The Code_Verifier does not match the code_challenge supplied.");
    const id_token = await idToken(grant);
    const asked = readScope(form.scope ?? "", base()).permissions;
    if (asked.some((permission) => !grant.permissions.includes(permission))) throw notAgreed();
    if (grant.permissions.length === 0) return { token_type: "Bearer", scope: "openid profile email", expires_in: LIFE_SECONDS, ext_expires_in: LIFE_SECONDS, access_token: randomBytes(200).toString("base64url"), id_token };
    const { tenantId, objectId, permissions, persona, offline } = grant;
    const kind = tenantId === PERSONAL_TENANT ? "personal" : tenantId === persona.tenantId ? "member" : "guest";
    return { token_type: "Bearer", scope: scopeOf(permissions), ...issueTokens(store, { tenantId, objectId, kind, permissions }, offline), id_token };
  }

  /** The earlier refresh token stays good, as it does at Entra. */
  function refresh(form: Form, tenant: string): object {
    checkApplication(form);
    const holder = Object.entries(store.state.access.refreshTokens).find(([token]) => token === form.refresh_token)?.[1];
    if (!holder || (tenant !== "common" && tenant !== holder.tenantId)) throw new Refusal("invalid_grant", 70000, "The provided value for the input parameter 'refresh_token' is not valid.");
    const asked = readScope(form.scope ?? "", base()).permissions;
    if (!hasConsent(store, holder) || asked.some((permission) => !holder.permissions.includes(permission))) throw notAgreed();
    return { token_type: "Bearer", scope: scopeOf(holder.permissions), ...issueTokens(store, holder, true) };
  }

  function checkApplication(form: Form): void {
    const { signIn } = store.state;
    if (form.client_id !== signIn.clientId) throw new Refusal("unauthorized_client", 700016, "Application was not found in the directory.");
    if (form.client_secret !== signIn.clientSecret) throw new Refusal("invalid_client", 7000215, "Invalid client secret provided.", 401);
  }

  async function idToken({ persona, tenantId, objectId, clientId, nonce }: Grant): Promise<string> {
    const { issuerV2 } = entraAddresses(base());
    const now = Math.floor(Date.now() / 1000);
    return sign(store.state.keys, tenantId === PERSONAL_TENANT ? "personal" : "organisations", {
      ver: "2.0",
      iss: issuerV2(tenantId),
      aud: clientId,
      sub: createHmac("sha256", clientId).update(`${tenantId}/${objectId}`).digest("base64url"),
      oid: objectId,
      tid: tenantId,
      name: persona.name,
      preferred_username: persona.upn,
      ...(persona.email === null ? {} : { email: persona.email }),
      ...(tenantId === persona.tenantId ? {} : { idp: issuerV2(persona.tenantId) }),
      ...(nonce === null ? {} : { nonce }),
      iat: now,
      nbf: now,
      exp: now + 3600,
      uti: randomBytes(12).toString("base64url"),
      rh: `1.${randomBytes(20).toString("base64url")}`,
    });
  }

  async function appToken(form: Form, tenant: string, version: "v1" | "v2"): Promise<object> {
    const publisher = store.state.publishers.find((each) => each.clientId === form.client_id);
    if (!store.state.publishers.some((each) => each.tenantId === tenant)) throw new Refusal("invalid_request", 90002, `Tenant '${tenant}' not found.`);
    if (!publisher || publisher.tenantId !== tenant) throw new Refusal("unauthorized_client", 700016, `Application with identifier '${form.client_id ?? ""}' was not found in the directory.`);
    if (publisher.secretExpired) throw new Refusal("invalid_client", 7000222, "The provided client secret keys are expired.", 401);
    if (form.client_secret !== publisher.clientSecret) throw new Refusal("invalid_client", 7000215, "Invalid client secret provided.", 401);
    const asked = version === "v2" ? form.scope === `${MARKETPLACE_RESOURCE}/.default` : form.resource === MARKETPLACE_RESOURCE;
    if (!asked) throw new Refusal("invalid_resource", 500011, "The resource principal was not found in the tenant.");
    const now = Math.floor(Date.now() / 1000);
    const { issuerV1, issuerV2 } = entraAddresses(base());
    const claims = { aud: MARKETPLACE_RESOURCE, iat: now, nbf: now, exp: now + LIFE_SECONDS, tid: tenant, oid: publisher.clientId, sub: publisher.clientId, uti: randomBytes(12).toString("base64url") };
    const token = await sign(store.state.keys, "organisations", version === "v2" ? { ...claims, ver: "2.0", iss: issuerV2(tenant), azp: publisher.clientId, azpacr: "1" } : { ...claims, ver: "1.0", iss: issuerV1(tenant), appid: publisher.clientId, appidacr: "1" });
    if (version === "v2") return { token_type: "Bearer", expires_in: LIFE_SECONDS, ext_expires_in: LIFE_SECONDS, access_token: token };
    const text = String(LIFE_SECONDS);
    return { token_type: "Bearer", expires_in: text, ext_expires_in: text, expires_on: String(now + LIFE_SECONDS), not_before: String(now), resource: MARKETPLACE_RESOURCE, access_token: token };
  }

  return routes;
}

function notAgreed(): Refusal {
  return new Refusal("invalid_grant", 65001, "The user or administrator has not consented to use the application. Send an interactive authorization request for this user and resource.");
}

function scopeOf(permissions: string[]): string {
  return ["openid", "profile", "email", ...permissions.map((permission) => `https://graph.microsoft.com/${permission}`)].join(" ");
}

function formOf(body: Record<string, unknown>): Form {
  return Object.fromEntries(Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

function withBasic(form: Form, header: string | undefined): void {
  const basic = /^Basic (.+)$/.exec(header ?? "")?.[1];
  if (basic === undefined) return;
  const [, id = "", secret = ""] = /^([^:]*):(.*)$/s.exec(Buffer.from(basic, "base64").toString()) ?? [];
  try {
    form.client_id ||= decodeURIComponent(id);
    form.client_secret ||= decodeURIComponent(secret);
  } catch {
    throw new Refusal("invalid_request", 900144, "The authorization header is not form-encoded.");
  }
}

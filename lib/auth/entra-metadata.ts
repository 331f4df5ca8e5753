import { createPublicKey } from "node:crypto";
import { importJWK, type CryptoKey } from "jose";
import { z } from "zod";
import { env } from "../kernel/env";
import { isUsable, keptOrFetched, newEntry, type Entry } from "./metadata-cache";

/** For metadata and key set together: a webhook has to be answered within ten seconds. */
const TIMEOUT_MS = 5_000;
/** Authorities of sign-ins of which the metadata is kept: `common`, and the tenants of those who sign in as guests. */
const MOST_KEPT = 200;
const LEAST_MODULUS_BITS = 2048;

const issuerSchema = z.looseObject({ issuer: z.string(), jwks_uri: z.url() });
const signInSchema = issuerSchema.extend({ authorization_endpoint: z.url(), token_endpoint: z.url(), end_session_endpoint: z.url().optional() });

const keySetSchema = z.looseObject({ keys: z.array(z.unknown()) });
const keySchema = z.object({ kty: z.literal("RSA"), use: z.literal("sig").optional(), kid: z.string().min(1), n: z.string(), e: z.string(), issuer: z.string().optional() });

/** Who issues tokens of one version, and by which keys. */
export interface TokenIssuer {
  /** On `common` a template with `{tenantid}`. */
  readonly issuer: string;
  readonly keys: readonly SigningKey[];
}

/** The OpenID metadata of one authority that people sign in at. */
export interface EntraMetadata extends TokenIssuer {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly endSessionEndpoint: string | null;
}

export interface SigningKey {
  readonly kid: string;
  /** Who may sign with this key; null where the authority does not say. */
  readonly issuer: string | null;
  /** For RS256 alone, imported once. */
  readonly key: CryptoKey;
}

/** On globalThis, because Next instantiates a module several times in one process. */
declare global {
  var entraMetadataCache: Map<string, Entry<EntraMetadata>> | undefined;
  /** Apart, so that no flood of sign-ins drives out the tenants that the portal was configured with. */
  var entraIssuerCache: Map<string, Entry<TokenIssuer>> | undefined;
}

/**
 * Metadata and keys of `{ENTRA_AUTHORITY}/{tenant}` for a sign-in (docs/marketplace/sign-in.md).
 * @param tenant `common`, or a tenant id for a sign-in at that tenant.
 * @param wantedKid a key that is looked for anew where it is not known: Entra rolls its keys over.
 * @throws PortalError `upstream-unavailable` when nothing usable is known.
 */
export async function entraMetadata(tenant: string, wantedKid?: string): Promise<EntraMetadata> {
  const address = `${env().ENTRA_AUTHORITY}/${encodeURIComponent(tenant)}/v2.0/.well-known/openid-configuration`;
  const entries = (globalThis.entraMetadataCache ??= new Map<string, Entry<EntraMetadata>>());
  const entry = entryOfSignIn(entries, address);
  try {
    return await keptOrFetched(entry, () => fetchSignIn(address), wantedKid);
  } catch (error) {
    if (!isUsable(entry) && entries.get(address) === entry) entries.delete(address);
    throw error;
  }
}

/** The entry of an address, which becomes the one that was used last; the one that nobody used for longest goes. */
function entryOfSignIn(entries: Map<string, Entry<EntraMetadata>>, address: string): Entry<EntraMetadata> {
  const entry = entries.get(address) ?? newEntry();
  entries.delete(address);
  const [oldest] = entries.keys();
  if (entries.size >= MOST_KEPT && oldest !== undefined) entries.delete(oldest);
  entries.set(address, entry);
  return entry;
}

/**
 * Who issues the tokens that a tenant's applications are called with (docs/marketplace/webhook.md).
 * @param tenantId of the configuration, never of a token: what is asked for once is kept for good.
 * @param wantedKid as for entraMetadata.
 * @throws PortalError `upstream-unavailable` when nothing usable is known.
 */
export async function tokenIssuer(tenantId: string, version: "v1" | "v2", wantedKid?: string): Promise<TokenIssuer> {
  const address = `${env().ENTRA_AUTHORITY}/${encodeURIComponent(tenantId)}${version === "v1" ? "" : "/v2.0"}/.well-known/openid-configuration`;
  const entries = (globalThis.entraIssuerCache ??= new Map<string, Entry<TokenIssuer>>());
  const entry = entries.get(address) ?? newEntry();
  entries.set(address, entry);
  return keptOrFetched(entry, () => fetchIssuer(address), wantedKid);
}

async function fetchSignIn(address: string): Promise<EntraMetadata> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const metadata = signInSchema.parse(await fetchJson(address, signal));
  return {
    ...(await issuerOf(metadata, signal)),
    authorizationEndpoint: metadata.authorization_endpoint,
    tokenEndpoint: metadata.token_endpoint,
    endSessionEndpoint: metadata.end_session_endpoint ?? null,
  };
}

async function fetchIssuer(address: string): Promise<TokenIssuer> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return issuerOf(issuerSchema.parse(await fetchJson(address, signal)), signal);
}

async function issuerOf({ issuer, jwks_uri }: z.infer<typeof issuerSchema>, signal: AbortSignal): Promise<TokenIssuer> {
  const published = keySetSchema.parse(await fetchJson(jwks_uri, signal)).keys;
  const keys = (await Promise.all(published.map(signingKey))).filter((key) => key !== null);
  // An answer without keys must not drive out the good ones of before.
  if (keys.length === 0) throw new Error(`${jwks_uri} publishes no key for RS256`);
  return { issuer, keys };
}

/** Null for a key of another kind, or too weak a one: it is passed over, and the others stay good. */
async function signingKey(published: unknown): Promise<SigningKey | null> {
  const parsed = keySchema.safeParse(published);
  if (!parsed.success) return null;
  const { kid, issuer, kty, n, e } = parsed.data;
  try {
    const key = await importJWK({ kty, n, e, alg: "RS256" }, "RS256");
    if (key instanceof Uint8Array || modulusBits({ kty, n, e }) < LEAST_MODULUS_BITS) return null;
    return { kid, issuer: issuer ?? null, key };
  } catch {
    return null;
  }
}

function modulusBits(jwk: { kty: string; n: string; e: string }): number {
  return createPublicKey({ key: jwk, format: "jwk" }).asymmetricKeyDetails?.modulusLength ?? 0;
}

async function fetchJson(address: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(address, { signal, redirect: "error", cache: "no-store" });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response.json();
}

import { z } from "zod";
import { currentTime } from "../kernel/clock";
import { env } from "../kernel/env";
import { PortalError } from "../kernel/errors";
import { log } from "../kernel/log";

const REFRESH_AFTER_MS = 24 * 3600_000;
const UNKNOWN_KEY_REFRESH_MS = 60_000;
const TIMEOUT_MS = 5_000;
/** Authorities of which the metadata is kept: `common`, and the tenants of those who sign in as guests. */
const MOST_KEPT = 200;

const metadataSchema = z.looseObject({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  end_session_endpoint: z.url().optional(),
});

const keysSchema = z.looseObject({
  keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional(), issuer: z.string().optional() })),
});

/** The OpenID metadata of one authority, with its signing keys. */
export interface EntraMetadata {
  /** On `common` a template with `{tenantid}`. */
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly endSessionEndpoint: string | null;
  readonly keys: readonly SigningKey[];
}

export interface SigningKey {
  readonly kid: string;
  /** Who may sign with this key; null where the authority does not say. */
  readonly issuer: string | null;
  readonly jwk: { readonly kty: string } & Record<string, unknown>;
}

interface Cached {
  readonly metadata: EntraMetadata;
  readonly fetchedAt: number;
}

interface Entry {
  value?: Cached;
  pending?: Promise<Cached>;
  searchedAt: number;
}

/** On globalThis, because Next instantiates a module several times in one process. */
declare global {
  var entraMetadataCache: Map<string, Entry> | undefined;
}

function cache(): NonNullable<typeof globalThis.entraMetadataCache> {
  globalThis.entraMetadataCache ??= new Map();
  return globalThis.entraMetadataCache;
}

/** The entry of an address, which becomes the one that was used last; the one that nobody used for longest goes. */
function entryOf(address: string): Entry {
  const entries = cache();
  const entry = entries.get(address) ?? { searchedAt: 0 };
  entries.delete(address);
  const [oldest] = entries.keys();
  if (entries.size >= MOST_KEPT && oldest !== undefined) entries.delete(oldest);
  entries.set(address, entry);
  return entry;
}

/**
 * Metadata and keys of `{ENTRA_AUTHORITY}/{tenant}`, fetched at most once a day. A key that is not among
 * them (`wantedKid`: Entra rolls its keys over) is looked for anew, at most once a minute. Where Entra cannot
 * be reached, the last good answer stays in use for a day (docs/marketplace/sign-in.md).
 * @param tenant `common`, or a tenant id for a sign-in at that tenant.
 * @throws PortalError `upstream-unavailable` when nothing usable is known.
 */
export async function entraMetadata(tenant: string, wantedKid?: string): Promise<EntraMetadata> {
  const address = `${env().ENTRA_AUTHORITY}/${encodeURIComponent(tenant)}/v2.0/.well-known/openid-configuration`;
  const entry = entryOf(address);
  const now = currentTime().getTime();
  const age = entry.value ? now - entry.value.fetchedAt : Infinity;
  const lacksKey = wantedKid !== undefined && entry.value !== undefined && !entry.value.metadata.keys.some((key) => key.kid === wantedKid);
  const searches = lacksKey && now - entry.searchedAt >= UNKNOWN_KEY_REFRESH_MS;
  if (entry.value && age < REFRESH_AFTER_MS && !searches) return entry.value.metadata;
  entry.pending ??= fetchMetadata(address).finally(() => {
    delete entry.pending;
  });
  if (searches) entry.searchedAt = now;
  try {
    entry.value = await entry.pending;
    return entry.value.metadata;
  } catch (cause) {
    if (entry.value && age < 2 * REFRESH_AFTER_MS) {
      log.warn({ event: "entra.metadata-stale", address, err: cause }, "Entra's metadata cannot be fetched; the last good keys stay in use");
      return entry.value.metadata;
    }
    if (!entry.value && cache().get(address) === entry) cache().delete(address);
    throw new PortalError(
      "upstream-unavailable",
      {
        what: "Microsoft's sign-in service cannot be reached.",
        why: "Its description and signing keys could not be fetched.",
        todo: "Try again in a minute. If it stays, the operator should check ENTRA_AUTHORITY and the network.",
      },
      { cause },
    );
  }
}

async function fetchMetadata(address: string): Promise<Cached> {
  const metadata = metadataSchema.parse(await fetchJson(address));
  const { keys } = keysSchema.parse(await fetchJson(metadata.jwks_uri));
  return {
    fetchedAt: currentTime().getTime(),
    metadata: {
      issuer: metadata.issuer,
      authorizationEndpoint: metadata.authorization_endpoint,
      tokenEndpoint: metadata.token_endpoint,
      endSessionEndpoint: metadata.end_session_endpoint ?? null,
      keys: keys.flatMap(({ kid, issuer, ...jwk }) => (kid === undefined ? [] : [{ kid, issuer: issuer ?? null, jwk }])),
    },
  };
}

async function fetchJson(address: string): Promise<unknown> {
  const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "error", cache: "no-store" });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response.json();
}

import { z } from "zod";
import { currentTime } from "../kernel/clock";
import { hashSecret } from "../kernel/crypto";
import { env } from "../kernel/env";
import type { Patience } from "./retry";
import { send, type Answer, type CallOptions } from "./transport";
import { UpstreamError, type UpstreamReason } from "./upstream-error";

/** Tenant and application of a technical configuration, with the application's secret. */
export interface Credentials {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const REFRESH_EARLY_MS = 5 * 60_000;

/** A token with anything else in it could not be sent in a header. */
const tokenSchema = z.looseObject({ access_token: z.string().regex(/^[\x21-\x7e]+$/), expires_in: z.coerce.number().positive() });
const refusalSchema = z.looseObject({ error: z.string().catch(""), error_description: z.string().catch(""), error_codes: z.array(z.number()).catch([]) });

interface PublisherToken {
  readonly token: string;
  readonly refreshAt: number;
}

interface Kept {
  value?: PublisherToken;
  /** By patience: somebody who looks at a page does not wait as long as a job would. */
  pending: Partial<Record<Patience, Promise<PublisherToken>>>;
}

/** On globalThis, because Next instantiates a module several times in one process. */
declare global {
  var publisherTokens: Map<string, Kept> | undefined;
}

function entryOf(credentials: Credentials): Kept {
  globalThis.publisherTokens ??= new Map();
  const key = hashSecret([env().ENTRA_AUTHORITY, env().MARKETPLACE_RESOURCE_ID, credentials.tenantId, credentials.clientId, credentials.clientSecret].join("\n"));
  const entry = globalThis.publisherTokens.get(key) ?? { pending: {} };
  globalThis.publisherTokens.set(key, entry);
  return entry;
}

/**
 * The publisher's app-only token for the marketplace API (docs/marketplace/publisher-token.md): kept until shortly before
 * it expires; those who ask at the same time share one request; a failure is not kept.
 * @throws UpstreamError that says what about the registration is wrong.
 */
export async function publisherToken(credentials: Credentials, options: CallOptions): Promise<string> {
  const entry = entryOf(credentials);
  if (entry.value && entry.value.refreshAt > currentTime().getTime()) return entry.value.token;
  const { patience } = options;
  entry.pending[patience] ??= fetchToken(credentials, options)
    .then((value) => (entry.value = value))
    .finally(() => {
      entry.pending = { ...entry.pending, [patience]: undefined };
    });
  return (await entry.pending[patience]).token;
}

/**
 * After Microsoft refused a token: the next call fetches another one.
 * @param refused leaves a newer token, which somebody else has fetched meanwhile, in its place.
 */
export function forgetPublisherToken(credentials: Credentials, refused?: string): void {
  const entry = entryOf(credentials);
  if (refused === undefined || entry.value?.token === refused) delete entry.value;
}

async function fetchToken(credentials: Credentials, options: CallOptions): Promise<PublisherToken> {
  const answer = await send(
    {
      service: "entra",
      operation: "token",
      method: "POST",
      url: `${env().ENTRA_AUTHORITY}/${encodeURIComponent(credentials.tenantId)}/oauth2/v2.0/token`,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: credentials.clientId,
        client_secret: credentials.clientSecret,
        scope: `${env().MARKETPLACE_RESOURCE_ID}/.default`,
      }).toString(),
    },
    options,
  );
  if (answer.status !== 200) throw new UpstreamError(reasonOf(answer), answer.facts);
  const parsed = tokenSchema.safeParse(answer.json);
  if (!parsed.success) throw new UpstreamError("unreadable", answer.facts);
  const lifeMs = parsed.data.expires_in * 1000;
  return { token: parsed.data.access_token, refreshAt: currentTime().getTime() + Math.max(lifeMs - REFRESH_EARLY_MS, lifeMs / 2) };
}

const REASONS: Readonly<Record<number, UpstreamReason>> = {
  7000222: "client-secret-expired",
  7000215: "client-secret-wrong",
  700016: "application-unknown",
  90002: "tenant-unknown",
  900023: "tenant-unknown",
};

/** Entra's number stands in a list of its own, and at the beginning of the description. */
function reasonOf({ json }: Answer): UpstreamReason {
  const given = refusalSchema.safeParse(json).data;
  const codes = [...(given?.error_codes ?? []), ...[...(given?.error_description ?? "").matchAll(/AADSTS(\d+)/g)].map((match) => Number(match[1]))];
  const known = codes.flatMap((code) => REASONS[code] ?? [])[0];
  return known ?? (given?.error === "invalid_client" ? "client-secret-wrong" : "refused");
}

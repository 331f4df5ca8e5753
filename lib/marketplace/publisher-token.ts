import { z } from "zod";
import { currentTime } from "../kernel/clock";
import { hashSecret } from "../kernel/crypto";
import { env } from "../kernel/env";
import { send, type Answer, type CallOptions } from "./transport";
import { UpstreamError, type UpstreamReason } from "./upstream-error";

/** Tenant and application of a technical configuration, with the application's secret. */
export interface Credentials {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const REFRESH_EARLY_MS = 5 * 60_000;

const tokenSchema = z.looseObject({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });

interface Kept {
  value?: { readonly token: string; readonly refreshAt: number };
  pending?: Promise<{ readonly token: string; readonly refreshAt: number }>;
}

/** On globalThis, because Next instantiates a module several times in one process. */
declare global {
  var publisherTokens: Map<string, Kept> | undefined;
}

function entryOf(credentials: Credentials): Kept {
  globalThis.publisherTokens ??= new Map();
  const key = hashSecret([env().ENTRA_AUTHORITY, env().MARKETPLACE_RESOURCE_ID, credentials.tenantId, credentials.clientId, credentials.clientSecret].join("\n"));
  const entry = globalThis.publisherTokens.get(key) ?? {};
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
  entry.pending ??= fetchToken(credentials, options).finally(() => {
    delete entry.pending;
  });
  entry.value = await entry.pending;
  return entry.value.token;
}

/** After Microsoft refused the token: the next call fetches another one. */
export function forgetPublisherToken(credentials: Credentials): void {
  delete entryOf(credentials).value;
}

async function fetchToken(credentials: Credentials, options: CallOptions): Promise<{ token: string; refreshAt: number }> {
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

function reasonOf({ facts }: Answer): UpstreamReason {
  if (facts.said.includes("AADSTS7000222")) return "client-secret-expired";
  if (facts.said.includes("AADSTS7000215")) return "client-secret-wrong";
  if (facts.said.includes("AADSTS700016")) return "application-unknown";
  if (/AADSTS(90002|900023)/.test(facts.said)) return "tenant-unknown";
  return facts.said.includes("invalid_client") ? "client-secret-wrong" : "refused";
}

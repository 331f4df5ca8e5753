import { z } from "zod";
import { entraRefused, entraUnavailable, postToTokenEndpoint } from "./token-endpoint";

/** What lets the portal call an API in somebody's name. Opaque: only the API itself reads the access token. */
export interface DelegatedTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
  /** What was agreed to, which may be less than what was asked for. */
  readonly scope: string;
}

/** A token with anything else in it could not be sent in a header. */
const opaque = z.string().regex(/^[\x21-\x7e]+$/);
export const delegatedTokensSchema = z
  .object({ access_token: opaque, refresh_token: opaque, expires_in: z.coerce.number().positive(), scope: z.string() })
  .transform((given): DelegatedTokens => ({ accessToken: given.access_token, refreshToken: given.refresh_token, expiresInSeconds: given.expires_in, scope: given.scope }));
const refusalSchema = z.object({ error: z.string(), error_description: z.string().default("") });

/**
 * New tokens for a refresh token; null when Entra does not take it any more: it is too old, or the consent was taken back.
 * @throws PortalError `misconfigured` when this application is refused, `upstream-unavailable` when Entra does not answer.
 */
export async function renewTokens({ tenant, refreshToken, scope }: { tenant: string; refreshToken: string; scope: string }): Promise<DelegatedTokens | null> {
  const answer = await postToTokenEndpoint(tenant, { grant_type: "refresh_token", refresh_token: refreshToken, scope });
  const tokens = delegatedTokensSchema.safeParse(z.looseObject({}).catch({}).transform((given) => ({ refresh_token: refreshToken, ...given })).parse(answer));
  if (tokens.success) return tokens.data;
  const refusal = refusalSchema.safeParse(answer).data;
  if (refusal === undefined) throw entraUnavailable(tokens.error);
  if (["invalid_grant", "interaction_required", "consent_required"].includes(refusal.error)) return null;
  if (refusal.error === "temporarily_unavailable" || refusal.error === "server_error") throw entraUnavailable(refusal.error);
  throw entraRefused(refusal.error, refusal.error_description);
}

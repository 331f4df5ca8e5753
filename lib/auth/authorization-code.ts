import { z } from "zod";
import { delegatedTokensSchema, type DelegatedTokens } from "./delegated-tokens";
import { entraRefused, entraUnavailable, postToTokenEndpoint } from "./token-endpoint";

const answerSchema = z.object({ id_token: z.string() }).or(z.object({ error: z.string(), error_description: z.string().default("") }));

export interface RedeemedCode {
  readonly idToken: string;
  /** Null where none were asked for: a sign-in alone keeps none. */
  readonly tokens: DelegatedTokens | null;
}

/**
 * Redeems an authorization code at the token endpoint of `tenant`.
 * @throws PortalError `unauthenticated` when the code is refused, `misconfigured` when this application is,
 *   `upstream-unavailable` when Entra does not answer.
 */
export async function redeemCode(request: { tenant: string; code: string; codeVerifier: string; redirectUri: string; scope: string }): Promise<RedeemedCode> {
  const given = await postToTokenEndpoint(request.tenant, {
    grant_type: "authorization_code",
    code: request.code,
    code_verifier: request.codeVerifier,
    redirect_uri: request.redirectUri,
    scope: request.scope,
  });
  const answer = answerSchema.safeParse(given);
  if (!answer.success) throw entraUnavailable(answer.error);
  if ("error" in answer.data) throw entraRefused(answer.data.error, answer.data.error_description);
  return { idToken: answer.data.id_token, tokens: delegatedTokensSchema.safeParse(given).data ?? null };
}

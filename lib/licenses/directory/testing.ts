import { createHash } from "node:crypto";
import { z } from "zod";
import { redeemCode } from "../../auth/authorization-code";
import { concludeDirectoryConsent, type ConsentOutcome } from "../../auth/directory-consent";
import { directoryScope } from "../../auth/directory-scope";
import type { DelegatedTokens } from "../../auth/delegated-tokens";
import type { UserActor } from "../../kernel/context";
import { currentTime } from "../../kernel/clock";
import { env } from "../../kernel/env";
import { newId, PERSONAL_ACCOUNTS_TENANT } from "../../kernel/ids";
import type { SimulatorProcess } from "../../marketplace/simulator-process";

const signInSchema = z.object({ signIn: z.object({ clientId: z.string(), clientSecret: z.string(), redirectUris: z.tuple([z.url()]) }) });

/** For tests only: makes this process the application that the simulator signs people in for. */
export async function becomeSignInApp(microsoft: SimulatorProcess): Promise<void> {
  const { signIn } = signInSchema.parse(await microsoft.control(""));
  process.env.ENTRA_CLIENT_ID = signIn.clientId;
  process.env.ENTRA_CLIENT_SECRET = signIn.clientSecret;
}

/** What Entra hands out when a persona accepts, as a browser and the portal's callback get it. */
export async function acceptConsent(persona: string, { tenantId }: UserActor, scope = directoryScope()): Promise<DelegatedTokens | null> {
  const authority = tenantId === PERSONAL_ACCOUNTS_TENANT ? "consumers" : tenantId;
  const redirectUri = `${env().PORTAL_URL}/api/auth/callback/entra`;
  const verifier = newId() + newId();
  const answer = await fetch(`${env().ENTRA_AUTHORITY}/${authority}/oauth2/v2.0/authorize`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({
      client_id: env().ENTRA_CLIENT_ID,
      redirect_uri: redirectUri,
      response_type: "code",
      scope,
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
      persona,
      consent: "accept",
    }),
  });
  const code = new URL(answer.headers.get("location") ?? "").searchParams.get("code");
  if (code === null) throw new Error("Entra gave no code.");
  return (await redeemCode({ tenant: authority, code, codeVerifier: verifier, redirectUri, scope })).tokens;
}

/** Somebody who was asked, and accepted as the persona of that name. */
export async function connect(persona: string, user: UserActor, now = currentTime()): Promise<ConsentOutcome> {
  return concludeDirectoryConsent(user, { user, signedIn: user, tokens: await acceptConsent(persona, user) }, { correlationId: newId(), now });
}

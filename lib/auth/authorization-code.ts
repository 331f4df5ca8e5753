import { z } from "zod";
import { env } from "../kernel/env";
import { PortalError } from "../kernel/errors";
import { entraMetadata } from "./entra-metadata";

const TIMEOUT_MS = 8_000;

const answerSchema = z.object({ id_token: z.string() }).or(z.object({ error: z.string(), error_description: z.string().default("") }));

/**
 * Redeems an authorization code at the token endpoint of `tenant` for the ID token.
 * @throws PortalError `unauthenticated` when the code is refused, `misconfigured` when this application is,
 *   `upstream-unavailable` when Entra does not answer.
 */
export async function redeemCode(request: { tenant: string; code: string; codeVerifier: string; redirectUri: string }): Promise<string> {
  const { tokenEndpoint } = await entraMetadata(request.tenant);
  const answer = answerSchema.safeParse(await post(tokenEndpoint, {
    grant_type: "authorization_code",
    client_id: env().ENTRA_CLIENT_ID,
    client_secret: env().ENTRA_CLIENT_SECRET,
    code: request.code,
    code_verifier: request.codeVerifier,
    redirect_uri: request.redirectUri,
    scope: "openid profile email",
  }));
  if (!answer.success) throw unavailable(answer.error);
  if ("id_token" in answer.data) return answer.data.id_token;
  throw refused(answer.data.error, answer.data.error_description);
}

async function post(address: string, form: Record<string, string>): Promise<unknown> {
  try {
    const response = await fetch(address, {
      method: "POST",
      body: new URLSearchParams(form),
      headers: { accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return await response.json();
  } catch (cause) {
    throw unavailable(cause);
  }
}

function unavailable(cause: unknown): PortalError {
  return new PortalError(
    "upstream-unavailable",
    { what: "Microsoft's sign-in service does not answer.", why: "The sign-in could not be finished.", todo: "Try again in a minute." },
    { cause },
  );
}

function refused(error: string, description: string): PortalError {
  const aadsts = /AADSTS\d+/.exec(description)?.[0] ?? "";
  if (error === "invalid_client" || error === "unauthorized_client") {
    const expired = aadsts === "AADSTS7000222";
    return new PortalError("misconfigured", {
      what: "Sign-in is not set up correctly.",
      why: `Microsoft does not accept ${expired ? "ENTRA_CLIENT_SECRET any more: it has expired" : "ENTRA_CLIENT_ID with ENTRA_CLIENT_SECRET"} (${aadsts || error}).`,
      todo: "The operator creates a new client secret in the app registration and sets ENTRA_CLIENT_SECRET.",
    });
  }
  return new PortalError("unauthenticated", {
    what: "The sign-in was not finished.",
    why: `Microsoft did not accept its answer a second time (${aadsts || error}).`,
    todo: "Sign in again.",
  });
}

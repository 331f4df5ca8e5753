import { env } from "../kernel/env";
import { PortalError } from "../kernel/errors";
import { entraMetadata } from "./entra-metadata";

const TIMEOUT_MS = 8_000;

/**
 * One request to the token endpoint of `tenant`, with this application's own credentials.
 * @throws PortalError `upstream-unavailable` when Entra does not answer.
 */
export async function postToTokenEndpoint(tenant: string, form: Readonly<Record<string, string>>): Promise<unknown> {
  const { tokenEndpoint } = await entraMetadata(tenant);
  try {
    const response = await fetch(tokenEndpoint, {
      method: "POST",
      body: new URLSearchParams({ client_id: env().ENTRA_CLIENT_ID, client_secret: env().ENTRA_CLIENT_SECRET, ...form }),
      headers: { accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return await response.json();
  } catch (cause) {
    throw entraUnavailable(cause);
  }
}

export function entraUnavailable(cause: unknown): PortalError {
  return new PortalError(
    "upstream-unavailable",
    { what: "Microsoft's sign-in service does not answer.", why: "The sign-in could not be finished.", todo: "Try again in a minute." },
    { cause },
  );
}

/** What Entra's refusal means: `misconfigured` where it does not accept this application, `unauthenticated` otherwise. */
export function entraRefused(error: string, description: string): PortalError {
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

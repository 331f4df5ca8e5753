import { directoryToken, hasDirectoryGrant } from "../../auth/directory-grant";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { PortalError } from "../../kernel/errors";
import { log } from "../../kernel/log";
import { searchUsers, type DirectoryPage } from "../../marketplace/graph-users";
import { UpstreamError } from "../../marketplace/upstream-error";

type Asking = Context<CustomerScope, UserActor>;

export interface DirectorySearch {
  /** Beginning of a name or an address; empty for everybody. */
  readonly search: string;
  /** Of the page before; null for the first. */
  readonly cursor: string | null;
}

export type DirectoryOutcome =
  | ({ readonly kind: "page" } & DirectoryPage)
  /** They were never asked to agree. */
  | { readonly kind: "not-connected" }
  /** They agreed once, and have to be asked again. */
  | { readonly kind: "consent-lost" }
  /** A personal account has no colleagues. */
  | { readonly kind: "personal-account" }
  /** Microsoft shows the directory to members of the organisation only. */
  | { readonly kind: "not-member" }
  | { readonly kind: "throttled"; readonly retryAfterSeconds: number }
  | { readonly kind: "unavailable"; readonly correlationId: string };

/** Where Microsoft does not say how long. */
const USUAL_PAUSE_SECONDS = 10;

/**
 * Looks up people of the customer's own tenant in Microsoft's directory, in the name of whoever asks and as far as they
 * agreed to it (docs/marketplace/directory.md). A token is only ever used for the tenant and the person it was made for.
 */
export async function searchDirectory(ctx: Asking, asked: DirectorySearch): Promise<DirectoryOutcome> {
  if (ctx.scope.personal) return { kind: "personal-account" };
  if (ctx.scope.tenantId !== ctx.actor.tenantId) return { kind: "not-connected" };
  try {
    const first = await searchWith(ctx, asked);
    // Graph ends tokens before their time, when somebody's password or rights were changed.
    if (first.kind !== "refused") return first;
    const second = await searchWith(ctx, asked, first.token);
    return second.kind === "refused" ? { kind: "consent-lost" } : second;
  } catch (error) {
    return faultOf(error, ctx);
  }
}

/** Whether the picker can begin, or has to ask first; without a call to Microsoft. */
export async function directoryStanding({ scope, actor }: Asking): Promise<"connected" | "not-connected" | "personal-account"> {
  if (scope.personal) return "personal-account";
  return (await hasDirectoryGrant(actor)) ? "connected" : "not-connected";
}

async function searchWith(ctx: Asking, asked: DirectorySearch, refused?: string): Promise<DirectoryOutcome | { readonly kind: "refused"; readonly token: string }> {
  const grant = await directoryToken(ctx, refused);
  if (grant.kind !== "token") return grant;
  try {
    return { kind: "page", ...(await searchUsers(grant.token, asked, { correlationId: ctx.correlationId, patience: "typing" })) };
  } catch (error) {
    if (error instanceof UpstreamError && error.reason === "delegated-token-refused") return { kind: "refused", token: grant.token };
    throw error;
  }
}

function faultOf(error: unknown, { correlationId }: Asking): DirectoryOutcome {
  if (!(error instanceof PortalError)) throw error;
  if (error instanceof UpstreamError) {
    if (error.reason === "directory-closed") return { kind: "not-member" };
    if (error.reason === "throttled") return { kind: "throttled", retryAfterSeconds: Math.ceil(error.retryAfterSeconds ?? USUAL_PAUSE_SECONDS) };
  }
  log.warn({ event: "directory.failed", correlationId, err: error }, "colleagues could not be looked up");
  return { kind: "unavailable", correlationId };
}

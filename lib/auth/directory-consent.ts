import type { Context, UserActor } from "../kernel/context";
import { log } from "../kernel/log";
import type { DelegatedTokens } from "./delegated-tokens";
import { keepDirectoryGrant } from "./directory-grant";
import { allowsDirectory } from "./directory-scope";
import { startSignIn } from "./sign-in";

/** What came of asking somebody to let the portal look up colleagues; all but the first have words in messages/ under directory.notices. */
export const CONSENT_OUTCOMES = ["connected", "declined", "admin-needed", "another-person", "failed"] as const;
export type ConsentOutcome = (typeof CONSENT_OUTCOMES)[number];

type PersonKey = Pick<UserActor, "tenantId" | "objectId">;

/** Begins the sign-in that asks for it, at the person's own tenant. @returns where to send the browser. */
export async function startDirectoryConsent(user: UserActor, returnTo: string): Promise<string> {
  return startSignIn({ returnTo, tenantId: user.tenantId, loginHint: user.email, directoryOf: user });
}

/**
 * Keeps what somebody agreed to, if it was the person who was asked, and who is still signed in here: a look-up must never
 * go by the rights of whoever else has an account in the same browser.
 */
export async function concludeDirectoryConsent(
  asked: PersonKey,
  answer: { readonly user: UserActor; readonly signedIn: UserActor | null; readonly tokens: DelegatedTokens | null },
  ctx: Pick<Context, "correlationId" | "now">,
): Promise<ConsentOutcome> {
  const { user, signedIn, tokens } = answer;
  if (!isSame(user, asked) || signedIn === null || !isSame(user, signedIn)) return "another-person";
  if (tokens === null || !allowsDirectory(tokens.scope)) return "declined";
  await keepDirectoryGrant({ ...ctx, actor: user }, tokens);
  log.info({ event: "directory.connected", tenantId: user.tenantId, correlationId: ctx.correlationId }, "somebody lets the portal look up colleagues");
  return "connected";
}

function isSame(one: PersonKey, other: PersonKey): boolean {
  return one.tenantId === other.tenantId && one.objectId === other.objectId;
}

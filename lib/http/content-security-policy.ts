import { env } from "../kernel/env";

/** Personal accounts are handed on from Entra's host to this one, in the chain that a sign-in form starts. */
const PERSONAL_SIGN_IN = "https://login.live.com";

/** Only scripts of ours run, nobody frames us, and forms go to us or to the sign-in. */
export function contentSecurityPolicy(nonce: string): string {
  const signIn = new URL(env().ENTRA_AUTHORITY).origin;
  const development = env().NODE_ENV === "development";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: https:",
    "font-src 'self'",
    "connect-src 'self'",
    `form-action 'self' ${signIn} ${PERSONAL_SIGN_IN}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join("; ");
}

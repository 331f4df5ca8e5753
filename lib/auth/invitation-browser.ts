import { cookies } from "next/headers";
import { secureCookies } from "./next-auth-options";

const COOKIE = "portal.invitation";
/** Time to sign in, with another account perhaps; whoever needs longer opens the link again. */
const COOKIE_SECONDS = 24 * 3600;
const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** The secret of an invitation in the query of its link; null where it holds none. */
export function readInvitationSecret(query: string): string | null {
  const secret = new URLSearchParams(query).get("token") ?? "";
  return SECRET.test(secret) ? secret : null;
}

/** The secret of the link that this browser opened last; null for none. */
export async function invitationSecretOfBrowser(): Promise<string | null> {
  const secret = (await cookies()).get(COOKIE)?.value ?? "";
  return SECRET.test(secret) ? secret : null;
}

/** Keeps a link's secret out of addresses and pages, or forgets it. Only from a route handler or a server action: it sets the cookie. */
export async function keepInvitationSecret(secret: string | null): Promise<void> {
  (await cookies()).set(COOKIE, secret ?? "", { httpOnly: true, sameSite: "lax", secure: secureCookies(), path: "/invitation", maxAge: secret === null ? 0 : COOKIE_SECONDS });
}

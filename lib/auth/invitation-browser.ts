import { cookies } from "next/headers";
import { readBrowserSecret } from "./browser-secret";
import { secureCookies } from "./next-auth-options";

const COOKIE = "portal.invitation";
/** Time to sign in, with another account perhaps; whoever needs longer opens the link again. */
const COOKIE_SECONDS = 24 * 3600;

/** The secret of an invitation in the query of its link; null where it holds none. */
export function readInvitationSecret(query: string): string | null {
  return readBrowserSecret(new URLSearchParams(query).get("token"));
}

/** The secret of the link that this browser opened last; null for none. */
export async function invitationSecretOfBrowser(): Promise<string | null> {
  return readBrowserSecret((await cookies()).get(COOKIE)?.value);
}

/** Keeps a link's secret out of addresses and pages, or forgets it. Only from a route handler or a server action: it sets the cookie. */
export async function keepInvitationSecret(secret: string | null): Promise<void> {
  (await cookies()).set(COOKIE, secret ?? "", { httpOnly: true, sameSite: "lax", secure: secureCookies(), path: "/invitation", maxAge: secret === null ? 0 : COOKIE_SECONDS });
}

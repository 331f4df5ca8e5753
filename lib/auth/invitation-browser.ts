import { cookies } from "next/headers";
import { readBrowserSecret } from "./browser-secret";
import { secureCookies } from "./next-auth-options";

/** Where the secret of a link is kept between opening it and deciding: a cookie that only those pages get. */
export interface SecretCookie {
  readonly name: string;
  readonly path: string;
}

/** An invitation to the staff of a publisher. */
export const INVITATION_COOKIE: SecretCookie = { name: "portal.invitation", path: "/invitation" };
/** An invitation to a seat. */
export const SEAT_COOKIE: SecretCookie = { name: "portal.seat", path: "/seat" };

/** Time to sign in, with another account perhaps; whoever needs longer opens the link again. */
const COOKIE_SECONDS = 24 * 3600;

/** The secret of an invitation in the query of its link; null where it holds none. */
export function readInvitationSecret(query: string): string | null {
  return readBrowserSecret(new URLSearchParams(query).get("token"));
}

/** The secret of the link that this browser opened last; null for none. */
export async function secretOfBrowser({ name }: SecretCookie): Promise<string | null> {
  return readBrowserSecret((await cookies()).get(name)?.value);
}

/** Keeps a link's secret out of addresses and pages, or forgets it. Only from a route handler or a server action: it sets the cookie. */
export async function keepSecret({ name, path }: SecretCookie, secret: string | null): Promise<void> {
  (await cookies()).set(name, secret ?? "", { httpOnly: true, sameSite: "lax", secure: secureCookies(), path, maxAge: secret === null ? 0 : COOKIE_SECONDS });
}

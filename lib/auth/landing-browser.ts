import { cookies } from "next/headers";
import type { LandingScope } from "../kernel/context";
import { hashSecret, randomSecret } from "../kernel/crypto";
import { readBrowserSecret } from "./browser-secret";
import { secureCookies } from "./next-auth-options";
import { landingScope } from "./scope";

/** As long as Microsoft's purchase token lives (docs/marketplace/fulfillment.md). */
const COOKIE_SECONDS = 24 * 3600;

interface OfferRow {
  readonly id: number;
  readonly publisherId: number;
}

/**
 * The prefix lets a browser take it over https from the portal's own host alone: a neighbour under the same domain
 * could set one that it knows, and see afterwards what was brought under it.
 */
function landingCookie(): string {
  return secureCookies() ? "__Host-portal.landing" : "portal.landing";
}

async function keep(secret: string, maxAge: number): Promise<void> {
  (await cookies()).set(landingCookie(), secret, { httpOnly: true, sameSite: "lax", secure: secureCookies(), path: "/", maxAge });
}

async function secretOfBrowser(): Promise<string | null> {
  return readBrowserSecret((await cookies()).get(landingCookie())?.value);
}

/** The scope of the browser that asks, for what it brought to this offer; null where it brought nothing. */
export async function findLandingScope(offer: OfferRow): Promise<LandingScope | null> {
  const secret = await secretOfBrowser();
  return secret !== null ? landingScope({ publisherId: offer.publisherId, offerId: offer.id, browserHash: hashSecret(secret) }) : null;
}

/** The same, made where there is none. Only from a route handler or a server action: it sets the cookie. */
export async function openLandingScope(offer: OfferRow): Promise<LandingScope> {
  const secret = (await secretOfBrowser()) ?? randomSecret();
  await keep(secret, COOKIE_SECONDS);
  return landingScope({ publisherId: offer.publisherId, offerId: offer.id, browserHash: hashSecret(secret) });
}

/** Whoever uses this browser next does not find what was brought before. Only from a route handler or a server action. */
export async function forgetLandings(): Promise<void> {
  await keep("", 0);
}

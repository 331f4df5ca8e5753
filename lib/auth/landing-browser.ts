import { cookies } from "next/headers";
import type { LandingScope } from "../kernel/context";
import { hashSecret, randomSecret } from "../kernel/crypto";
import { secureCookies } from "./next-auth-options";
import { landingScope } from "./scope";

const COOKIE = "portal.landing";
/** As long as Microsoft's purchase token lives (docs/marketplace/fulfillment.md). */
const COOKIE_SECONDS = 24 * 3600;

interface OfferRow {
  readonly id: number;
  readonly publisherId: number;
}

/** The scope of the browser that asks, for what it brought to this offer; null where it brought nothing. */
export async function findLandingScope(offer: OfferRow): Promise<LandingScope | null> {
  const secret = (await cookies()).get(COOKIE)?.value;
  return secret ? landingScope({ publisherId: offer.publisherId, offerId: offer.id, browserHash: hashSecret(secret) }) : null;
}

/** The same, made where there is none. Only from a route handler or a server action: it sets the cookie. */
export async function openLandingScope(offer: OfferRow): Promise<LandingScope> {
  const jar = await cookies();
  const secret = jar.get(COOKIE)?.value ?? randomSecret();
  jar.set(COOKIE, secret, { httpOnly: true, sameSite: "lax", secure: secureCookies(), path: "/", maxAge: COOKIE_SECONDS });
  return landingScope({ publisherId: offer.publisherId, offerId: offer.id, browserHash: hashSecret(secret) });
}

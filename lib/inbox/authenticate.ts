import { verifyMarketplaceToken } from "../auth/marketplace-token";
import { marketplaceScope } from "../auth/scope";
import { database } from "../db/client";
import { Together } from "../db/together";
import type { Context, MarketplaceScope } from "../kernel/context";
import { hashSecret, sameSecret } from "../kernel/crypto";
import { PortalError } from "../kernel/errors";
import { addressKey } from "../kernel/ids";
import type { Incoming } from "../http/route";
import { inTime } from "./in-time";
import { countRejection } from "./rejections";
import type { Rejection } from "./schema";

/** Afterwards whoever called has been answered, or has gone. */
const LOOKUP_MILLISECONDS = 9_000;

/** A call that Microsoft made about one offer. */
export type WebhookCaller = Context<MarketplaceScope>;

/**
 * The authenticator of the connection webhook: a token that Microsoft's application got in the publisher's tenant for
 * the publisher's application, and the key in the address where the offer asks for one (docs/marketplace/webhook.md).
 * Cannot be switched off. Whatever is wrong, also with the address, is answered alike.
 * @throws PortalError `unauthenticated`; `upstream-unavailable` where no key is known to check a token with.
 */
export async function webhookCaller({ request, params, requestId, now }: Incoming): Promise<WebhookCaller> {
  const offer = await inTime(now, findOffer(params.offerKey));
  if (offer === null) return turnAway(null, "unknown-offer", now);
  const verdict = await verifyMarketplaceToken(request.headers.get("authorization"), offer.technicalConfiguration);
  if (verdict.kind === "refused") return turnAway(offer.id, verdict.reason, now);
  if (offer.webhookKeyHash !== null && !sameSecret(hashSecret(new URL(request.url).searchParams.get("key") ?? ""), offer.webhookKeyHash)) return turnAway(offer.id, "key", now);
  return { actor: { kind: "marketplace" }, scope: marketplaceScope({ publisherId: offer.publisherId, offerId: offer.id }), correlationId: requestId, now };
}

async function findOffer(offerKey: string | string[] | undefined) {
  const key = addressKey.safeParse(offerKey);
  return key.success ? lookups.add(key.data, performance.now() + LOOKUP_MILLISECONDS) : null;
}

/** One look for all who ask while the last one is under way: nothing is remembered, so what is changed counts from the next call on. */
const lookups = new Together({ most: 100, run: findOffers });

async function findOffers(keys: readonly string[]) {
  const offers = await database().offer.findMany({
    where: { key: { in: [...new Set(keys)] } },
    select: { key: true, id: true, publisherId: true, webhookKeyHash: true, technicalConfiguration: { select: { tenantId: true, clientId: true } } },
  });
  return keys.map((key) => offers.find((offer) => offer.key === key) ?? null);
}

async function turnAway(offerId: number | null, reason: Rejection | "unknown-offer", now: Date): Promise<never> {
  await countRejection(offerId, reason, now);
  throw new PortalError("unauthenticated", {
    what: "The call is not accepted.",
    why: "It does not carry a token of Microsoft's marketplace for this address.",
    todo: "Nothing was kept of it.",
  });
}

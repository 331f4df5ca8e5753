import { may, notAllowed } from "../auth/permissions";
import { database } from "../db/client";
import type { Context, PublisherScope, SystemScope } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";

/** Who changes an offer: a member within their publisher, or the command line. */
export type OfferManager = Context<PublisherScope | SystemScope>;

export interface ManagedOffer {
  readonly id: number;
  readonly key: string;
  readonly publisherId: number;
  readonly publisher: { readonly key: string };
  readonly signingSecret: string | null;
  readonly webhookKeyHash: string | null;
}

/**
 * The offer that somebody is about to change. For commands; what it holds is shown nowhere.
 * @throws NotFoundError when there is no such offer, or it is another publisher's.
 * @throws PortalError `forbidden` when the member's role does not reach.
 */
export async function findManagedOffer({ scope }: OfferManager, offerKey: string): Promise<ManagedOffer> {
  if (scope.kind === "publisher" && !may(scope.role, "offers.manage")) throw notAllowed(scope.role);
  const offer = await database().offer.findFirst({
    where: { key: offerKey, ...(scope.kind === "publisher" ? { publisherId: scope.publisherId } : {}) },
    select: { id: true, key: true, publisherId: true, publisher: { select: { key: true } }, signingSecret: true, webhookKeyHash: true },
  });
  if (offer === null) throw new NotFoundError(scope.kind === "publisher" ? "offer" : `offer "${offerKey}"`);
  return offer;
}

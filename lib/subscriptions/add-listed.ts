import { recordAction } from "../actions/record";
import type { ActionType } from "../actions/schema";
import { transaction } from "../db/transaction";
import { isUniqueViolation } from "../db/unique-violation";
import { currentTime } from "../kernel/clock";
import type { Context } from "../kernel/context";
import type { FulfillmentClient } from "../marketplace/fulfillment";
import type { MarketplaceSubscription } from "../marketplace/fulfillment-schema";
import { UpstreamError } from "../marketplace/upstream-error";
import { applyMarketplaceState } from "./apply-marketplace-state";
import type { RegisteredOffer } from "./compare-page";
import { isPending } from "./pending";

interface Listed {
  readonly publisherId: number;
  readonly entry: MarketplaceSubscription;
  readonly offer: RegisteredOffer;
  /** When the list was asked for. */
  readonly askedAt: Date;
}

/**
 * Adds a subscription that Microsoft lists and that is not ours yet. Where its entry lacks what belongs to it, the API is
 * asked: kept as it is, the seats would read as changed once they are told. What has happened to it already is the
 * marketplace's doing, and told as such: nobody came here for it, and no call did.
 * @returns whether it is new here.
 */
export async function addListed(ctx: Context, client: FulfillmentClient, { publisherId, entry, offer, askedAt }: Listed): Promise<boolean> {
  const seen = isWhole(entry, offer) ? { subscription: entry, askedAt } : await askFor(ctx, client, entry, askedAt);
  try {
    const { outcome } = await transaction(ctx, async (writing) => {
      const applied = await applyMarketplaceState(writing, { publisherId, offerId: offer.id, plan: null, ...seen });
      const type = HAPPENED[seen.subscription.saasSubscriptionStatus];
      if (applied.outcome === "created" && type !== undefined) await recordAction({ ...writing, actor: { kind: "marketplace" } }, { type, publisherId, subscriptionInfoId: applied.id, details: { found: "list" } });
      return applied;
    });
    return outcome === "created" || outcome === "changed" || outcome === "unchanged";
  } catch (error) {
    // Its buyer arrived, or Microsoft called, at the same moment.
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

/** What a status says has happened; nothing has to a pending one. */
const HAPPENED: Readonly<Record<string, ActionType>> = { Subscribed: "Subscribe", Suspended: "Suspend", Unsubscribed: "Unsubscribe" };

function isWhole({ saasSubscriptionStatus: status, term, quantity, planId }: MarketplaceSubscription, { plans }: RegisteredOffer): boolean {
  if (status === "Unsubscribed") return true;
  const hasTerm = term.termUnit !== null && (isPending(status) || (term.startDate !== null && term.endDate !== null));
  return hasTerm && (quantity !== null || plans.find((plan) => plan.planId === planId)?.perSeat === false);
}

async function askFor({ correlationId }: Context, client: FulfillmentClient, entry: MarketplaceSubscription, listedAt: Date): Promise<{ subscription: MarketplaceSubscription; askedAt: Date }> {
  const askedAt = currentTime();
  try {
    return { subscription: await client.getSubscription(entry.id, { correlationId, patience: "background" }), askedAt };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    // Known in part is better than not known.
    return { subscription: entry, askedAt: listedAt };
  }
}

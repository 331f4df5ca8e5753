import { recordAction } from "../../actions/record";
import { transaction, type TransactionContext } from "../../db/transaction";
import { isUniqueViolation } from "../../db/unique-violation";
import { currentTime } from "../../kernel/clock";
import type { Context, LandingScope, UserActor } from "../../kernel/context";
import { decryptSecret, sameSecret } from "../../kernel/crypto";
import { PortalError } from "../../kernel/errors";
import { log } from "../../kernel/log";
import { fulfillment } from "../../marketplace/fulfillment";
import { withoutPreview, type MarketplacePlan, type ResolvedPurchase } from "../../marketplace/fulfillment-schema";
import { UpstreamError } from "../../marketplace/upstream-error";
import { findOfferOfPublisher, getMarketplaceCredentials } from "../../offers/queries";
import { applyMarketplaceState } from "../../subscriptions/apply-marketplace-state";
import { makeManager } from "../../subscriptions/make-manager";
import { findEarlierUnresolved, findNewestLanding, MOST_EARLIER, type Landing } from "./queries";
import type { LandingProblem } from "./schema";

export type ArriveOutcome =
  /** `offerKey` is the subscription's, which may be another one than that of the landing address. */
  | { readonly kind: "arrived"; readonly offerKey: string }
  | { readonly kind: "nothing-brought" }
  | { readonly kind: "failed"; readonly problem: LandingProblem };

/**
 * A signed-in person and what their browser brought: asks Microsoft what the purchase token stands for (Resolve),
 * keeps the subscription as Microsoft describes it, and makes the visitor a manager where policy says so. May be
 * called again at any time: after a failure it tries anew, after success it only looks at who came.
 */
export async function arrive(ctx: Context<LandingScope, UserActor>): Promise<ArriveOutcome> {
  // One budget for all calls: a buyer is waiting.
  const startedAt = performance.now();
  let landing = await findNewestLanding(ctx.scope, ctx.now);
  for (let refused = 0; ; refused += 1) {
    const outcome = await arriveWith(ctx, landing, startedAt);
    if (outcome.kind !== "failed" || outcome.problem !== "token-refused" || refused >= MOST_EARLIER) return outcome;
    // Opened last, and no purchase at all: what the browser brought before may be one.
    landing = await findNewestLanding(ctx.scope, ctx.now);
    if (landing === null || landing.problem === "token-refused") return outcome;
  }
}

async function arriveWith(ctx: Context<LandingScope, UserActor>, landing: Landing | null, startedAt: number): Promise<ArriveOutcome> {
  if (landing === null) return { kind: "nothing-brought" };
  if (landing.subscription !== null) {
    const { subscriptionInfoId, offerKey } = landing.subscription;
    await transaction(ctx, (writing) => makeManager(writing, subscriptionInfoId, { holdsToken: true }));
    return { kind: "arrived", offerKey };
  }
  if (landing.purchaseToken === null) return { kind: "nothing-brought" };
  const outcome = await tryToResolve(ctx, { id: landing.id, purchaseToken: landing.purchaseToken }, { startedAt, mayClaim: true });
  // Two purchases may wait in two tabs for one sign-in: the older one must not be lost behind the newer, nor behind one
  // that is not for this portal. What nobody looked at is kept, but claimed by nobody.
  if (outcome.kind === "arrived" || (outcome.kind === "failed" && saysWhichOneIsWrong(outcome.problem))) {
    for (const earlier of await findEarlierUnresolved(ctx.scope, landing.id, ctx.now)) {
      if (await isSameToken(earlier.purchaseToken, landing.purchaseToken)) await forgetToken(ctx, earlier.id);
      else await tryToResolve(ctx, earlier, { startedAt, mayClaim: false });
    }
  }
  return outcome;
}

/** A Microsoft that does not answer has as little to say of the others; a token that is none is passed over as a whole. */
function saysWhichOneIsWrong(problem: LandingProblem): boolean {
  return problem !== "unavailable" && problem !== "token-refused";
}

/** Whether somebody opened the same link twice. */
async function isSameToken(one: string, other: string): Promise<boolean> {
  try {
    return sameSecret(await decryptSecret(one), await decryptSecret(other));
  } catch {
    // One that cannot be read is told of by the attempt to resolve it.
    return false;
  }
}

async function forgetToken(ctx: Context<LandingScope>, landingId: number): Promise<void> {
  await transaction(ctx, async ({ tx }) => {
    await tx.landingSession.updateMany({ where: { id: landingId, browserHash: ctx.scope.browserHash }, data: { purchaseToken: null } });
  });
}

interface Attempt {
  readonly startedAt: number;
  readonly mayClaim: boolean;
}

async function tryToResolve(ctx: Context<LandingScope, UserActor>, landing: { id: number; purchaseToken: string }, attempt: Attempt): Promise<ArriveOutcome> {
  try {
    return await resolve(ctx, landing.id, await decryptSecret(landing.purchaseToken), attempt);
  } catch (error) {
    const problem = problemOf(error);
    log[problem === "token-refused" ? "info" : "error"]({ event: "landing.unresolved", problem, correlationId: ctx.correlationId, err: error }, "a purchase could not be resolved");
    await noteProblem(ctx, landing.id, problem);
    return { kind: "failed", problem };
  }
}

async function resolve(ctx: Context<LandingScope, UserActor>, landingId: number, purchaseToken: string, { startedAt, mayClaim }: Attempt): Promise<ArriveOutcome> {
  const { publisherId } = ctx.scope;
  const call = { correlationId: ctx.correlationId, patience: "interactive", startedAt } as const;
  const askedAt = currentTime();
  const client = fulfillment(await getMarketplaceCredentials(ctx.scope.offerId));
  const purchase = await client.resolve(purchaseToken, call);
  const offer = await findOfferOfPublisher(publisherId, withoutPreview(purchase.offerId));
  if (offer === null) {
    log.error({ event: "landing.offer-unknown", offerId: purchase.offerId, subscriptionId: purchase.id, correlationId: ctx.correlationId }, "a purchase of an offer that is not registered here");
    await noteProblem(ctx, landingId, "offer-unknown");
    return { kind: "failed", problem: "offer-unknown" };
  }
  const plan = await findPlan(purchase, () => client.listAvailablePlans(purchase.id, call));
  const keep = (): Promise<void> =>
    transaction(ctx, async (writing) => {
      const { id } = await applyMarketplaceState(writing, { publisherId, offerId: offer.id, subscription: purchase.subscription, plan, askedAt });
      const status = purchase.subscription.saasSubscriptionStatus;
      if (await closeLanding(writing, landingId, { subscriptionInfoId: id, offerId: offer.id, status })) {
        await recordAction(writing, { type: "Resolve", publisherId, subscriptionInfoId: id, details: { planId: purchase.planId, status } });
      }
      await makeManager(writing, id, { holdsToken: mayClaim });
    });
  try {
    await keep();
  } catch (error) {
    // Another arrival stored the same purchase first: the second look finds its row.
    if (!isUniqueViolation(error)) throw error;
    await keep();
  }
  return { kind: "arrived", offerKey: offer.key };
}

/** The price is worth showing, but not worth losing the purchase over: without it the page says where it stands. */
async function findPlan(purchase: ResolvedPurchase, listPlans: () => Promise<readonly MarketplacePlan[]>): Promise<MarketplacePlan | null> {
  if (purchase.subscription.saasSubscriptionStatus === "Unsubscribed") return null;
  try {
    const plans = await listPlans();
    return plans.find((plan) => plan.planId === purchase.planId) ?? null;
  } catch (error) {
    log.warn({ event: "landing.plans-unavailable", subscriptionId: purchase.id, err: error }, "the plan's price could not be read");
    return null;
  }
}

interface Resolved {
  readonly subscriptionInfoId: string;
  readonly offerId: number;
  readonly status: string;
}

/** Forgets the token, and says whether this call was the one that resolved it: two tabs may try at once. */
async function closeLanding(ctx: Context<LandingScope> & TransactionContext, landingId: number, { subscriptionInfoId, offerId, status }: Resolved): Promise<boolean> {
  const { count } = await ctx.tx.landingSession.updateMany({
    where: { id: landingId, browserHash: ctx.scope.browserHash, resolvedAt: null },
    data: { purchaseToken: null, subscriptionInfoId, offerId, resolvedAt: ctx.now, statusAtArrival: status.slice(0, 50), problem: null, problemCorrelationId: null },
  });
  return count === 1;
}

async function noteProblem(ctx: Context<LandingScope>, landingId: number, problem: LandingProblem): Promise<void> {
  await transaction(ctx, async ({ tx }) => {
    await tx.landingSession.updateMany({ where: { id: landingId, resolvedAt: null }, data: { problem, problemCorrelationId: ctx.correlationId, ...(problem === "token-refused" ? { purchaseToken: null } : {}) } });
  });
}

function problemOf(error: unknown): LandingProblem {
  if (error instanceof UpstreamError) {
    if (error.reason === "purchase-token-invalid") return "token-refused";
    if (error.code === "upstream-unavailable") return "unavailable";
    return error.code === "misconfigured" ? "not-set-up" : "refused";
  }
  if (error instanceof PortalError && error.code === "misconfigured") return "not-set-up";
  if (error instanceof PortalError && error.code === "conflict") return "refused";
  throw error;
}

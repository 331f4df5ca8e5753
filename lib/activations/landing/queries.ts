import { database } from "../../db/client";
import type { Context, LandingScope, UserActor } from "../../kernel/context";
import { getSubscriptionOfVisitor, type CustomerSubscription } from "../../subscriptions/queries";
import { LANDING_PROBLEMS, type LandingProblem } from "./schema";
import { z } from "zod";

export interface Landing {
  readonly id: number;
  /** JWE; null once resolved. */
  readonly purchaseToken: string | null;
  readonly receivedAt: Date;
  readonly resolvedAt: Date | null;
  readonly problem: LandingProblem | null;
  readonly problemCorrelationId: string | null;
  readonly subscription: { readonly subscriptionInfoId: string; readonly subscriptionId: string; readonly offerKey: string } | null;
}

/** What this browser brought to this offer last and is still good; null where there is nothing. */
export async function findNewestLanding(scope: LandingScope, now: Date): Promise<Landing | null> {
  const row = await database().landingSession.findFirst({
    where: { browserHash: scope.browserHash, offerId: scope.offerId, expiresAt: { gt: now } },
    orderBy: { id: "desc" },
    include: { subscription: { select: { id: true, subscriptionId: true, offer: { select: { key: true } } } } },
  });
  if (row === null) return null;
  const { subscription } = row;
  return {
    id: row.id,
    purchaseToken: row.purchaseToken,
    receivedAt: row.receivedAt,
    resolvedAt: row.resolvedAt,
    problem: z.enum(LANDING_PROBLEMS).safeParse(row.problem).data ?? null,
    problemCorrelationId: row.problemCorrelationId,
    subscription:
      subscription?.offer ? { subscriptionInfoId: subscription.id, subscriptionId: subscription.subscriptionId, offerKey: subscription.offer.key } : null,
  };
}

export type Order =
  | { readonly kind: "nothing-brought" }
  /** Nobody has asked Microsoft yet, or the last attempt failed for `problem`. */
  | { readonly kind: "unresolved"; readonly problem: LandingProblem | null; readonly requestId: string | null }
  | { readonly kind: "resolved"; readonly subscription: CustomerSubscription; readonly arrivedAt: Date };

/** What the order page shows to the person who is signed in in this browser. */
export async function getOrder(ctx: Context<LandingScope, UserActor>): Promise<Order> {
  const landing = await findNewestLanding(ctx.scope, ctx.now);
  if (landing === null) return { kind: "nothing-brought" };
  if (landing.subscription === null) {
    return { kind: "unresolved", problem: landing.problem, requestId: landing.problemCorrelationId };
  }
  const subscription = await getSubscriptionOfVisitor(ctx, landing.subscription.subscriptionInfoId);
  return { kind: "resolved", subscription, arrivedAt: landing.receivedAt };
}

import { database } from "../../db/client";
import type { Context, LandingScope, UserActor } from "../../kernel/context";
import type { ActivationFacts } from "../../subscriptions/facts";
import { getSubscriptionOfVisitor, type CustomerSubscription } from "../../subscriptions/queries";
import type { SubscriptionState } from "../../subscriptions/schema";
import { LANDING_PROBLEMS, type LandingProblem } from "./schema";
import { PERSONAL_ACCOUNTS_TENANT } from "../../kernel/ids";
import { z } from "zod";

/** More tabs than these wait for nobody. */
export const MOST_EARLIER = 4;

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

/**
 * What this browser brought to this offer last and is still good; null where there is nothing. What Microsoft did not
 * take for a purchase counts only where there is nothing else: a link that somebody made up hides none that is real.
 */
export async function findNewestLanding(scope: LandingScope, now: Date): Promise<Landing | null> {
  const include = { subscription: { select: { id: true, subscriptionId: true, offer: { select: { key: true } } } } } as const;
  const row = (await database().landingSession.findFirst({ ...usable(newest(scope, now)), include })) ?? (await database().landingSession.findFirst({ ...refused(newest(scope, now)), include }));
  if (row === null) return null;
  const { subscription } = row;
  return {
    id: row.id,
    purchaseToken: row.purchaseToken,
    receivedAt: row.receivedAt,
    resolvedAt: row.resolvedAt,
    problem: readProblem(row.problem),
    problemCorrelationId: row.problemCorrelationId,
    subscription:
      subscription?.offer ? { subscriptionInfoId: subscription.id, subscriptionId: subscription.subscriptionId, offerKey: subscription.offer.key } : null,
  };
}

function readProblem(stored: string | null): LandingProblem | null {
  return z.enum(LANDING_PROBLEMS).safeParse(stored).data ?? null;
}

function newest({ browserHash, offerId }: LandingScope, now: Date) {
  return { where: { browserHash, offerId, expiresAt: { gt: now } }, orderBy: { id: "desc" } } as const;
}

const REFUSED: LandingProblem = "token-refused";

/** What Microsoft can be asked about, or has told of. A link that was opened twice is neither, once its twin was asked about. */
function usable<Query extends { readonly where: object }>({ where, ...query }: Query) {
  return { ...query, where: { ...where, OR: [{ purchaseToken: { not: null } }, { resolvedAt: { not: null } }] } };
}

function refused<Query extends { readonly where: object }>({ where, ...query }: Query) {
  return { ...query, where: { ...where, problem: REFUSED } };
}

/** What this browser brought to this offer before `landingId`, and Microsoft has not been asked about yet or could not answer. */
export async function findEarlierUnresolved(scope: LandingScope, landingId: number, now: Date): Promise<{ id: number; purchaseToken: string }[]> {
  const rows = await database().landingSession.findMany({
    where: { id: { lt: landingId }, browserHash: scope.browserHash, offerId: scope.offerId, expiresAt: { gt: now }, resolvedAt: null, purchaseToken: { not: null } },
    orderBy: { id: "desc" },
    take: MOST_EARLIER,
    select: { id: true, purchaseToken: true },
  });
  return rows.flatMap(({ id, purchaseToken }) => (purchaseToken === null ? [] : [{ id, purchaseToken }]));
}

export type Order =
  | { readonly kind: "nothing-brought" }
  /** Nobody has asked Microsoft yet, or the last attempt failed for `problem`. */
  | { readonly kind: "unresolved"; readonly problem: LandingProblem | null; readonly requestId: string | null }
  | {
      readonly kind: "resolved";
      readonly subscription: CustomerSubscription;
      /** Bought by an organisation, in which the visitor may be a guest. */
      readonly boughtByOrganisation: boolean;
      /** It was pending when this browser came, and became active since. */
      readonly activatedSinceArrival: boolean;
    };

/** Whether this browser brought anything to this offer that is still good. */
export async function hasLanding(scope: LandingScope, now: Date): Promise<boolean> {
  return (await database().landingSession.findFirst({ ...newest(scope, now), select: { id: true } })) !== null;
}

/** What the order page shows to the person who is signed in in this browser. */
export async function getOrder(ctx: Context<LandingScope, UserActor>): Promise<Order> {
  const select = { subscriptionInfoId: true, receivedAt: true, problem: true, problemCorrelationId: true } as const;
  const asked = newest(ctx.scope, ctx.now);
  const landing = (await database().landingSession.findFirst({ ...usable(asked), select })) ?? (await database().landingSession.findFirst({ ...refused(asked), select }));
  if (landing === null) return { kind: "nothing-brought" };
  const unresolved = { kind: "unresolved", problem: readProblem(landing.problem), requestId: landing.problemCorrelationId } as const;
  if (landing.subscriptionInfoId === null) return unresolved;
  const subscription = await getSubscriptionOfVisitor(ctx, landing.subscriptionInfoId);
  const { offerKey, tenantId, activation } = subscription.facts;
  if (offerKey === null) return unresolved;
  return {
    kind: "resolved",
    subscription,
    boughtByOrganisation: tenantId !== null && tenantId !== PERSONAL_ACCOUNTS_TENANT,
    activatedSinceArrival: activation !== null && isActivatedSince(activation, subscription.facts.state, landing.receivedAt),
  };
}

/** Microsoft may call it Subscribed a moment before its activation is settled. */
function isActivatedSince({ state, requestedAt, finishedAt }: ActivationFacts, subscription: SubscriptionState, arrival: Date): boolean {
  if (state === "subscribed") return finishedAt !== null && finishedAt > arrival;
  return (state === "accepted" || state === "requested") && subscription === "subscribed" && requestedAt > arrival;
}

/** The organisation that a purchase was made in, for a sign-in as its guest; null where it is none, or not known yet. */
export async function findGuestTenant(scope: LandingScope, now: Date): Promise<string | null> {
  const landing = await findNewestLanding(scope, now);
  if (!landing?.subscription) return null;
  const { tenantId } = await database().subscription.findUniqueOrThrow({ where: { id: landing.subscription.subscriptionInfoId }, select: { tenantId: true } });
  return tenantId === PERSONAL_ACCOUNTS_TENANT ? null : tenantId;
}

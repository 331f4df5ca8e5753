import { database } from "../db/client";
import { weeklyCounts, type WeeklyCount } from "../db/weekly-counts";
import type { Context, PublisherScope } from "../kernel/context";
import { IS_SET_UP_FAILED, IS_UNDER_WAY, isUnderWay } from "./activation-standing";
import { PENDING_STATUSES, pendingDaysShown, type PendingDays } from "./pending";
import { stateOf } from "./policy";
import type { SubscriptionState } from "./schema";
import { within } from "./within";

const PENDING = [...PENDING_STATUSES];

export const WEEKS_SHOWN = 12;

/** How many subscriptions of a publisher stand in each state. */
export async function countByState(scope: PublisherScope): Promise<Record<SubscriptionState, number>> {
  const [groups, activating, failed] = await Promise.all([
    database().subscription.groupBy({ by: ["status"], where: within(scope), _count: { _all: true } }),
    database().subscription.count({ where: { ...within(scope), status: { in: PENDING }, activation: { is: IS_UNDER_WAY } } }),
    database().subscription.count({ where: { ...within(scope), status: { in: PENDING }, activation: { is: IS_SET_UP_FAILED } } }),
  ]);
  const counts: Record<SubscriptionState, number> = { pending: 0, activating, "set-up-failed": failed, subscribed: 0, suspended: 0, unsubscribed: 0, unknown: 0 };
  for (const { status, _count } of groups) counts[stateOf(status, null)] += _count._all;
  // Between the two questions one may have moved on.
  counts.pending = Math.max(0, counts.pending - activating - failed);
  return counts;
}

/** New and lost subscriptions of the last weeks, the oldest first; the last one is under way. Weeks begin on Monday, UTC. */
export async function countByWeek({ scope, now }: Context<PublisherScope>): Promise<WeeklyCount[]> {
  const daysSinceMonday = (now.getUTCDay() + 6) % 7;
  const monday = (weeksAgo: number): Date => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - daysSinceMonday - 7 * weeksAgo));
  return weeklyCounts(scope.publisherId, Array.from({ length: WEEKS_SHOWN }, (_, index) => monday(WEEKS_SHOWN - 1 - index)));
}

/** A purchase that is not active. */
export interface StuckPurchase {
  readonly subscriptionId: string;
  readonly name: string;
  readonly customer: string | null;
  readonly since: Date;
  /**
   * unopened: nobody came to the landing page. unconfirmed: nobody confirmed the order. handed-over: the publisher's system
   * is at it. set-up-failed: it could not. requested: Microsoft has not taken it. activating: it has. refused: it said no.
   * refusing: the staff said no, and Microsoft has not ended it yet.
   */
  readonly reason: "unopened" | "unconfirmed" | "handed-over" | "set-up-failed" | "requested" | "activating" | "refused" | "refusing";
  /** What Microsoft, or the way to it, said; for people to read. */
  readonly detail: string | null;
  /** For how many days at least nobody has activated it, as the staff was told. */
  readonly pendingDays: PendingDays;
}

/** Those that wait, by the state of their activation. */
const STUCK_BY_STATE: Readonly<Record<string, StuckPurchase["reason"]>> = { "handed-over": "handed-over", "reported-failed": "set-up-failed", requested: "requested", accepted: "activating", refused: "refused", refusing: "refusing" };

const NAMED = { subscriptionId: true, name: true, beneficiaryEmail: true, purchaserEmail: true, tenantId: true, createdAt: true, marketplaceCreatedAt: true, status: true, pendingDaysTold: true } as const;

/** Whoever comes to the landing page leaves this action. */
const OPENED = { some: { type: "Resolve" } } as const;

/** Those who have waited longest to become active: since they bought, opened the landing page or confirmed, whichever they did last. */
export async function listStuckPurchases(scope: PublisherScope, take = 10): Promise<StuckPurchase[]> {
  const pending = { ...within(scope), status: { in: PENDING } };
  const [unopened, unconfirmed, confirmed] = await Promise.all([
    database().subscription.findMany({ where: { ...pending, activation: { is: null }, NOT: { actions: OPENED } }, orderBy: [{ marketplaceCreatedAt: "asc" }, { createdAt: "asc" }], take, select: NAMED }),
    database().subscription.findMany({ where: { ...pending, activation: { is: null }, actions: OPENED }, orderBy: { createdAt: "asc" }, take, select: NAMED }),
    database().activation.findMany({
      where: { state: { in: Object.keys(STUCK_BY_STATE) }, subscription: { is: pending } },
      orderBy: { requestedAt: "asc" },
      take,
      select: { state: true, handedOverAt: true, requestedAt: true, problemDetail: true, subscription: { select: NAMED } },
    }),
  ]);
  const stuck: StuckPurchase[] = [
    ...unopened.map((row) => ({ ...nameOf(row), since: row.marketplaceCreatedAt ?? row.createdAt, reason: "unopened" as const, detail: null })),
    ...unconfirmed.map((row) => ({ ...nameOf(row), since: row.createdAt, reason: "unconfirmed" as const, detail: null })),
    ...confirmed.map(({ subscription, state, handedOverAt, requestedAt, problemDetail }) => ({
      ...nameOf(subscription),
      since: requestedAt,
      ...(isUnderWay({ state, handedOverAt }) ? { pendingDays: 0 as const } : {}),
      reason: STUCK_BY_STATE[state] ?? "requested",
      detail: problemDetail,
    })),
  ];
  return stuck.sort((one, other) => one.since.getTime() - other.since.getTime()).slice(0, take);
}

interface NamedRow {
  readonly subscriptionId: string;
  readonly name: string;
  readonly beneficiaryEmail: string | null;
  readonly purchaserEmail: string | null;
  readonly tenantId: string | null;
  readonly status: string;
  readonly pendingDaysTold: number;
}

function nameOf(row: NamedRow) {
  return { pendingDays: pendingDaysShown(row), subscriptionId: row.subscriptionId, name: row.name || row.subscriptionId, customer: row.beneficiaryEmail ?? row.purchaserEmail ?? row.tenantId };
}

/** When the portal last heard of each of its surroundings; null: never, or too long ago to be remembered. */
export interface LastCalls {
  readonly arrivalAt: Date | null;
  /** Why that arrival could not be resolved; null where it was. */
  readonly arrivalProblem: string | null;
  /** Microsoft's, about one of the subscriptions that something happened to last. */
  readonly answerAt: Date | null;
  readonly jobAt: Date | null;
  /** Any worker's of this deployment. */
  readonly beatAt: Date | null;
}

export async function readLastCalls(scope: PublisherScope): Promise<LastCalls> {
  const [arrival, answers, job, worker] = await Promise.all([
    // Each expires a day after it came: the order is the same, and this one has an index.
    database().landingSession.findFirst({ where: { offer: { is: { publisherId: scope.publisherId } } }, orderBy: { expiresAt: "desc" }, select: { receivedAt: true, problem: true } }),
    readNewestAnswers(scope),
    database().job.findFirst({ where: { publisherId: scope.publisherId, state: "done" }, orderBy: { finishedAt: "desc" }, select: { finishedAt: true } }),
    database().worker.findFirst({ orderBy: { beatAt: "desc" }, select: { beatAt: true } }),
  ]);
  return {
    arrivalAt: arrival?.receivedAt ?? null,
    arrivalProblem: arrival?.problem ?? null,
    answerAt: answers.reduce<Date | null>((newest, at) => (newest === null || at > newest ? at : newest), null),
    jobAt: job?.finishedAt ?? null,
    beatAt: worker?.beatAt ?? null,
  };
}

const NEWEST = 25;

/** The newest of all would mean to read every row: asked are those that were seen last, and those that something happened to last. */
async function readNewestAnswers(scope: PublisherScope): Promise<Date[]> {
  const select = { checkedAt: true } as const;
  const [newest, actions] = await Promise.all([
    database().subscription.findMany({ where: within(scope), orderBy: [{ createdAt: "desc" }, { id: "desc" }], take: NEWEST, select }),
    database().subscriptionAction.findMany({ where: { publisherId: scope.publisherId }, orderBy: { number: "desc" }, take: NEWEST, select: { subscription: { select } } }),
  ]);
  return [...newest, ...actions.map(({ subscription }) => subscription)].flatMap((row) => row?.checkedAt ?? []);
}

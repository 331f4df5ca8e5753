import { database } from "../../db/client";
import { sortedPage, type Page, type PageRequest } from "../../db/keyset";
import type { PublisherScope } from "../../kernel/context";
import type { LicenseModel } from "../../offers/schema";
import { conditionsOf, EVERYTHING, NEWEST_FIRST, type SubscriptionFilter, type SubscriptionSort } from "../../subscriptions/filter";
import { licenseModelOf } from "../../subscriptions/license-model";
import { LINE_COLUMNS, toLine, type SubscriptionLine } from "../../subscriptions/line";
import { within } from "../../subscriptions/within";
import { overAssigned } from "../policy";
import { idleConditions } from "./idle";
import { IDLE_DAYS, type SeatUse } from "./schema";

/** How the seats of one subscription are used. */
export interface SubscriptionUse extends SubscriptionLine {
  readonly licenseModel: LicenseModel;
  readonly assigned: number;
  /** Seats that open invitations hold. */
  readonly invited: number;
  readonly free: number;
  /** Seats beyond those that were bought. */
  readonly over: number;
  /** What the licenses themselves say; null where there are so many on this page that nobody waits for them. */
  readonly licenses: { readonly idle: number; readonly lastCheckedAt: Date | null } | null;
}

export interface SubscriptionUseRequest extends PageRequest, Partial<SubscriptionFilter> {
  readonly sort?: SubscriptionSort;
  readonly use?: SeatUse | null;
}

/** So many licenses are looked at for one page: it takes the same time for a publisher of any size. */
const MOST_LOOKED_AT = 20_000;

/** A publisher's subscriptions with the use of their seats, newest first unless something else is asked for, one keyset page. */
export async function listSubscriptionUse({ scope, now }: { scope: PublisherScope; now: Date }, request: SubscriptionUseRequest = {}): Promise<Page<SubscriptionUse>> {
  const { sort = NEWEST_FIRST, limit, cursor, use = null, ...filter } = request;
  const conditions = [within(scope), ...conditionsOf({ ...EVERYTHING, ...filter }, "staff"), ...usedAs(use)];
  const page = await sortedPage(sort, { limit, cursor }, (keyset) =>
    database().subscription.findMany({ where: { AND: [...conditions, keyset.where] }, orderBy: keyset.orderBy, take: keyset.take, select: { ...LINE_COLUMNS, acquiredLicenses: true } }),
  );
  const looked = lookedAt(page.items);
  const [invited, used] = await Promise.all([openInvitations(page.items.map(({ id }) => id)), usedLicenses(looked, now)]);
  return {
    ...page,
    items: page.items.map((row) => {
      const held = Math.min(invited.get(row.id) ?? 0, row.acquiredLicenses);
      return {
        ...toLine(row),
        licenseModel: licenseModelOf(row),
        assigned: row.acquiredLicenses - held,
        invited: held,
        free: Math.max(0, row.quantity - row.acquiredLicenses),
        over: overAssigned(row),
        licenses: looked.includes(row.id) ? (used.get(row.id) ?? { idle: 0, lastCheckedAt: null }) : null,
      };
    }),
  };
}

const LIVING = { status: { in: ["Subscribed", "Suspended"] } };

function usedAs(use: SeatUse | null): object[] {
  const { quantity } = database().subscription.fields;
  switch (use) {
    case "over":
      return [{ acquiredLicenses: { gt: quantity } }];
    case "full":
      return [LIVING, { acquiredLicenses: { gte: quantity } }];
    case "unused":
      return [LIVING, { perSeat: true, acquiredLicenses: 0 }];
    case null:
      return [];
  }
}

/** From the top of the page, those whose licenses are not too many together. */
function lookedAt(rows: readonly { readonly id: string; readonly acquiredLicenses: number }[]): string[] {
  let left = MOST_LOOKED_AT;
  return rows.flatMap(({ id, acquiredLicenses }) => {
    if (acquiredLicenses > left) return [];
    left -= acquiredLicenses;
    return [id];
  });
}

async function openInvitations(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const groups = await database().licenseInvitation.groupBy({ by: ["subscriptionInfoId"], where: { subscriptionInfoId: { in: [...ids] }, state: "open" }, _count: { _all: true } });
  return new Map(groups.map(({ subscriptionInfoId, _count }) => [subscriptionInfoId, _count._all]));
}

async function usedLicenses(ids: readonly string[], now: Date): Promise<ReadonlyMap<string, { idle: number; lastCheckedAt: Date | null }>> {
  const assigned = { subscriptionInfoId: { in: [...ids] }, status: "Assigned" };
  const [idle, last] = await Promise.all([
    database().subscriptionUser.groupBy({ by: ["subscriptionInfoId"], where: { AND: [assigned, ...idleConditions(now, IDLE_DAYS[0])] }, _count: { _all: true } }),
    database().subscriptionUser.groupBy({ by: ["subscriptionInfoId"], where: assigned, _max: { lastCheckedAt: true } }),
  ]);
  const counts = new Map(idle.map(({ subscriptionInfoId, _count }) => [subscriptionInfoId, _count._all]));
  return new Map(last.map(({ subscriptionInfoId, _max }) => [subscriptionInfoId, { idle: counts.get(subscriptionInfoId) ?? 0, lastCheckedAt: _max.lastCheckedAt }]));
}

import { database } from "../../db/client";
import type { Sort, SortColumn } from "../../db/keyset";
import type { PublisherScope } from "../../kernel/context";
import { guid } from "../../kernel/ids";
import { conditionsOf as subscriptionConditions, EVERYTHING } from "../../subscriptions/filter";
import type { SubscriptionState } from "../../subscriptions/schema";
import { within } from "../../subscriptions/within";
import type { LICENSE_STATUSES } from "../schema";
import { idleBefore, idleConditions } from "./idle";
import type { IdleDays } from "./schema";

/** Which of a publisher's licenses a list shows. An empty list, or null, asks for nothing. */
export interface LicenseFilter {
  readonly search: string;
  readonly offerKeys: readonly string[];
  /** Of the subscription. */
  readonly states: readonly SubscriptionState[];
  readonly idleDays: IdleDays | null;
  readonly status: (typeof LICENSE_STATUSES)[number];
}

export const ALL_ASSIGNED: LicenseFilter = { search: "", offerKeys: [], states: [], idleDays: null, status: "Assigned" };

/** What a list can be sorted by: each has its index, with the publisher and the status before it. */
export const LICENSE_SORT_COLUMNS = {
  assignedAt: { name: "assignedAt", kind: "time", nullable: true },
  lastCheckedAt: { name: "lastCheckedAt", kind: "time", nullable: true },
} as const satisfies Record<string, SortColumn>;

export type LicenseSort = Sort<keyof typeof LICENSE_SORT_COLUMNS>;

export const LATEST_FIRST: LicenseSort = { column: LICENSE_SORT_COLUMNS.assignedAt, direction: "desc" };

/** Where a list ends that shows idle licenses alone: whatever it is sorted by, they lie below. */
export function sortWithin({ column, direction }: LicenseSort, { idleDays }: LicenseFilter, now: Date): LicenseSort {
  return idleDays === null ? { column, direction } : { column: { ...column, below: idleBefore(now, idleDays) }, direction };
}

/**
 * The filter as conditions on the table, one for each thing that is asked for, none of them beyond the scope.
 * An id is a person's, or Microsoft's of a subscription.
 */
export async function licenseConditions(scope: PublisherScope, filter: LicenseFilter, now: Date): Promise<object[]> {
  const search = filter.search.trim();
  const id = guid.safeParse(search).data;
  const found = id === undefined ? null : await database().subscription.findFirst({ where: { subscriptionId: id, ...within(scope) }, select: { id: true } });
  const subscription = subscriptionConditions({ ...EVERYTHING, states: filter.states, offerKeys: filter.offerKeys }, "staff");
  return [
    // Of one subscription its own index is the shorter way, and the scope has been looked at.
    found === null ? { publisherId: scope.publisherId } : { subscriptionInfoId: found.id },
    { status: filter.status },
    ...(search === "" || found !== null ? [] : [id === undefined ? { OR: [{ userUpn: { contains: search } }, { name: { contains: search } }] } : { userId: id }]),
    ...(subscription.length === 0 ? [] : [{ subscription: { is: { AND: subscription } } }]),
    ...(filter.idleDays === null ? [] : idleConditions(now, filter.idleDays)),
  ];
}

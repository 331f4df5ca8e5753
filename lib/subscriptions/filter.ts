import { database } from "../db/client";
import type { Sort, SortColumn } from "../db/keyset";
import { guid } from "../kernel/ids";
import { IS_SET_UP_FAILED, IS_UNDER_WAY } from "./activation-standing";
import type { SubscriptionState } from "./schema";

/** Which of the subscriptions within a scope a list shows. An empty list, or null, asks for nothing. */
export interface SubscriptionFilter {
  readonly search: string;
  readonly states: readonly SubscriptionState[];
  readonly offerKeys: readonly string[];
  readonly planIds: readonly string[];
  readonly freeTrial: boolean | null;
  readonly resold: boolean | null;
}

export const EVERYTHING: SubscriptionFilter = { search: "", states: [], offerKeys: [], planIds: [], freeTrial: null, resold: null };

/** What a list can be sorted by: each has its index. */
export const SORT_COLUMNS = {
  createdAt: { name: "createdAt", kind: "time" },
  name: { name: "name", kind: "text" },
  endDate: { name: "endDate", kind: "time", nullable: true },
} as const satisfies Record<string, SortColumn>;

export type SubscriptionSort = Sort<keyof typeof SORT_COLUMNS>;

export const NEWEST_FIRST: SubscriptionSort = { column: SORT_COLUMNS.createdAt, direction: "desc" };

const PENDING = ["NotStarted", "PendingFulfillmentStart"];
const KNOWN = [...PENDING, "Subscribed", "Suspended", "Unsubscribed"];

/** The opposite of stateOf: which rows stand there. */
function inState(state: SubscriptionState): object {
  switch (state) {
    case "pending":
      return { status: { in: PENDING }, OR: [{ activation: { is: null } }, { activation: { is: { NOT: { OR: [IS_UNDER_WAY, IS_SET_UP_FAILED] } } } }] };
    case "activating":
      return { status: { in: PENDING }, activation: { is: IS_UNDER_WAY } };
    case "set-up-failed":
      return { status: { in: PENDING }, activation: { is: IS_SET_UP_FAILED } };
    case "subscribed":
      return { status: "Subscribed" };
    case "suspended":
      return { status: "Suspended" };
    case "unsubscribed":
      return { status: "Unsubscribed" };
    case "unknown":
      return { status: { notIn: KNOWN } };
  }
}

/** Whoever may read mail addresses may search for them. */
export type Searcher = "staff" | "customer";

/** In a search, % and _ stand for any signs and any one: Prisma has no way to escape them on both databases. */
function matching(search: string, searcher: Searcher): object {
  const id = guid.safeParse(search).data;
  if (id !== undefined) return { OR: [{ subscriptionId: id }, { tenantId: id }, ...(searcher === "staff" ? [{ purchaserTenantId: id }] : [])] };
  const contains = { contains: search };
  const people = [{ beneficiaryEmail: contains }, { purchaserEmail: contains }, { contactEmail: contains }];
  return { OR: [{ name: contains }, { planId: contains }, ...(searcher === "staff" ? people : [])] };
}

function boughtByReseller(resold: boolean): object {
  const { tenantId } = database().subscription.fields;
  return resold
    ? { tenantId: { not: null }, purchaserTenantId: { not: null }, NOT: { purchaserTenantId: { equals: tenantId } } }
    : { OR: [{ tenantId: null }, { purchaserTenantId: null }, { purchaserTenantId: { equals: tenantId } }] };
}

/** The filter as conditions on the table, one for each thing that is asked for. */
export function conditionsOf(filter: SubscriptionFilter, searcher: Searcher): object[] {
  const search = filter.search.trim();
  return [
    ...(search === "" ? [] : [matching(search, searcher)]),
    ...(filter.states.length === 0 ? [] : [filter.states.length === 1 ? inState(filter.states[0] ?? "unknown") : { OR: filter.states.map(inState) }]),
    ...(filter.offerKeys.length === 0 ? [] : [{ offer: { is: { key: { in: [...filter.offerKeys] } } } }]),
    ...(filter.planIds.length === 0 ? [] : [{ planId: { in: [...filter.planIds] } }]),
    ...(filter.freeTrial === null ? [] : [{ isFreeTrial: filter.freeTrial }]),
    ...(filter.resold === null ? [] : [boughtByReseller(filter.resold)]),
  ];
}

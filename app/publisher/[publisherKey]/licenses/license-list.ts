import { listRequest, type ListFilter, type ListRequest, type ListSearch, type ListShape } from "@/app/list-search";
import { SEAT_USE_WORDS } from "@/components/licenses-overview/license-words";
import { STATE_WORDS } from "@/components/subscriptions/subscription-status";
import type { PublisherScope } from "@/lib/kernel/context";
import { LICENSE_SORT_COLUMNS, type LicenseFilter, type LicenseSort } from "@/lib/licenses/overview/filter";
import { IDLE_DAYS, SEAT_USES } from "@/lib/licenses/overview/schema";
import type { SubscriptionUseRequest } from "@/lib/licenses/overview/subscription-use";
import { SORT_COLUMNS } from "@/lib/subscriptions/filter";
import { listOfferChoices } from "@/lib/subscriptions/queries";
import { SUBSCRIPTION_STATES } from "@/lib/subscriptions/schema";

type SortName = keyof typeof LICENSE_SORT_COLUMNS;

/** What the address of the list of licenses asks for, as the pages and as the queries understand it. */
export interface LicenseListAsked {
  readonly shape: ListShape<SortName>;
  readonly request: ListRequest<SortName>;
  readonly filter: LicenseFilter;
  readonly sort: LicenseSort;
}

/** Reads the address by what this publisher has: offers that are not its own are asked for in vain. */
export async function readLicenseList(scope: PublisherScope, given: ListSearch): Promise<LicenseListAsked> {
  const filters: ListFilter[] = [
    await offerFilter(scope),
    STATE_FILTER,
    { name: "idle", label: "Idle", kind: "one", options: IDLE_DAYS.map((days) => ({ value: String(days), label: `Not used for ${days} days` })) },
    { name: "status", label: "License", kind: "one", options: [{ value: "unassigned", label: "Taken back" }] },
  ];
  const latest = { column: "assignedAt", direction: "desc" } as const;
  const longestUnused = { column: "lastCheckedAt", direction: "asc" } as const;
  const isIdle = (listRequest(given, { filters }).filters.idle ?? []).length > 0;
  const shape: ListShape<SortName> = { filters, sorts: isIdle ? [longestUnused, latest] : [latest, longestUnused] };
  const request = listRequest(given, shape);
  const values = valuesIn(request);
  const { column, direction } = request.sort ?? latest;
  return {
    shape,
    request,
    filter: {
      search: request.search,
      offerKeys: values("offer"),
      states: SUBSCRIPTION_STATES.filter((state) => values("state").includes(state)),
      idleDays: IDLE_DAYS.find((days) => values("idle").includes(String(days))) ?? null,
      status: values("status").includes("unassigned") ? "Unassigned" : "Assigned",
    },
    sort: { column: LICENSE_SORT_COLUMNS[column], direction },
  };
}

type UseSortName = "createdAt" | "name";

/** What the address of the other view asks for: the subscriptions with the use of their seats. */
export async function readUseList(scope: PublisherScope, given: ListSearch): Promise<{ shape: ListShape<UseSortName>; request: ListRequest<UseSortName>; query: SubscriptionUseRequest }> {
  const newest = { column: "createdAt", direction: "desc" } as const;
  const shape: ListShape<UseSortName> = {
    view: { view: "subscriptions" },
    filters: [{ name: "seats", label: "Seats", kind: "one", options: SEAT_USES.map((value) => ({ value, label: SEAT_USE_WORDS[value] })) }, await offerFilter(scope), STATE_FILTER],
    sorts: [newest, { column: "name", direction: "asc" }],
  };
  const request = listRequest(given, shape);
  const values = valuesIn(request);
  const { column, direction } = request.sort ?? newest;
  return {
    shape,
    request,
    query: {
      search: request.search,
      offerKeys: values("offer"),
      states: SUBSCRIPTION_STATES.filter((state) => values("state").includes(state)),
      use: SEAT_USES.find((use) => values("seats").includes(use)) ?? null,
      sort: { column: SORT_COLUMNS[column], direction },
      limit: request.limit,
      cursor: request.cursor,
    },
  };
}

const STATE_FILTER: ListFilter = { name: "state", label: "Subscription", kind: "many", options: SUBSCRIPTION_STATES.map((value) => ({ value, label: STATE_WORDS[value] })) };

async function offerFilter(scope: PublisherScope): Promise<ListFilter> {
  return { name: "offer", label: "Offer", kind: "one", options: (await listOfferChoices(scope)).map(({ key, name }) => ({ value: key, label: name })) };
}

function valuesIn({ filters }: ListRequest): (name: string) => readonly string[] {
  return (name) => filters[name] ?? [];
}

import { listRequest, type ListRequest, type ListSearch, type ListShape } from "@/app/list-search";
import { STATE_WORDS } from "@/components/subscriptions/subscription-status";
import type { PublisherScope } from "@/lib/kernel/context";
import { SORT_COLUMNS, type SubscriptionFilter, type SubscriptionSort } from "@/lib/subscriptions/filter";
import { listOfferChoices } from "@/lib/subscriptions/queries";
import { SUBSCRIPTION_STATES } from "@/lib/subscriptions/schema";

type SortName = keyof typeof SORT_COLUMNS;

/** What the address of a list of subscriptions asks for, as the pages and as the queries understand it. */
export interface SubscriptionListAsked {
  readonly shape: ListShape<SortName>;
  readonly request: ListRequest<SortName>;
  readonly filter: SubscriptionFilter;
  readonly sort: SubscriptionSort;
}

/** Reads the address by what this publisher has: offers and plans that are not its own are asked for in vain. */
export async function readSubscriptionList(scope: PublisherScope, given: ListSearch): Promise<SubscriptionListAsked> {
  const offers = await listOfferChoices(scope);
  const plans = new Map<string, string[]>();
  for (const offer of offers) for (const { planId, name } of offer.plans) plans.set(planId, [...(plans.get(planId) ?? []), `${offer.name}: ${name}`]);
  const shape: ListShape<SortName> = {
    filters: [
      { name: "state", label: "Status", kind: "many", options: SUBSCRIPTION_STATES.map((value) => ({ value, label: STATE_WORDS[value] })) },
      { name: "offer", label: "Offer", kind: "one", options: offers.map(({ key, name }) => ({ value: key, label: name })) },
      { name: "plan", label: "Plan", kind: "one", options: [...plans].map(([value, names]) => ({ value, label: names.join(", ") })) },
      { name: "trial", label: "Free trial", kind: "one", options: [{ value: "yes", label: "In a free trial" }, { value: "no", label: "Paid" }] },
      { name: "resold", label: "Bought", kind: "one", options: [{ value: "yes", label: "Through a reseller" }, { value: "no", label: "Directly" }] },
    ],
    sorts: [
      { column: "createdAt", direction: "desc" },
      { column: "name", direction: "asc" },
      { column: "endDate", direction: "asc" },
    ],
  };
  const request = listRequest(given, shape);
  const values = (name: string): readonly string[] => request.filters[name] ?? [];
  const yesOrNo = (name: string): boolean | null => (values(name).length === 0 ? null : values(name).includes("yes"));
  const { column = "createdAt", direction = "desc" } = request.sort ?? {};
  return {
    shape,
    request,
    filter: {
      search: request.search,
      states: SUBSCRIPTION_STATES.filter((state) => values("state").includes(state)),
      offerKeys: values("offer"),
      planIds: values("plan"),
      freeTrial: yesOrNo("trial"),
      resold: yesOrNo("resold"),
    },
    sort: { column: SORT_COLUMNS[column], direction },
  };
}

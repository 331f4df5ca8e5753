import { listRequest, type ListRequest, type ListSearch, type ListShape } from "@/app/list-search";
import { strangeOptions } from "@/app/strange-options";
import type { ActionFilter } from "@/lib/actions/log/filter";
import { ACTION_TYPES } from "@/lib/actions/schema";
import type { PublisherScope } from "@/lib/kernel/context";
import { listOffers } from "@/lib/offers/queries";

/** What the address of the action log asks for, as the page and as the queries understand it. */
export interface ActionLogAsked {
  readonly shape: ListShape<never>;
  readonly request: ListRequest<never>;
  readonly filter: ActionFilter;
}

/** Reads the address. A word that is none of ours stays a filter: to leave it out would show more than was asked for. */
export async function readActionLog(scope: PublisherScope, given: ListSearch): Promise<ActionLogAsked> {
  const types = ACTION_TYPES.map((value) => ({ value, label: value }));
  const offers = (await listOffers(scope)).map(({ key, name }) => ({ value: key, label: name }));
  const shape: ListShape<never> = {
    filters: [
      { name: "type", label: "Action", kind: "one", options: [...types, ...strangeOptions(given.type, types)] },
      { name: "offer", label: "Offer", kind: "one", options: [...offers, ...strangeOptions(given.offer, offers)] },
      { name: "subscription", label: "Subscription (Microsoft's id)", kind: "text", options: [] },
      { name: "person", label: "Person (object id or name)", kind: "text", options: [] },
      { name: "from", label: "From (UTC)", kind: "day", options: [] },
      { name: "to", label: "Until (UTC)", kind: "day", options: [] },
    ],
  };
  const request = listRequest(given, shape);
  const first = (name: string): string | null => request.filters[name]?.[0] ?? null;
  return {
    shape,
    request,
    filter: { search: request.search, types: request.filters.type ?? [], offerKeys: request.filters.offer ?? [], subscriptionId: first("subscription"), person: first("person") ?? "", from: first("from"), to: first("to") },
  };
}

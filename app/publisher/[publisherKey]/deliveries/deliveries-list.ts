import { listRequest, type ListRequest, type ListSearch, type ListShape } from "@/app/list-search";
import { endpointWords, KIND_WORDS, STATE_LOOK } from "@/components/deliveries/delivery-words";
import type { EndpointHealth } from "@/lib/actions/deliveries/health";
import type { DeliveryFilter } from "@/lib/actions/deliveries/queries";
import { DELIVERY_KINDS, DELIVERY_STATES } from "@/lib/actions/deliveries/schema";

/** What the address of the list asks for, as the page and as the queries understand it. */
export interface DeliveriesAsked {
  readonly shape: ListShape<never>;
  readonly request: ListRequest<never>;
  readonly filter: DeliveryFilter;
}

/** Reads the address. */
export function readDeliveriesList(endpoints: readonly Pick<EndpointHealth, "id" | "kind" | "offerName">[], given: ListSearch): DeliveriesAsked {
  const shape: ListShape<never> = {
    filters: [
      { name: "endpoint", label: "To", kind: "one", options: endpoints.map(({ id, kind, offerName }) => ({ value: String(id), label: `${offerName}: ${endpointWords(kind).toLowerCase()}` })) },
      { name: "state", label: "State", kind: "one", options: DELIVERY_STATES.map((value) => ({ value, label: STATE_LOOK[value].word })) },
      { name: "kind", label: "Kind", kind: "one", options: DELIVERY_KINDS.map((value) => ({ value, label: KIND_WORDS[value] })) },
    ],
  };
  const request = listRequest(given, shape);
  const first = (name: string): string | null => request.filters[name]?.[0] ?? null;
  const endpoint = first("endpoint");
  return { shape, request, filter: { search: request.search, endpointId: endpoint === null ? null : Number(endpoint), state: first("state"), kind: first("kind") } };
}

import { listRequest, type ListRequest, type ListSearch, type ListShape } from "@/app/list-search";
import { HISTORY_GROUPS, type HistoryFilter } from "@/lib/subscriptions/history-filter";

/** What the address of a history may ask for. */
export const HISTORY_SHAPE: ListShape<never> = {
  filters: [
    { name: "type", label: "", kind: "one", options: HISTORY_GROUPS.map((value) => ({ value, label: value })) },
    { name: "from", label: "", kind: "day", options: [] },
    { name: "to", label: "", kind: "day", options: [] },
  ],
};

/** Reads the address: page and file show the same lines. */
export function readHistoryList(given: ListSearch): { readonly request: ListRequest<never>; readonly filter: HistoryFilter } {
  const request = listRequest(given, HISTORY_SHAPE);
  const first = (name: string): string | null => request.filters[name]?.[0] ?? null;
  const group = HISTORY_GROUPS.find((each) => each === first("type")) ?? null;
  return { request, filter: { group, person: request.search, from: first("from"), to: first("to") } };
}

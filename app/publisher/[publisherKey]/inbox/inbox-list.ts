import { listRequest, type ListRequest, type ListSearch, type ListShape } from "@/app/list-search";
import { strangeOptions } from "@/app/strange-options";
import { actionWords, DECISION_LOOK, OUTCOME_LOOK, SOURCE_WORDS, STATE_LOOK, UNDECIDED_LOOK, UNSAID_SOURCE } from "@/components/inbox/inbox-words";
import type { TableFilterOption } from "@/components/data-table/list-query";
import { UNDECIDED, UNSAID, type InboxFilter } from "@/lib/inbox/filter";
import { KNOWN_ACTIONS } from "@/lib/inbox/read-call";
import { DECISIONS, INBOX_STATES, OUTCOMES } from "@/lib/inbox/schema";
import type { PublisherScope } from "@/lib/kernel/context";
import { listOffers } from "@/lib/offers/queries";

/** What the address of the inbox asks for, as the page and as the queries understand it. */
export interface InboxListAsked {
  readonly shape: ListShape<never>;
  readonly request: ListRequest<never>;
  readonly filter: InboxFilter;
}

/**
 * Reads the address. A word that is none of ours stays a filter, which no call fits and which can be taken away: to leave
 * it out would show more than was asked for.
 */
export async function readInboxList(scope: PublisherScope, given: ListSearch): Promise<InboxListAsked> {
  const offers = await listOffers(scope);
  const many = (name: string, label: string, options: readonly TableFilterOption[]) => ({ name, label, kind: "many" as const, options: [...options, ...strangeOptions(given[name], options)] });
  const shape: ListShape<never> = {
    filters: [
      many("state", "State", INBOX_STATES.map((value) => ({ value, label: STATE_LOOK[value].word }))),
      many("outcome", "Result", OUTCOMES.map((value) => ({ value, label: OUTCOME_LOOK[value].word }))),
      many("decision", "Answer", [...DECISIONS.map((value) => ({ value, label: DECISION_LOOK[value].word })), { value: UNDECIDED, label: UNDECIDED_LOOK.word }]),
      many("action", "Call", KNOWN_ACTIONS.map((value) => ({ value, label: actionWords(value) }))),
      many("offer", "Offer", offers.map(({ key, name }) => ({ value: key, label: name }))),
      many("source", "From", [...Object.entries(SOURCE_WORDS).map(([value, label]) => ({ value, label })), { value: UNSAID, label: UNSAID_SOURCE }]),
      { name: "from", label: "Received from (UTC)", kind: "day", options: [] },
      { name: "to", label: "Received until (UTC)", kind: "day", options: [] },
    ],
  };
  const request = listRequest(given, shape);
  const values = (name: string): readonly string[] => request.filters[name] ?? [];
  return {
    shape,
    request,
    filter: {
      search: request.search,
      states: values("state"),
      outcomes: values("outcome"),
      decisions: values("decision"),
      actions: values("action"),
      offerKeys: values("offer"),
      sources: values("source"),
      from: values("from")[0] ?? null,
      to: values("to")[0] ?? null,
    },
  };
}

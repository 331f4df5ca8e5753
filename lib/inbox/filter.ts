import { database } from "../db/client";
import type { PublisherScope } from "../kernel/context";
import { guid } from "../kernel/ids";

/**
 * Which calls of a publisher's inbox a list shows; an empty list, or null, asks for nothing. The words are as somebody
 * typed them: one that is none of ours fits no call.
 */
export interface InboxFilter {
  /** The id of a subscription or of an operation, or a part of a subscription's name. */
  readonly search: string;
  readonly states: readonly string[];
  readonly outcomes: readonly string[];
  /** As stored, or `undecided`. */
  readonly decisions: readonly string[];
  readonly actions: readonly string[];
  readonly offerKeys: readonly string[];
  /** As stored, or `unsaid`. */
  readonly sources: readonly string[];
  /** The first and the last day on which it came: 2026-01-31, UTC. */
  readonly from: string | null;
  readonly to: string | null;
}

export const ALL_CALLS: InboxFilter = { search: "", states: [], outcomes: [], decisions: [], actions: [], offerKeys: [], sources: [], from: null, to: null };

export const UNDECIDED = "undecided";
export const UNSAID = "unsaid";

/** Of a name that fits more subscriptions than this the newest ones count: a statement holds only so many ids. */
export const MOST_NAMED = 1_000;

const NOTHING = { number: { in: [] } };

/** The filter as conditions on the table, one for each thing that is asked for. */
export async function conditionsOf(scope: PublisherScope, filter: InboxFilter): Promise<object[]> {
  const search = filter.search.trim();
  return [
    { publisherId: scope.publisherId },
    ...(search === "" ? [] : [await matching(scope, search)]),
    ...oneOf("state", filter.states),
    ...oneOf("outcome", filter.outcomes),
    ...oneOf("decision", filter.decisions, UNDECIDED),
    ...oneOf("action", filter.actions),
    ...oneOf("requestSource", filter.sources, UNSAID),
    ...(filter.offerKeys.length === 0 ? [] : [{ offer: { is: { key: { in: [...filter.offerKeys] } } } }]),
    ...(filter.from === null ? [] : [within("gte", filter.from, 0)]),
    ...(filter.to === null ? [] : [within("lt", filter.to, 1)]),
  ];
}

/** @param nothing the word that stands for no value at all */
function oneOf(column: string, words: readonly string[], nothing?: string): object[] {
  if (words.length === 0) return [];
  const stored = { [column]: { in: words.filter((word) => word !== nothing) } };
  return [nothing !== undefined && words.includes(nothing) ? { OR: [stored, { [column]: null }] } : stored];
}

async function matching({ publisherId }: PublisherScope, search: string): Promise<object> {
  const id = search.toLowerCase();
  const byId = [{ subscriptionId: id }, { operationId: id }];
  if (guid.safeParse(search).success) return { OR: byId };
  const named = await database().subscription.findMany({ where: { publisherId, name: { contains: search } }, orderBy: [{ createdAt: "desc" }, { id: "desc" }], take: MOST_NAMED, select: { subscriptionId: true } });
  return { OR: [...byId, { subscriptionId: { in: named.map(({ subscriptionId }) => subscriptionId.toLowerCase()) } }] };
}

/** What is no day of this millennium is never one on which a call came. */
function within(bound: "gte" | "lt", day: string, daysAfter: number): object {
  const begins = /^2\d{3}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00Z`) : null;
  if (begins === null || Number.isNaN(begins.getTime()) || begins.toISOString().slice(0, 10) !== day) return NOTHING;
  begins.setUTCDate(begins.getUTCDate() + daysAfter);
  return { receivedAt: { [bound]: begins } };
}

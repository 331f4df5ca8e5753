import type { Database } from "../../../db/client";
import { webhookId } from "../send";

/** One message as the receiver saw it; places are those in the order of all that happened there. */
export interface Arrival {
  readonly id: string;
  readonly body: string;
  readonly verified: boolean;
  readonly arrivedAt: number;
  /** Where it was answered 2xx; null where it was turned away. */
  answeredAt: number | null;
}

/** What is there to be sent, as it was committed. */
export interface Outgoing {
  readonly number: number;
  readonly id: string;
  readonly subscriptionInfoId: string | null;
  readonly actionNumber: number | null;
  readonly body: string;
  readonly state: string;
  readonly attempts: readonly { readonly outcome: string | null }[];
}

/** What no crash may do, counted. */
export interface Harm {
  /** Actions without a message. */
  readonly untold: number;
  /** Messages that never arrived, or arrived and do not count as delivered. */
  readonly lost: number;
  readonly undelivered: number;
  /** That arrived before an earlier one of their subscription was answered 2xx. */
  readonly outOfOrder: number;
  /** Arrivals that are no message's, byte for byte; and those whose signature does not hold. */
  readonly invented: number;
  readonly unverified: number;
  /** Actions that arrived under more than one webhook-id. */
  readonly renamed: number;
  /** Messages that count as delivered more than once. */
  readonly deliveredTwice: number;
  /** Messages that arrived more often than attempts were written down, or with an attempt that has no end. */
  readonly withoutTrace: number;
}

/** Holds what arrived against what was committed. @param actions how many actions there are that are to be told */
export function harmOf(outgoing: readonly Outgoing[], arrivals: readonly Arrival[], actions: number): Harm {
  const byId = new Map(outgoing.map((each) => [webhookId(each.id), each]));
  const seen = new Map<string, Arrival[]>();
  for (const arrival of arrivals) seen.set(arrival.id, [...(seen.get(arrival.id) ?? []), arrival]);
  const arrivedAs = (each: Outgoing): readonly Arrival[] => seen.get(webhookId(each.id)) ?? [];
  return {
    untold: actions - new Set(outgoing.map(({ actionNumber }) => actionNumber)).size,
    lost: outgoing.filter((each) => !arrivedAs(each).some(({ answeredAt }) => answeredAt !== null)).length,
    undelivered: outgoing.filter(({ state }) => state !== "delivered").length,
    outOfOrder: inOrderOfSubscriptions(outgoing).reduce((count, messages) => count + tooEarly(messages.map(arrivedAs)), 0),
    invented: arrivals.filter(({ id, body }) => byId.get(id)?.body !== body).length,
    unverified: arrivals.filter(({ verified }) => !verified).length,
    renamed: new Set(arrivals.map(({ id }) => id)).size - new Set(arrivals.map(({ body }) => body)).size,
    deliveredTwice: outgoing.filter(({ attempts }) => attempts.filter(({ outcome }) => outcome === "delivered").length > 1).length,
    withoutTrace: outgoing.filter((each) => arrivedAs(each).length > each.attempts.length || each.attempts.some(({ outcome }) => outcome === null)).length,
  };
}

function inOrderOfSubscriptions(outgoing: readonly Outgoing[]): Outgoing[][] {
  const lists = new Map<string, Outgoing[]>();
  for (const each of [...outgoing].sort((one, other) => one.number - other.number)) {
    if (each.subscriptionInfoId !== null) lists.set(each.subscriptionInfoId, [...(lists.get(each.subscriptionInfoId) ?? []), each]);
  }
  return [...lists.values()];
}

/** How many of one subscription's messages arrived before the one before them was done. */
function tooEarly(messages: readonly (readonly Arrival[])[]): number {
  return messages.filter((arrivals, place) => {
    const before = place === 0 ? 0 : first((messages[place - 1] ?? []).map(({ answeredAt }) => answeredAt ?? Infinity));
    return first(arrivals.map(({ arrivedAt }) => arrivedAt)) < before;
  }).length;
}

function first(places: readonly number[]): number {
  return Math.min(Infinity, ...places);
}

export async function readOutgoing(database: Database): Promise<Outgoing[]> {
  const rows = await database.delivery.findMany({ select: { number: true, id: true, subscriptionInfoId: true, actionNumber: true, body: true, state: true, attemptsMade: { select: { outcome: true } } } });
  return rows.map(({ attemptsMade, ...row }) => ({ ...row, attempts: attemptsMade }));
}

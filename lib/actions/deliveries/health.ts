import { database } from "../../db/client";
import type { PublisherScope } from "../../kernel/context";

/** What an endpoint's newest attempts say of it. */
export interface AttemptHealth {
  /** How many of them are over and tell something: not tests, nor those that we cut off ourselves. */
  readonly attempts: number;
  /** Of these, from 0 to 1; null where there is none. */
  readonly successRate: number | null;
  /** Of those that were sent and took their time; null where there is none. */
  readonly medianMilliseconds: number | null;
  readonly p95Milliseconds: number | null;
}

export interface EndpointHealth extends AttemptHealth {
  readonly id: number;
  readonly kind: string;
  readonly offerKey: string;
  readonly offerName: string;
  /** Name and port; null where the address was taken away. */
  readonly host: string | null;
  /** At most MOST_COUNTED + 1, which says that there are more. */
  readonly waiting: number;
  readonly dead: number;
  /** Since when the first of them waits, or was sent again by hand. */
  readonly oldestWaitingAt: Date | null;
  readonly pausedAt: Date | null;
  readonly pausedBy: string | null;
  readonly failingSince: Date | null;
  /** While it lies ahead, nothing is tried. */
  readonly openUntil: Date | null;
  readonly lastSuccessAt: Date | null;
}

/** How many messages are counted, so that counting takes no longer the more there are. */
export const MOST_COUNTED = 1_000;
const NEWEST = 200;

interface Attempt {
  readonly outcome: string | null;
  readonly milliseconds: number | null;
  /** Of the message. */
  readonly kind: string;
}

/** Pure arithmetic; attempts that are under way say nothing yet. */
export function healthOf(attempts: readonly Attempt[]): AttemptHealth {
  const over = attempts.filter(({ outcome, kind }) => outcome !== null && outcome !== "lost" && kind !== "test");
  const delivered = over.filter(({ outcome }) => outcome === "delivered").length;
  const times = over.flatMap(({ outcome, milliseconds }) => (milliseconds === null || (outcome !== "delivered" && outcome !== "failed") ? [] : [milliseconds])).sort((left, right) => left - right);
  return {
    attempts: over.length,
    successRate: over.length === 0 ? null : delivered / over.length,
    medianMilliseconds: atPart(times, 0.5),
    p95Milliseconds: atPart(times, 0.95),
  };
}

/** The least value that so many of them do not exceed. */
function atPart(sorted: readonly number[], part: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? null;
}

/** How the publisher's endpoints are, each by a few reads of bounded size: by offer, the activation endpoint first. */
export async function listEndpointHealth({ publisherId }: PublisherScope): Promise<EndpointHealth[]> {
  const endpoints = await database().endpoint.findMany({
    where: { publisherId },
    orderBy: { id: "asc" },
    select: { id: true, kind: true, url: true, pausedAt: true, pausedBy: true, failingSince: true, openUntil: true, lastSuccessAt: true, offer: { select: { key: true, name: true } } },
  });
  const healths = await Promise.all(
    endpoints.map(async ({ offer, url, ...endpoint }) => {
      const endpointId = endpoint.id;
      const [attempts, oldest, waiting, dead] = await Promise.all([
        database().deliveryAttempt.findMany({ where: { endpointId }, orderBy: { number: "desc" }, take: NEWEST, select: { outcome: true, milliseconds: true, delivery: { select: { kind: true } } } }),
        database().delivery.findFirst({ where: { endpointId, state: "waiting" }, orderBy: { number: "asc" }, select: { triedSince: true } }),
        database().delivery.count({ where: { endpointId, state: "waiting" }, take: MOST_COUNTED + 1 }),
        database().delivery.count({ where: { endpointId, state: "dead" }, take: MOST_COUNTED + 1 }),
      ]);
      return { ...endpoint, ...healthOf(attempts.map(({ delivery, ...attempt }) => ({ ...attempt, kind: delivery.kind }))), offerKey: offer.key, offerName: offer.name, host: url === null ? null : hostOf(url), waiting, dead, oldestWaitingAt: oldest?.triedSince ?? null };
    }),
  );
  // One that was taken away stays while somebody has to look after what it left.
  return healths.filter(({ host, waiting, dead, attempts }) => host !== null || waiting + dead + attempts > 0).sort((left, right) => left.offerName.localeCompare(right.offerName, "en") || left.kind.localeCompare(right.kind, "en"));
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

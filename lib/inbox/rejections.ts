import { database } from "../db/client";
import { isUniqueViolation } from "../db/unique-violation";
import type { PublisherScope } from "../kernel/context";
import { log } from "../kernel/log";
import { webhookRejections } from "../kernel/metrics";
import type { Rejection } from "./schema";

interface Counting {
  readonly offerId: number;
  readonly reason: Rejection;
  readonly hour: Date;
  count: number;
  lastAt: Date;
}

declare global {
  /** What was turned away while its counter was being written, by offer, reason and hour. */
  var portalRejections: Map<string, Counting> | undefined;
}

const HOUR = 3600_000;

/**
 * Counts a call that was turned away; nothing else of it is kept. However many come at once, one of them writes at a
 * time for each offer and reason: strangers cannot keep the database from Microsoft's own calls.
 * @param offerId null for an address that belongs to no offer: nobody could be shown it, so it is only measured.
 */
export async function countRejection(offerId: number | null, reason: Rejection | "unknown-offer", now: Date): Promise<void> {
  webhookRejections.inc({ reason });
  if (offerId === null || reason === "unknown-offer") return;
  const waiting = (globalThis.portalRejections ??= new Map<string, Counting>());
  const hour = new Date(Math.floor(now.getTime() / HOUR) * HOUR);
  const key = `${offerId} ${reason} ${hour.getTime()}`;
  const before = waiting.get(key);
  if (before) {
    before.count += 1;
    before.lastAt = now;
    return;
  }
  waiting.set(key, { offerId, reason, hour, count: 0, lastAt: now });
  for (let counting: Counting = { offerId, reason, hour, count: 1, lastAt: now }; counting.count > 0; ) {
    await write(counting).catch((error: unknown) => log.warn({ event: "webhook.rejection-not-counted", reason, err: error }, "a rejected call could not be counted"));
    counting = waiting.get(key) ?? { ...counting, count: 0 };
    if (counting.count > 0) waiting.set(key, { ...counting, count: 0 });
  }
  waiting.delete(key);
}

async function write({ offerId, reason, hour, count, lastAt }: Counting): Promise<void> {
  const add = () => database().rejectedCall.updateMany({ where: { offerId, reason, hour }, data: { count: { increment: count }, lastAt } });
  if ((await add()).count > 0) return;
  try {
    await database().rejectedCall.create({ data: { offerId, reason, hour, count, lastAt } });
  } catch (error) {
    // Another instance was first.
    if (!isUniqueViolation(error)) throw error;
    await add();
  }
}

export interface RejectionCount {
  readonly offerKey: string;
  readonly offerName: string;
  readonly reason: string;
  readonly count: number;
  readonly lastAt: Date;
}

/** What was turned away since a moment, by offer and reason, the most frequent first. */
export async function listRejections(scope: PublisherScope, since: Date): Promise<RejectionCount[]> {
  const offers = await database().offer.findMany({ where: { publisherId: scope.publisherId }, select: { id: true, key: true, name: true } });
  const groups = await database().rejectedCall.groupBy({
    by: ["offerId", "reason"],
    where: { offer: { publisherId: scope.publisherId }, hour: { gte: since } },
    _sum: { count: true },
    _max: { lastAt: true },
  });
  return groups
    .flatMap(({ offerId, reason, _sum, _max }) => {
      const offer = offers.find(({ id }) => id === offerId);
      return offer && _max.lastAt ? [{ offerKey: offer.key, offerName: offer.name, reason, count: _sum.count ?? 0, lastAt: _max.lastAt }] : [];
    })
    .sort((one, other) => other.count - one.count);
}

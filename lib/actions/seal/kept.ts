import { z } from "zod";
import { database } from "../../db/client";
import { addSeconds } from "../../kernel/clock";

/** For how many days after it was set a shorter time does not count, so that others see it and can set it back before anything is gone. */
export const SHORTER_AFTER_DAYS = 7;
const DAY_SECONDS = 24 * 3600;

/** For how long an action log is kept; null in place of days: for ever. */
export interface Kept {
  /** What was set last. */
  readonly keptDays: number | null;
  /** What counts now: the longest that was set at any time of the last days. */
  readonly inForce: number | null;
  /** From when on what was set last counts, and who set it; null: it does already. */
  readonly pending: { readonly from: Date; readonly setBy: { readonly kind: string; readonly name: string | null } } | null;
}

/** A change of it, as the audit tells it. */
interface Change {
  readonly date: Date;
  readonly details: string | null;
  readonly actorKind: string;
  readonly actorName: string | null;
}

const CHANGE_COLUMNS = { date: true, details: true, actorKind: true, actorName: true } as const;

/** As the audit says it, from which `daysBefore` reads it again. */
export function inWords(days: number | null): string {
  return days === null ? "for ever" : `${days} days`;
}

const detailsSchema = z.object({ from: z.string().regex(/^\d+ days$/) });

/** What was set before; where that cannot be told: for ever. */
function daysBefore({ details }: Change): number | null {
  try {
    const { data } = detailsSchema.safeParse(JSON.parse(details ?? "null"));
    return data === undefined ? null : Number.parseInt(data.from, 10);
  } catch {
    return null;
  }
}

function isLonger(days: number | null, than: number | null): boolean {
  return than !== null && (days === null || days > than);
}

function since(now: Date): { date: { gt: Date } } {
  return { date: { gt: addSeconds(now, -SHORTER_AFTER_DAYS * DAY_SECONDS) } };
}

/** @param changes those of the last SHORTER_AFTER_DAYS days, the oldest first */
function keptFrom(keptDays: number | null, changes: readonly Change[]): Kept {
  const inForce = changes.map(daysBefore).reduce((longest, days) => (isLonger(days, longest) ? days : longest), keptDays);
  const lastShortened = changes.findLast((change) => isLonger(daysBefore(change), keptDays));
  const newest = changes.at(-1);
  if (lastShortened === undefined || newest === undefined) return { keptDays, inForce, pending: null };
  return { keptDays, inForce, pending: { from: addSeconds(lastShortened.date, SHORTER_AFTER_DAYS * DAY_SECONDS), setBy: { kind: newest.actorKind, name: newest.actorName } } };
}

/** For how long a publisher's log is kept. */
export async function readKept(publisherId: number, now: Date): Promise<Kept> {
  const [publisher, changes] = await Promise.all([
    database().publisher.findUnique({ where: { id: publisherId }, select: { actionsKeptDays: true } }),
    database().auditEntry.findMany({ where: { publisherId, type: "ActionsKeptChanged", ...since(now) }, orderBy: { number: "asc" }, select: CHANGE_COLUMNS }),
  ]);
  return keptFrom(publisher?.actionsKeptDays ?? null, changes);
}

/** Whose log is not kept for ever, and for how long it is. */
export interface Keeping {
  readonly publisherId: number;
  readonly keptDays: number;
}

/** What counts now, for every publisher that does not keep its log for ever. */
export async function listKeepings(now: Date): Promise<Keeping[]> {
  const publishers = await database().publisher.findMany({ where: { actionsKeptDays: { not: null } }, orderBy: { id: "asc" }, select: { id: true, actionsKeptDays: true } });
  if (publishers.length === 0) return [];
  const changes = await database().auditEntry.findMany({ where: { type: "ActionsKeptChanged", ...since(now) }, orderBy: { number: "asc" }, select: { publisherId: true, ...CHANGE_COLUMNS } });
  return publishers.flatMap(({ id, actionsKeptDays }) => {
    const { inForce } = keptFrom(actionsKeptDays, changes.filter(({ publisherId }) => publisherId === id));
    return inForce === null ? [] : [{ publisherId: id, keptDays: inForce }];
  });
}

/** Whether nobody has set a longer time since it was listed. */
export async function isStillKeptSo({ publisherId, keptDays }: Keeping): Promise<boolean> {
  const publisher = await database().publisher.findUnique({ where: { id: publisherId }, select: { actionsKeptDays: true } });
  return publisher !== null && !isLonger(publisher.actionsKeptDays, keptDays);
}

import type { Tx } from "../../db/client";

/** A message that waits, as it is chosen by. */
export interface Waiting {
  readonly number: number;
  readonly subscriptionInfoId: string | null;
  readonly nextAt: Date | null;
  readonly attempts: number;
  readonly failures: number;
}

interface Picking {
  readonly endpointId: number;
  readonly limit: number;
  readonly now: Date;
  /** What is on its way already: nothing else about these subscriptions may go out. */
  readonly underWay: readonly Pick<Waiting, "number" | "subscriptionInfoId">[];
}

const COLUMNS = { number: true, subscriptionInfoId: true, nextAt: true, attempts: true, failures: true } as const;

/** So many times is looked further for a subscription whose turn it is, each time four times as far. */
const LOOKS = 4;
/** SQL Server takes 2,100 parameters. */
const MOST_SUBSCRIPTIONS = 1_800;

/**
 * Which messages of an endpoint may go out now: of each subscription the first that waits, if its time has come and
 * nothing about that subscription is under way. Those first that have failed least: one that always fails holds up its own
 * subscription only.
 */
export async function pickMessages(tx: Tx, { endpointId, limit, now, underWay }: Picking): Promise<Waiting[]> {
  if (limit <= 0) return [];
  const taken = new Set(underWay.map(({ number }) => number));
  const seen = new Set(underWay.flatMap(({ subscriptionInfoId }) => subscriptionInfoId ?? []));
  const due: Waiting[] = [];
  let after = 0;
  for (let look = 0, take = limit * 2 + underWay.length; look < LOOKS && due.length < limit; look += 1, take *= 4) {
    const others = look === 0 || seen.size > MOST_SUBSCRIPTIONS ? {} : { OR: [{ subscriptionInfoId: null }, { subscriptionInfoId: { notIn: [...seen] } }] };
    const rows = await tx.delivery.findMany({ where: { endpointId, state: "waiting", number: { gt: after }, ...others }, orderBy: { number: "asc" }, take, select: COLUMNS });
    for (const row of rows) {
      if (taken.has(row.number) || (row.subscriptionInfoId !== null && seen.has(row.subscriptionInfoId))) continue;
      if (row.subscriptionInfoId !== null) seen.add(row.subscriptionInfoId);
      if (row.nextAt !== null && row.nextAt <= now) due.push(row);
    }
    if (rows.length < take) break;
    after = rows.at(-1)?.number ?? after;
  }
  return due.sort((one, other) => one.failures - other.failures || one.number - other.number).slice(0, limit);
}

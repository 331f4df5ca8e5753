import type { Tx } from "../../db/client";

/** A message that waits, as it is chosen by. */
export interface Waiting {
  readonly number: number;
  readonly kind: string;
  readonly subscriptionInfoId: string | null;
  readonly nextAt: Date | null;
  readonly attempts: number;
  readonly failures: number;
}

interface Picking {
  readonly endpointId: number;
  readonly limit: number;
  /** One of them is to show whether the endpoint is well again: whichever has failed least, also before its time. */
  readonly isProbe: boolean;
  readonly now: Date;
  /** What is on its way already: nothing else about these subscriptions may go out. */
  readonly underWay: readonly Pick<Waiting, "number" | "subscriptionInfoId">[];
}

const COLUMNS = { number: true, kind: true, subscriptionInfoId: true, nextAt: true, attempts: true, failures: true } as const;

/** So many times is looked further for a subscription whose turn it is, each time four times as far. */
const LOOKS = 4;
/** How far is looked for a message that has not failed yet. */
const PROBE_WINDOW = 200;
/** A test is tried once, so that one that waits is among the newest. */
const NEWEST = 64;
/** SQL Server takes 2,100 parameters. */
const MOST_SUBSCRIPTIONS = 1_800;

/**
 * Which messages of an endpoint may go out now: tests, for which somebody waits; then of each subscription the first that
 * waits, if its time has come and nothing about that subscription is under way. Those first that have failed least: one that
 * always fails holds up its own subscription only.
 */
export async function pickMessages(tx: Pick<Tx, "delivery">, { endpointId, limit, isProbe, now, underWay }: Picking): Promise<Waiting[]> {
  if (limit <= 0) return [];
  const taken = new Set(underWay.map(({ number }) => number));
  const seen = new Set(underWay.flatMap(({ subscriptionInfoId }) => subscriptionInfoId ?? []));
  const due = new Map<number, Waiting>();
  const consider = (row: Waiting): void => {
    if (taken.has(row.number) || (row.subscriptionInfoId !== null && seen.has(row.subscriptionInfoId))) return;
    if (row.subscriptionInfoId !== null) seen.add(row.subscriptionInfoId);
    if (isProbe || (row.nextAt !== null && row.nextAt <= now)) due.set(row.number, row);
  };
  let after = 0;
  for (let look = 0, take = isProbe ? PROBE_WINDOW : limit * 2 + underWay.length; look < LOOKS && due.size < limit; look += 1, take *= 4) {
    const others = look === 0 || seen.size > MOST_SUBSCRIPTIONS ? {} : { OR: [{ subscriptionInfoId: null }, { subscriptionInfoId: { notIn: [...seen] } }] };
    const rows = await tx.delivery.findMany({ where: { endpointId, state: "waiting", number: { gt: after }, ...others }, orderBy: { number: "asc" }, take, select: COLUMNS });
    for (const row of rows) consider(row);
    if (rows.length < take) break;
    after = rows.at(-1)?.number ?? after;
    if (look === 0) for (const test of await newestTests(tx, endpointId)) consider(test);
  }
  return [...due.values()].sort((one, other) => rank(one) - rank(other) || one.failures - other.failures || one.number - other.number).slice(0, limit);
}

function rank({ kind }: Waiting): number {
  return kind === "test" ? 0 : 1;
}

async function newestTests(tx: Pick<Tx, "delivery">, endpointId: number): Promise<Waiting[]> {
  const newest = await tx.delivery.findMany({ where: { endpointId, state: "waiting" }, orderBy: { number: "desc" }, take: NEWEST, select: COLUMNS });
  return newest.filter(({ kind }) => kind === "test");
}

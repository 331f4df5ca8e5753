import { database } from "../../db/client";
import { LAST_PAGE, searchedPage, type PageRequest, type Searched, type SearchedPage, type SortDirection } from "../../db/keyset";
import type { Context, PublisherScope } from "../../kernel/context";
import { readKept, type Kept } from "../seal/kept";
import { ALL_ACTIONS, planOf, type ActionFilter, type FilteredRow, type FilterPlan } from "./filter";

/** One action as the publisher's log shows it. */
export interface LogLine extends FilteredRow {
  readonly number: number;
  readonly actorKind: string;
  readonly actorTenantId: string | null;
  readonly sealNumber: number | null;
  readonly seal: string | null;
  /** Microsoft's id and the name; null where it is about none. */
  readonly subscription: { readonly subscriptionId: string; readonly name: string } | null;
}

const COLUMNS = {
  number: true,
  id: true,
  type: true,
  date: true,
  actorKind: true,
  actorTenantId: true,
  actorName: true,
  initiatorUserId: true,
  concernedUserId: true,
  subscriptionInfoId: true,
  offerId: true,
  correlationId: true,
  details: true,
  sealNumber: true,
  seal: true,
} as const;

type LogRow = Omit<LogLine, "subscription">;

type Bounds = FilterPlan["numbers"];

interface Stretch {
  readonly where: { readonly number?: Bounds };
  readonly orderBy: { readonly number: SortDirection };
  readonly take: number;
}

/** `lastCursor` leads to the oldest; null where they are shown already. */
export type LogPage = SearchedPage<LogLine> & { readonly lastCursor: string | null };

const LARGEST_BATCH = 500;
/** After so many actions, of which few or none were what was asked for, looking pauses. */
export const MOST_LOOKED_THROUGH = 5_000;

/** What the indexes answer, merged in the order of the numbers. */
async function readRows({ publisherId }: PublisherScope, { equal, numbers }: FilterPlan, { where, orderBy, take }: Stretch): Promise<LogRow[]> {
  const number = within(numbers, where.number);
  const found = await Promise.all(equal.map((columns) => database().subscriptionAction.findMany({ where: { publisherId, ...columns, number }, orderBy, take, select: COLUMNS })));
  if (found.length === 1) return found[0] ?? [];
  const rows = [...new Map(found.flat().map((row) => [row.number, row])).values()];
  return rows.sort((left, right) => (orderBy.number === "desc" ? right.number - left.number : left.number - right.number)).slice(0, take);
}

/** One bound on each side: by a third one SQLite takes the index that has nothing but the numbers, and reads the whole log. */
function within({ gt, lt }: Bounds, beyond: Bounds = {}): Bounds {
  const [lower, upper] = [Math.max(gt ?? -Infinity, beyond.gt ?? -Infinity), Math.min(lt ?? Infinity, beyond.lt ?? Infinity)];
  return { ...(lower === -Infinity ? {} : { gt: lower }), ...(upper === Infinity ? {} : { lt: upper }) };
}

/** Goes on reading until it has found as many lines as it was asked for, or has read enough for one request. */
async function findRows(scope: PublisherScope, plan: FilterPlan, { where, orderBy, take }: Stretch): Promise<Searched<LogRow>> {
  const found: LogRow[] = [];
  // Of a period nearly all rows fit: more is read at a time only when few do.
  for (let [beyond, looked, batch] = [where, 0, plan.picks ? 2 * take : take]; ; batch = Math.min(4 * batch, LARGEST_BATCH)) {
    const size = Math.min(batch, MOST_LOOKED_THROUGH - looked);
    const rows = await readRows(scope, plan, { where: beyond, orderBy, take: size });
    found.push(...rows.filter(plan.test));
    looked += rows.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < size || found.length >= take) return { rows: found.slice(0, take), stoppedAt: null };
    if (looked === MOST_LOOKED_THROUGH) return { rows: found, stoppedAt: last.number };
    beyond = { number: orderBy.number === "desc" ? { lt: last.number } : { gt: last.number } };
  }
}

/**
 * The publisher's action log, newest first. Where an index does not answer all of the filter, so many actions are looked
 * through at a time (MOST_LOOKED_THROUGH): a page may hold few lines, or none, and still be followed by others.
 * @throws PortalError `invalid-input` when the cursor is not one of ours.
 */
export async function listActions(scope: PublisherScope, { limit, cursor, ...filter }: PageRequest & Partial<ActionFilter> = {}): Promise<LogPage> {
  const plan = await planOf(scope, { ...ALL_ACTIONS, ...filter });
  const page = await searchedPage({ limit, cursor }, (keyset) => (plan === null ? Promise.resolve({ rows: [], stoppedAt: null }) : findRows(scope, plan, keyset)));
  return { ...page, items: await withSubscriptions(scope, page.items), lastCursor: page.nextCursor === null ? null : LAST_PAGE };
}

async function withSubscriptions({ publisherId }: PublisherScope, rows: readonly LogRow[]): Promise<LogLine[]> {
  const ids = [...new Set(rows.flatMap(({ subscriptionInfoId }) => subscriptionInfoId ?? []))];
  // By their ids alone: asked for the publisher as well, SQLite reads all of its subscriptions.
  const found = ids.length === 0 ? [] : await database().subscription.findMany({ where: { id: { in: ids } }, select: { id: true, publisherId: true, subscriptionId: true, name: true } });
  const own = found.filter((each) => each.publisherId === publisherId);
  const known = new Map(own.map(({ id, subscriptionId, name }) => [id.toLowerCase(), { subscriptionId: subscriptionId.toLowerCase(), name: name || subscriptionId.toLowerCase() }]));
  return rows.map((row) => ({ ...row, subscription: (row.subscriptionInfoId !== null && known.get(row.subscriptionInfoId.toLowerCase())) || null }));
}

/** How far a publisher's log is sealed, and for how long it is kept. */
export interface LogState {
  /** How many sealed actions are there. */
  readonly sealed: number;
  /** The newest number and its seal; null before the first. */
  readonly head: { readonly number: number; readonly seal: string; readonly sealedAt: Date } | null;
  /** Up to which number the retention has removed them; 0: none. */
  readonly removedNumber: number;
  readonly kept: Kept;
}

export async function readLogState({ scope: { publisherId }, now }: Context<PublisherScope>): Promise<LogState> {
  const [chain, kept] = await Promise.all([database().actionChain.findUnique({ where: { publisherId } }), readKept(publisherId, now)]);
  if (chain === null) return { sealed: 0, head: null, removedNumber: 0, kept };
  const { lastNumber, lastSeal, sealedAt, removedNumber } = chain;
  return { sealed: lastNumber - removedNumber, head: { number: lastNumber, seal: lastSeal, sealedAt }, removedNumber, kept };
}

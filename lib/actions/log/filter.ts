import { database } from "../../db/client";
import { addSeconds } from "../../kernel/clock";
import type { PublisherScope } from "../../kernel/context";
import { guid } from "../../kernel/ids";
import { readConcerned } from "../schema";

/**
 * Which actions of a publisher's log are shown; an empty list, or null, asks for nothing. The words are as somebody typed
 * them: one that is none of ours fits no action.
 */
export interface ActionFilter {
  /** A part of a name, of the details or of a subscription's name, or a whole id. */
  readonly search: string;
  readonly types: readonly string[];
  readonly offerKeys: readonly string[];
  /** Microsoft's id of a subscription. */
  readonly subscriptionId: string | null;
  /** An object id, or a part of a name. */
  readonly person: string;
  /** The first and the last day: 2026-01-31, UTC. */
  readonly from: string | null;
  readonly to: string | null;
}

export const ALL_ACTIONS: ActionFilter = { search: "", types: [], offerKeys: [], subscriptionId: null, person: "", from: null, to: null };

/** What a row has to have to be looked at. */
export interface FilteredRow {
  readonly id: string;
  readonly type: string;
  readonly date: Date;
  readonly actorName: string | null;
  readonly initiatorUserId: string;
  readonly concernedUserId: string | null;
  readonly subscriptionInfoId: string | null;
  readonly offerId: number | null;
  readonly correlationId: string | null;
  readonly details: string | null;
}

type Test = (row: FilteredRow) => boolean;

interface Columns {
  readonly subscriptionInfoId?: string;
  readonly initiatorUserId?: string;
  readonly concernedUserId?: string;
  readonly type?: string;
  readonly offerId?: number;
}

/** A condition that an index answers in the order of the rows' numbers: one statement for each of `values`, merged. */
interface Indexed {
  readonly equal: readonly Columns[];
  readonly test: Test;
}

/** How the rows are found that a filter asks for. */
export interface FilterPlan {
  /** What the indexes answer: any of these, each in the order of the numbers. */
  readonly equal: Indexed["equal"];
  /** Rows outside of these numbers do not fit. */
  readonly numbers: { readonly gt?: number; readonly lt?: number };
  /** Whether a row fits, in every respect. */
  readonly test: Test;
  /** Whether `equal` and `numbers` find rows that do not fit. */
  readonly picks: boolean;
}

/** Of more than these, reading them all and picking is quicker than merging. */
const MOST_MERGED = 6;
/** Of a name that fits more subscriptions than this the newest ones count. */
const MOST_NAMED = 1_000;

/** How to find what is asked for; null: nothing fits. */
export async function planOf(scope: PublisherScope, filter: ActionFilter): Promise<FilterPlan | null> {
  const period = periodOf(filter);
  const [subscription, offers] = await Promise.all([subscriptionIs(scope, filter.subscriptionId), offerIn(scope, filter.offerKeys)]);
  if (period === null || subscription === null || offers === null) return null;
  const person = filter.person.trim();
  const personId = guid.safeParse(person).data;
  // The first has the fewest rows.
  const indexed = [subscription, ...(personId === undefined ? [] : [isAbout(personId)]), ...(filter.types.length === 0 ? [] : [typeIn(filter.types)]), offers].filter((each) => each !== undefined);
  const first = indexed.find(({ equal }) => equal.length <= MOST_MERGED);
  const others = indexed.filter((each) => each !== first).map(({ test }) => test);
  const search = filter.search.trim();
  const tests = [...others, ...(person === "" || personId !== undefined ? [] : [named(person)]), ...(search === "" ? [] : [await containing(scope, search)])];
  const all = [...(first === undefined ? [] : [first.test]), ...tests, period.test];
  return { equal: first?.equal ?? [{}], numbers: await numbersOf(scope, period), test: (row) => all.every((test) => test(row)), picks: tests.length > 0 || period.from !== null || period.to !== null };
}

async function subscriptionIs({ publisherId }: PublisherScope, subscriptionId: string | null): Promise<Indexed | null | undefined> {
  if (subscriptionId === null) return undefined;
  const id = guid.safeParse(subscriptionId.trim()).data;
  const found = id === undefined ? null : await database().subscription.findFirst({ where: { publisherId, subscriptionId: id }, select: { id: true } });
  return found && { equal: [{ subscriptionInfoId: found.id }], test: ({ subscriptionInfoId }) => same(subscriptionInfoId, found.id) };
}

async function offerIn({ publisherId }: PublisherScope, keys: readonly string[]): Promise<Indexed | null | undefined> {
  if (keys.length === 0) return undefined;
  const found = await database().offer.findMany({ where: { publisherId, key: { in: [...keys] } }, select: { id: true } });
  const ids = found.map(({ id }) => id);
  return ids.length === 0 ? null : { equal: ids.map((offerId) => ({ offerId })), test: ({ offerId }) => offerId !== null && ids.includes(offerId) };
}

function isAbout(userId: string): Indexed {
  return { equal: [{ initiatorUserId: userId }, { concernedUserId: userId }], test: ({ initiatorUserId, concernedUserId }) => same(initiatorUserId, userId) || same(concernedUserId, userId) };
}

function typeIn(types: readonly string[]): Indexed {
  return { equal: types.map((type) => ({ type })), test: ({ type }) => types.includes(type) };
}

function named(name: string): Test {
  return ({ type, actorName, details }) => has(actorName, name) || has(readConcerned(type, details)?.user ?? null, name);
}

async function containing({ publisherId }: PublisherScope, search: string): Promise<Test> {
  const id = guid.safeParse(search).data;
  const where = id === undefined ? { name: { contains: search } } : { subscriptionId: id };
  const found = await database().subscription.findMany({ where: { publisherId, ...where }, orderBy: [{ createdAt: "desc" }, { id: "desc" }], take: MOST_NAMED, select: { id: true } });
  const subscriptions = new Set(found.map((each) => each.id.toLowerCase()));
  return (row) =>
    [row.actorName, row.details, row.type, row.correlationId].some((text) => has(text, search)) ||
    (id !== undefined && [row.id, row.initiatorUserId, row.concernedUserId].some((each) => same(each, id))) ||
    (row.subscriptionInfoId !== null && subscriptions.has(row.subscriptionInfoId.toLowerCase()));
}

function same(id: string | null, other: string): boolean {
  return id?.toLowerCase() === other.toLowerCase();
}

function has(text: string | null, part: string): boolean {
  return text?.toLowerCase().includes(part.toLowerCase()) ?? false;
}

interface Period {
  readonly from: Date | null;
  /** Not included. */
  readonly to: Date | null;
  readonly test: Test;
}

const DAY_SECONDS = 24 * 3600;

/** null where one of the days is none of this millennium's: nothing fits it. */
function periodOf({ from, to }: ActionFilter): Period | null {
  const [first, last] = [from, to].map((day) => (day === null ? null : beginOf(day)));
  if (first === undefined || last === undefined) return null;
  const end = last && addSeconds(last, DAY_SECONDS);
  return { from: first, to: end, test: ({ date }) => (first === null || date >= first) && (end === null || date < end) };
}

function beginOf(day: string): Date | undefined {
  const begins = /^2\d{3}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00Z`) : undefined;
  return begins !== undefined && !Number.isNaN(begins.getTime()) && begins.toISOString().startsWith(day) ? begins : undefined;
}

/** So much later than its date says may an action have been written: the clocks of instances differ, and work takes its time. */
const SLACK_SECONDS = 3600;
/** One that was written later still among so many is passed over. */
const NEIGHBOURS = 20;

/**
 * Numbers between which all rows of the period lie: the order of the dates is nearly that of the numbers, so that the
 * period need not be looked for in the whole log.
 */
async function numbersOf({ publisherId }: PublisherScope, { from, to }: Period): Promise<FilterPlan["numbers"]> {
  const log = database().subscriptionAction;
  const before = from === null ? [] : await log.findMany({ where: { publisherId, date: { lt: addSeconds(from, -SLACK_SECONDS) } }, orderBy: [{ date: "desc" }, { number: "desc" }], take: NEIGHBOURS, select: { number: true } });
  const after = to === null ? [] : await log.findMany({ where: { publisherId, date: { gte: addSeconds(to, SLACK_SECONDS) } }, orderBy: [{ date: "asc" }, { number: "asc" }], take: NEIGHBOURS, select: { number: true } });
  return {
    ...(before.length === 0 ? {} : { gt: Math.min(...before.map(({ number }) => number)) }),
    ...(after.length === 0 ? {} : { lt: Math.max(...after.map(({ number }) => number)) }),
  };
}

import { database } from "../db/client";
import { numberedPage, type Page, type PageRequest } from "../db/keyset";
import type { PublisherScope, SystemScope } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";
import { guid } from "../kernel/ids";
import { readDecisionFacts, type DecisionFacts } from "./decision-facts";
import { ALL_CALLS, conditionsOf, type InboxFilter } from "./filter";
import { maskBody, maskText } from "./mask";
import { PROCESS_EVENT } from "./process-event";
import type { InboxState } from "./schema";

/** One call as a list shows it; nothing of its body. */
export interface InboxLine {
  readonly number: number;
  readonly receivedAt: Date;
  readonly lastReceivedAt: Date;
  readonly receipts: number;
  readonly action: string;
  readonly subscriptionId: string;
  /** null where the portal has no such subscription. */
  readonly subscriptionName: string | null;
  readonly operationId: string;
  readonly requestSource: string | null;
  readonly happenedAt: Date | null;
  readonly decision: string | null;
  readonly decisionReason: string | null;
  readonly answerStatus: number | null;
  readonly answeredAt: Date | null;
  readonly state: string;
  readonly outcome: string | null;
  readonly processedAt: Date | null;
  readonly lastError: string | null;
  readonly correlationId: string;
  /** The offer whose address was called. */
  readonly offerKey: string;
  readonly offerName: string;
}

export const INBOX_LINE_COLUMNS = {
  number: true,
  receivedAt: true,
  lastReceivedAt: true,
  receipts: true,
  action: true,
  subscriptionId: true,
  operationId: true,
  requestSource: true,
  happenedAt: true,
  decision: true,
  decisionReason: true,
  answerStatus: true,
  answeredAt: true,
  state: true,
  outcome: true,
  processedAt: true,
  lastError: true,
  correlationId: true,
  offer: { select: { key: true, name: true } },
} as const;

type LineRow = Omit<InboxLine, "subscriptionName" | "offerKey" | "offerName"> & { readonly offer: { readonly key: string; readonly name: string } };

/** Rows with the names of their subscriptions, all asked for at once. */
export async function toInboxLines(scope: PublisherScope, rows: readonly LineRow[]): Promise<InboxLine[]> {
  const names = await findNames(scope, rows.map(({ subscriptionId }) => subscriptionId));
  return rows.map(({ offer, ...row }) => ({ ...row, subscriptionName: names.get(row.subscriptionId) ?? null, offerKey: offer.key, offerName: offer.name }));
}

/** What is no id of a subscription is not asked for: SQL Server would refuse the whole statement. */
async function findNames({ publisherId }: PublisherScope, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const asked = [...new Set(ids)].filter((id) => guid.safeParse(id).success);
  if (asked.length === 0) return new Map();
  const found = await database().subscription.findMany({ where: { publisherId, subscriptionId: { in: asked } }, select: { subscriptionId: true, name: true } });
  return new Map(found.map(({ subscriptionId, name }) => [subscriptionId.toLowerCase(), name || subscriptionId.toLowerCase()]));
}

/** The calls of Microsoft that a publisher got, the newest first, one keyset page. */
export async function listInbox(scope: PublisherScope, request: PageRequest & Partial<InboxFilter> = {}): Promise<Page<InboxLine>> {
  const { limit, cursor, ...filter } = request;
  const conditions = await conditionsOf(scope, { ...ALL_CALLS, ...filter });
  const page = await numberedPage({ limit, cursor }, (keyset) =>
    database().inboxEvent.findMany({ where: { AND: [...conditions, keyset.where] }, orderBy: keyset.orderBy, take: keyset.take, select: INBOX_LINE_COLUMNS }),
  );
  return { ...page, items: await toInboxLines(scope, page.items) };
}

/** How many calls stand in each state. */
export async function countInbox(scope: PublisherScope): Promise<Record<InboxState, number>> {
  const groups = await database().inboxEvent.groupBy({ by: ["state"], where: { publisherId: scope.publisherId }, _count: { _all: true } });
  const count = (state: InboxState): number => groups.find((group) => group.state === state)?._count._all ?? 0;
  return { waiting: count("waiting"), processed: count("processed"), failed: count("failed") };
}

/** How many calls failed and are not over. */
export async function countFailedCalls(scope: PublisherScope): Promise<number> {
  return database().inboxEvent.count({ where: { publisherId: scope.publisherId, state: "failed" } });
}

/**
 * Which calls are worth another try: those that failed, those that wait for a job that was given up, and those that
 * Microsoft's API contradicted, or knew nothing of.
 */
export async function replayable(scope: PublisherScope | SystemScope) {
  const publisher = scope.kind === "publisher" ? { publisherId: scope.publisherId } : {};
  const dead = await database().job.findMany({ where: { ...publisher, kind: PROCESS_EVENT.name, state: "dead" }, orderBy: { id: "asc" }, take: MOST_DEAD, select: { key: true } });
  const stuck = new Set(dead.flatMap(({ key }) => guid.safeParse(key.split(" ")[1]).data ?? []));
  return {
    ...publisher,
    OR: [{ state: "failed" }, { state: "processed", outcome: { in: ["unverified", "contradicted"] } }, ...(stuck.size === 0 ? [] : [{ state: "waiting", id: { in: [...stuck] } }])],
  };
}

export async function countReplayable(scope: PublisherScope): Promise<number> {
  return database().inboxEvent.count({ where: await replayable(scope) });
}

/** When Microsoft last called; null: never. */
export async function readLastCallAt(scope: PublisherScope): Promise<Date | null> {
  const last = await database().inboxEvent.findFirst({ where: { publisherId: scope.publisherId }, orderBy: { number: "desc" }, select: { receivedAt: true } });
  return last?.receivedAt ?? null;
}

export interface InboxStepLine {
  readonly number: number;
  readonly at: Date;
  readonly step: string;
  readonly detail: string | null;
  readonly correlationId: string;
}

export interface InboxJob {
  readonly id: number;
  /** Which replay it does; null for the first processing. */
  readonly replay: number | null;
  readonly state: string;
  readonly attempts: number;
  readonly failures: number;
  readonly nextAt: Date | null;
  readonly lastError: string | null;
}

export interface InboxOperation {
  readonly status: string;
  readonly planFrom: string | null;
  readonly planTo: string | null;
  readonly quantityFrom: number | null;
  readonly quantityTo: number | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

/** One call with all that is known of it; its body with personal data masked. */
export interface InboxCall extends InboxLine {
  readonly maskedBody: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** What was decided from; null where nothing was decided, or it cannot be read. */
  readonly facts: DecisionFacts | null;
  /** In their order; the newest ones of a call that came very often. */
  readonly steps: readonly InboxStepLine[];
  /** What looks, or looked, after it: first its own job, then one for each replay. Those that are long over are gone. */
  readonly jobs: readonly InboxJob[];
  readonly operation: InboxOperation | null;
}

/** A statement holds only so many ids; those beyond come next, when these are not dead any more. */
const MOST_DEAD = 1_000;
const NEWEST_STEPS = 200;
const NEWEST_JOBS = 50;

/** @throws NotFoundError outside the scope. */
export async function getInboxCall(scope: PublisherScope, number: number): Promise<InboxCall> {
  const row = await database().inboxEvent.findFirst({
    where: { number, publisherId: scope.publisherId },
    select: { ...INBOX_LINE_COLUMNS, id: true, body: true, headers: true, decisionFacts: true, steps: { orderBy: { number: "desc" }, take: NEWEST_STEPS, select: { number: true, at: true, step: true, detail: true, correlationId: true } } },
  });
  if (row === null) throw new NotFoundError("call");
  const { id, body, headers, decisionFacts, steps, ...line } = row;
  const [lines, jobs, operation] = await Promise.all([toInboxLines(scope, [line]), listJobsOf(scope, id), findOperation(scope, row)]);
  const [known] = lines;
  if (known === undefined) throw new NotFoundError("call");
  return { ...known, maskedBody: maskBody(body), headers: readHeaders(headers), facts: readDecisionFacts(decisionFacts), steps: steps.reverse(), jobs, operation };
}

/** The keys of the jobs that look after an event. */
export function jobKeysOf(eventId: string) {
  const first = `inbox ${eventId.toLowerCase()}`;
  const replays = `${first} replay `;
  return { replays, where: { OR: [{ key: first }, { key: { startsWith: replays } }] } };
}

async function listJobsOf({ publisherId }: PublisherScope, eventId: string): Promise<InboxJob[]> {
  const { replays, where } = jobKeysOf(eventId);
  const jobs = await database().job.findMany({
    where: { publisherId, ...where },
    orderBy: { id: "desc" },
    take: NEWEST_JOBS,
    select: { id: true, key: true, state: true, attempts: true, failures: true, nextAt: true, lastError: true },
  });
  return jobs.reverse().map(({ key, ...job }) => ({ ...job, replay: key.startsWith(replays) ? Number(key.slice(replays.length)) : null }));
}

async function findOperation({ publisherId }: PublisherScope, { subscriptionId, operationId, action }: LineRow): Promise<InboxOperation | null> {
  if (!guid.safeParse(subscriptionId).success) return null;
  return database().operation.findFirst({
    where: { publisherId, operationId, action, subscription: { is: { subscriptionId } } },
    select: { status: true, planFrom: true, planTo: true, quantityFrom: true, quantityTo: true, startedAt: true, finishedAt: true },
  });
}

function readHeaders(text: string): (readonly [string, string])[] {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === "object" && read !== null ? Object.entries(read).map(([name, value]) => [name, maskText(String(value))] as const) : [];
  } catch {
    return [];
  }
}

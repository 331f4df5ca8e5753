import { readChange, readConcerned, type RecordedChange } from "../actions/schema";
import { database } from "../db/client";
import { searchedPage, type PageRequest, type Searched, type SearchedPage, type SortDirection } from "../db/keyset";
import type { CustomerScope } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";
import { ALL_HISTORY, historyConditions, type HistoryFilter } from "./history-filter";
import { isManager } from "./is-manager";
import { mayKnow } from "./parties";
import type { CustomerSubscription } from "./queries";
import { within } from "./within";

/** Who did something, as a customer may know it. */
export type HistoryActor = { readonly kind: "person"; readonly name: string } | { readonly kind: "outsider" | "microsoft" | "publisher" | "visitor" };

export interface HistoryLine {
  readonly number: number;
  readonly type: string;
  readonly date: Date;
  readonly actor: HistoryActor;
  /** Plans by their names, or by their ids where they are not registered; null: there is nothing more to tell. */
  readonly change: RecordedChange | null;
  /** Whom it concerns, as the license, the invitation or the request names them. */
  readonly user: string | null;
  /** Whether who did it did it for themselves. */
  readonly self: boolean;
}

/** Who reads it: managers all of it, the reseller's staff what is not about people; to colleagues it is not open. */
export function mayReadHistory({ manages, visitor }: CustomerSubscription): boolean {
  return manages || visitor === "reseller";
}

interface ActorRow {
  readonly actorKind: string;
  readonly actorTenantId: string | null;
  readonly actorName: string | null;
  readonly initiatorUserId: string;
}

function actorFor(scope: CustomerScope, { actorKind, actorTenantId, actorName, initiatorUserId }: ActorRow): HistoryActor {
  switch (actorKind) {
    case "user":
      return actorName !== null && mayKnow(scope, { tenantId: actorTenantId, objectId: initiatorUserId.toLowerCase() }) ? { kind: "person", name: actorName } : { kind: "outsider" };
    case "marketplace":
      return { kind: "microsoft" };
    case "visitor":
      return { kind: "visitor" };
    default:
      // Its systems, its jobs, its operator: which of them is the publisher's own business.
      return { kind: "publisher" };
  }
}

interface KnownPlan {
  readonly planId: string;
  readonly name: string;
  readonly perSeat: boolean;
}

/** A flat plan has quantity 1 here, which means nothing to anybody. */
function changeFor(plans: readonly KnownPlan[], type: string, details: string | null): RecordedChange | null {
  const change = readChange(type, details);
  if (change?.kind !== "plan") return change;
  const find = (planId: string | null): KnownPlan | undefined => plans.find((plan) => plan.planId === planId);
  const { from, to, seatsBefore, seats } = change;
  return { kind: "plan", from: find(from)?.name || from, to: find(to)?.name || to, seatsBefore: find(from)?.perSeat ? seatsBefore : null, seats: find(to)?.perSeat ? seats : null };
}

/** A subscription whose history somebody reads, and how. */
interface Source {
  readonly id: string;
  readonly plans: readonly KnownPlan[];
  readonly knowsUsers: boolean;
}

const PARTY_COLUMNS = {
  tenantId: true,
  beneficiaryObjectId: true,
  beneficiaryEmail: true,
  purchaserTenantId: true,
  purchaserObjectId: true,
  purchaserEmail: true,
  managers: { select: { tenantId: true, objectId: true, removedAt: true } },
} as const;

async function findSource(scope: CustomerScope, subscriptionId: string): Promise<Source> {
  const row = await database().subscription.findFirst({
    where: { subscriptionId, ...within(scope) },
    select: { id: true, ...PARTY_COLUMNS, offer: { select: { plans: { select: { planId: true, name: true, perSeat: true } } } } },
  });
  if (row === null) throw new NotFoundError("subscription");
  return { id: row.id, plans: row.offer?.plans ?? [], knowsUsers: isManager(scope, row) };
}

const LINE_COLUMNS = { number: true, type: true, date: true, actorKind: true, actorTenantId: true, actorName: true, initiatorUserId: true, details: true } as const;

interface LineRow extends ActorRow {
  readonly number: number;
  readonly type: string;
  readonly date: Date;
  readonly details: string | null;
}

function toLine(scope: CustomerScope, { plans, knowsUsers }: Source, { number, type, date, details, ...actor }: LineRow): HistoryLine {
  const concerned = knowsUsers ? readConcerned(type, details) : null;
  return {
    number,
    type,
    date,
    actor: actorFor(scope, actor),
    change: changeFor(plans, type, details),
    user: concerned?.user ?? null,
    self: actor.actorKind === "user" && concerned !== null && concerned.userId === actor.initiatorUserId.toLowerCase(),
  };
}

function tellsOf({ actor, user }: HistoryLine, person: string): boolean {
  const shown = [actor.kind === "person" ? actor.name : "", user ?? ""];
  return shown.some((name) => name.toLowerCase().includes(person.toLowerCase()));
}

interface Stretch {
  readonly where: object;
  readonly orderBy: { readonly number: SortDirection };
  readonly take: number;
}

const BATCH = 500;
const MOST_BATCHES = 10;
/** After so many entries in whose details the database has found the words, but perhaps not in a name, a search pauses. */
export const MOST_LOOKED_THROUGH = MOST_BATCHES * BATCH;

/** Goes on reading until it has found as many lines as it was asked for, or has read enough for one request. */
async function findLines(scope: CustomerScope, source: Source, filter: HistoryFilter, { where, orderBy, take }: Stretch): Promise<Searched<HistoryLine>> {
  const person = filter.person.trim();
  const conditions = [{ subscriptionInfoId: source.id }, ...historyConditions({ ...filter, person }, { scope, knowsUsers: source.knowsUsers })];
  const batch = person === "" ? take : BATCH;
  const found: HistoryLine[] = [];
  for (let [beyond, batches] = [where, 1]; ; batches += 1) {
    const rows = await database().subscriptionAction.findMany({ where: { AND: [...conditions, beyond] }, orderBy, take: batch, select: LINE_COLUMNS });
    const lines = rows.map((row) => toLine(scope, source, row));
    found.push(...(person === "" ? lines : lines.filter((line) => tellsOf(line, person))));
    const last = rows.at(-1);
    if (last === undefined || rows.length < batch || found.length >= take) return { rows: found.slice(0, take), stoppedAt: null };
    if (batches === MOST_BATCHES) return { rows: found, stoppedAt: last.number };
    beyond = { number: { [orderBy.number === "desc" ? "lt" : "gt"]: last.number } };
  }
}

export interface HistoryRequest extends PageRequest {
  readonly filter?: HistoryFilter;
}

/**
 * What happened to one subscription, newest first, as its customer may know it. A search looks through so many entries at
 * a time (MOST_LOOKED_THROUGH): its page may hold few lines, or none, and still be followed by others.
 * @throws NotFoundError outside the scope.
 */
export async function listHistoryOfCustomer(scope: CustomerScope, subscriptionId: string, { filter = ALL_HISTORY, ...request }: HistoryRequest): Promise<SearchedPage<HistoryLine>> {
  const source = await findSource(scope, subscriptionId);
  return searchedPage(request, (keyset) => findLines(scope, source, filter, keyset));
}

/**
 * All of what a list of it shows, newest first, batch by batch: no more than one is in memory.
 * @throws NotFoundError outside the scope.
 */
export async function* exportHistory(scope: CustomerScope, subscriptionId: string, filter: HistoryFilter): AsyncGenerator<HistoryLine[], void, undefined> {
  const source = await findSource(scope, subscriptionId);
  for (let where: object = {}; ; ) {
    const { rows, stoppedAt } = await findLines(scope, source, filter, { where, orderBy: { number: "desc" }, take: BATCH });
    if (rows.length > 0) yield rows;
    const last = rows.length === BATCH ? rows.at(-1)?.number : (stoppedAt ?? undefined);
    if (last === undefined) return;
    where = { number: { lt: last } };
  }
}

import { database } from "../db/client";
import { numberedPage, type Page, type PageRequest } from "../db/keyset";
import type { PublisherScope, SystemScope } from "../kernel/context";
import { guid } from "../kernel/ids";
import { RECONCILE } from "./ask-for-reconciliation";
import type { DriftKind } from "./schema";

export interface DriftLine {
  readonly id: number;
  /** The same as `id`: what lists are paged by. */
  readonly number: number;
  /** Microsoft's id; empty where not even that could be read. */
  readonly subscriptionId: string;
  /** null: there is no such subscription here. */
  readonly subscriptionName: string | null;
  /** One of DRIFT_KINDS. */
  readonly kind: string;
  /** One of COMPARED_FIELDS where the kind is `differs`, empty otherwise. */
  readonly field: string;
  readonly ours: string | null;
  readonly theirs: string | null;
  /** When both were last known to be the same; null: never. */
  readonly agreedAt: Date | null;
  readonly foundAt: Date;
  readonly seenAt: Date;
  readonly closedAt: Date | null;
  /** One of DRIFT_RESOLUTIONS; null while it is open. */
  readonly resolution: string | null;
  /** Why it could not be repaired, or what of it could not be read. */
  readonly problem: string | null;
}

export interface DriftListRequest extends PageRequest {
  readonly state: "open" | "closed";
  readonly kind?: DriftKind | undefined;
  /** Microsoft's id of a subscription, or a part of its name; empty asks for nothing. */
  readonly search?: string | undefined;
}

const COLUMNS = { id: true, subscriptionId: true, kind: true, field: true, ours: true, theirs: true, agreedAt: true, foundAt: true, seenAt: true, closedAt: true, resolution: true, problem: true } as const;

/** Where the publisher's subscriptions and Microsoft's lists differ, or did, newest first. */
export async function listDrift(scope: PublisherScope, { state, kind, search = "", ...request }: DriftListRequest): Promise<Page<DriftLine>> {
  const where = { publisherId: scope.publisherId, closedAt: state === "open" ? null : { not: null }, ...(kind === undefined ? {} : { kind }), ...(await matching(scope, search.trim())) };
  const page = await numberedPage(request, async (keyset) => {
    const { number } = keyset.where;
    const rows = await database().drift.findMany({ where: { ...where, ...(number ? { id: number } : {}) }, orderBy: { id: keyset.orderBy.number }, take: keyset.take, select: COLUMNS });
    return rows.map((row) => ({ ...row, number: row.id }));
  });
  const names = await namesOf(scope, page.items.map((item) => item.subscriptionId));
  return { ...page, items: page.items.map((item) => ({ ...item, subscriptionName: names.get(item.subscriptionId) ?? null })) };
}

/** Of a name that fits more subscriptions than this the newest ones count: a statement holds only so many ids. */
const MOST_NAMED = 1_000;

async function matching({ publisherId }: PublisherScope, search: string): Promise<object> {
  if (search === "") return {};
  const id = search.toLowerCase();
  if (guid.safeParse(id).success) return { subscriptionId: id };
  const named = await database().subscription.findMany({ where: { publisherId, name: { contains: search } }, orderBy: [{ createdAt: "desc" }, { id: "desc" }], take: MOST_NAMED, select: { subscriptionId: true } });
  return { subscriptionId: { in: named.map(({ subscriptionId }) => subscriptionId.toLowerCase()) } };
}

async function namesOf({ publisherId }: PublisherScope, subscriptionIds: readonly string[]): Promise<Map<string, string>> {
  const known = [...new Set(subscriptionIds)].filter((id) => guid.safeParse(id).success);
  if (known.length === 0) return new Map();
  const rows = await database().subscription.findMany({ where: { publisherId, subscriptionId: { in: known } }, select: { subscriptionId: true, name: true } });
  return new Map(rows.map(({ subscriptionId, name }) => [subscriptionId.toLowerCase(), name || subscriptionId]));
}

/** How many differences are open. */
export async function countOpenDrift(scope: PublisherScope): Promise<number> {
  return database().drift.count({ where: { publisherId: scope.publisherId, closedAt: null } });
}

/**
 * Since when the portal and the lists are the same, as far as both are known: since the last difference was settled, or
 * since the first comparison that found none. null: no list was ever read to its end.
 */
export async function agreedSince({ publisherId }: PublisherScope): Promise<Date | null> {
  const settled = await database().drift.findFirst({ where: { publisherId, closedAt: { not: null } }, orderBy: { closedAt: "desc" }, select: { closedAt: true } });
  if (settled !== null) return settled.closedAt;
  const first = await database().reconciliation.findFirst({ where: { publisherId, finishedAt: { not: null }, problem: null }, orderBy: { id: "asc" }, select: { finishedAt: true } });
  return first?.finishedAt ?? null;
}

/** One application's newest comparison. */
export interface ReconciliationLine {
  readonly technicalConfigurationId: number;
  /** The application's id in Entra. */
  readonly clientId: string;
  /** Names of the offers that it sells. */
  readonly offerNames: readonly string[];
  /** null: never compared. */
  readonly latest: {
    readonly startedAt: Date;
    readonly progressAt: Date;
    /** null: it runs, or was cut off a moment ago. */
    readonly finishedAt: Date | null;
    readonly listed: number;
    readonly added: number;
    readonly differing: number;
    readonly repaired: number;
    readonly problem: string | null;
  } | null;
  /** Asked for and not over: it waits for its turn, runs, or is to be tried again. */
  readonly isUnderWay: boolean;
}

/** The newest comparison of each application in use, in the order in which the applications came. */
export async function latestReconciliations(scope: PublisherScope | SystemScope): Promise<ReconciliationLine[]> {
  const where = scope.kind === "publisher" ? { publisherId: scope.publisherId } : {};
  const configurations = await database().technicalConfiguration.findMany({
    where: { ...where, offers: { some: {} } },
    orderBy: { id: "asc" },
    select: {
      id: true,
      clientId: true,
      offers: { select: { name: true }, orderBy: { id: "asc" } },
      reconciliations: { orderBy: { id: "desc" }, take: 1, select: { startedAt: true, progressAt: true, finishedAt: true, listed: true, added: true, differing: true, repaired: true, problem: true } },
    },
  });
  const jobs = await database().job.findMany({ where: { ...where, kind: RECONCILE.name, state: { in: ["waiting", "running", "failed"] } }, select: { input: true } });
  const underWay = new Set(jobs.map(({ input }) => input));
  return configurations.map(({ id, clientId, offers, reconciliations }) => ({
    technicalConfigurationId: id,
    clientId: clientId.toLowerCase(),
    offerNames: offers.map(({ name }) => name),
    latest: reconciliations[0] ?? null,
    isUnderWay: underWay.has(JSON.stringify({ technicalConfigurationId: id })),
  }));
}

import { database } from "../../db/client";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { NotFoundError } from "../../kernel/errors";
import { findManaged, type ManagedSubscription } from "../../subscriptions/find-managed";
import { licenseModelOf } from "../../subscriptions/license-model";
import { whyNoSeats } from "../policy";
import { IMPORT_LINE_STATES, IMPORT_STATES, type ImportLineState, type ImportState, type SeatRefusal } from "../schema";
import { problemSchema, type ImportView, type ProblemWord } from "./schema";

type Manager = Context<CustomerScope, UserActor>;

/** How far the work on a file is. */
export interface ImportProgress {
  readonly state: ImportState;
  /** Of `ready` lines so many have been worked through. */
  readonly processed: number;
  readonly ready: number;
}

/** One file, as the list of them shows it. */
export interface ImportFacts extends ImportProgress {
  readonly id: number;
  readonly fileName: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** For people to read. */
  readonly requestedName: string;
  readonly lines: number;
}

export interface ImportDetails extends ImportFacts {
  readonly counts: Readonly<Record<ImportView, number>>;
  readonly seats: { readonly bought: number; readonly free: number };
  /** Why nobody can be given a seat just now; null: they can. */
  readonly refusal: SeatRefusal | null;
  /** Links that nobody has opened yet. */
  readonly openInvitations: number;
}

export interface ImportLine {
  readonly line: number;
  readonly label: string;
  readonly name: string | null;
  readonly objectId: string | null;
  readonly state: ImportLineState;
  readonly problem: { readonly word: ProblemWord; readonly line: number | null } | null;
}

const FACTS = { id: true, fileName: true, state: true, createdAt: true, finishedAt: true, requestedName: true, lines: true, ready: true, processed: true } as const;

/** For managers alone; everybody else is told that there is nothing. @throws NotFoundError */
async function managed(ctx: Manager, subscriptionId: string): Promise<ManagedSubscription> {
  const home = await findManaged(ctx, subscriptionId);
  if (home === null) throw new NotFoundError("import");
  return home;
}

async function findImport(ctx: Manager, subscriptionId: string, importId: number): Promise<{ home: ManagedSubscription; facts: ImportFacts }> {
  const home = await managed(ctx, subscriptionId);
  const row = await database().licenseImport.findFirst({ where: { id: importId, subscriptionInfoId: home.id }, select: FACTS });
  if (row === null) throw new NotFoundError("import");
  return { home, facts: toFacts(row) };
}

function toFacts<Row extends { readonly state: string }>(row: Row): Row & { readonly state: ImportState } {
  return { ...row, state: IMPORT_STATES.find((state) => state === row.state) ?? "discarded" };
}

/** @throws NotFoundError outside the scope, for who is no manager, and for a file of another subscription. */
export async function getImport(ctx: Manager, subscriptionId: string, importId: number): Promise<ImportDetails> {
  const { home, facts } = await findImport(ctx, subscriptionId, importId);
  const groups = await database().licenseImportLine.groupBy({ by: ["state"], where: { importId }, _count: { _all: true } });
  const links = await database().licenseImportLine.count({ where: { importId, ...CONDITIONS.link } });
  const openInvitations = await database().licenseInvitation.count({ where: { importId, state: "open", expiresAt: { gt: ctx.now } } });
  const count = (...states: ImportLineState[]): number => groups.filter(({ state }) => states.some((each) => each === state)).reduce((sum, { _count }) => sum + _count._all, 0);
  return {
    ...facts,
    counts: { failed: count("problem", "failed"), seat: count("ready", "assigned", "invited") - links, link: links, already: count("already") },
    seats: { bought: home.quantity, free: Math.max(0, home.quantity - home.acquiredLicenses) },
    refusal: whyNoSeats(home.status, licenseModelOf(home)),
    openInvitations,
  };
}

/** @throws NotFoundError as getImport. */
export async function getImportProgress(ctx: Manager, subscriptionId: string, importId: number): Promise<ImportProgress> {
  const { facts } = await findImport(ctx, subscriptionId, importId);
  return { state: facts.state, processed: facts.processed, ready: facts.ready };
}

const LATEST = 5;

/** What a manager finds before they bring a file. */
export interface ImportStart {
  /** Why nobody can be given a seat just now; null: they can. */
  readonly refusal: SeatRefusal | null;
  /** The files that were last brought and not dropped, newest first. */
  readonly latest: readonly ImportFacts[];
}

/** @throws NotFoundError as getImport. */
export async function getImportStart(ctx: Manager, subscriptionId: string): Promise<ImportStart> {
  const home = await managed(ctx, subscriptionId);
  const rows = await database().licenseImport.findMany({ where: { subscriptionInfoId: home.id, state: { not: "discarded" } }, orderBy: { id: "desc" }, take: LATEST, select: FACTS });
  return { refusal: whyNoSeats(home.status, licenseModelOf(home)), latest: rows.map(toFacts) };
}

export interface LineRequest {
  readonly view?: ImportView;
  /** Lines of the file after this one, or the last ones before it. */
  readonly after?: number;
  readonly before?: number;
  readonly limit?: number;
}

export interface LinePage {
  readonly items: readonly ImportLine[];
  /** Where the page after this one begins, and where the one before ends; null: there is none. */
  readonly nextAfter: number | null;
  readonly previousBefore: number | null;
}

const USUAL_PAGE = 50;
const LARGEST_PAGE = 500;

/** Before and after the work, somebody with an object id gets a seat, and somebody without a link. */
const CONDITIONS = {
  failed: { state: { in: ["problem", "failed"] } },
  seat: { state: { in: ["ready", "assigned"] }, objectId: { not: null } },
  link: { state: { in: ["ready", "invited"] }, objectId: null },
  already: { state: "already" },
} satisfies Record<ImportView, object>;

/** Lines in the order of the file. @throws NotFoundError as getImport. */
export async function listImportLines(ctx: Manager, subscriptionId: string, importId: number, request: LineRequest = {}): Promise<LinePage> {
  await findImport(ctx, subscriptionId, importId);
  return readLines(importId, request);
}

async function readLines(importId: number, { view, after, before, limit = USUAL_PAGE }: LineRequest): Promise<LinePage> {
  const take = Math.max(1, Math.min(limit, LARGEST_PAGE));
  const isBackwards = before !== undefined;
  const rows = await database().licenseImportLine.findMany({
    where: { importId, line: isBackwards ? { lt: before } : { gt: after ?? 0 }, ...(view === undefined ? {} : CONDITIONS[view]) },
    orderBy: { line: isBackwards ? "desc" : "asc" },
    // One more tells whether there is another page.
    take: take + 1,
    select: { line: true, label: true, name: true, objectId: true, state: true, problem: true },
  });
  const items = rows.slice(0, take).map((row) => ({
    ...row,
    state: IMPORT_LINE_STATES.find((state) => state === row.state) ?? "failed",
    problem: row.problem === null ? null : (problemSchema.safeParse(row.problem).data ?? { word: "fault" as const, line: null }),
  }));
  if (isBackwards) items.reverse();
  const isMore = rows.length > take;
  return {
    items,
    nextAfter: isBackwards || isMore ? (items.at(-1)?.line ?? null) : null,
    previousBefore: (isBackwards ? isMore : after !== undefined && after > 0) ? (items[0]?.line ?? null) : null,
  };
}

/** The columns of the file of what came to nothing, which can be corrected and uploaded again. */
export const FAILED_TITLES = ["line", "userPrincipalName", "objectId", "displayName", "result", "reason"] as const;

/**
 * All lines of a file that came to nothing, in batches.
 * @throws NotFoundError as getImport, before the first batch.
 */
export async function exportFailedLines(ctx: Manager, subscriptionId: string, importId: number): Promise<AsyncGenerator<Record<(typeof FAILED_TITLES)[number], string>[], void, undefined>> {
  await findImport(ctx, subscriptionId, importId);
  return failedBatches(importId);
}

async function* failedBatches(importId: number): AsyncGenerator<Record<(typeof FAILED_TITLES)[number], string>[], void, undefined> {
  for (let after: number | null = 0; after !== null; ) {
    const page: LinePage = await readLines(importId, { view: "failed", after, limit: LARGEST_PAGE });
    after = page.nextAfter;
    yield page.items.map(({ line, label, objectId, name, state, problem }) => ({
      line: String(line),
      userPrincipalName: label,
      objectId: objectId ?? "",
      displayName: name ?? "",
      result: state,
      reason: problem === null ? "" : `${problem.word}${problem.line === null ? "" : `, line ${problem.line}`}`,
    }));
  }
}

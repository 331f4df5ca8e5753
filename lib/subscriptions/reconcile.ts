import type { Context, SystemScope } from "../kernel/context";
import { PortalError } from "../kernel/errors";
import { log } from "../kernel/log";
import { fulfillment, type FulfillmentClient, type SubscriptionPage } from "../marketplace/fulfillment";
import { getTechnicalConfiguration, type TechnicalConfiguration } from "../offers/technical-configurations";
import { addListed } from "./add-listed";
import { comparePage } from "./compare-page";
import { driftTransaction, keepListed, recordDrift } from "./drift";
import { beginRun, endRun, keepProgress, lastCompleteStart, problemOf, READ_TO_ITS_END, SupersededError, type Counts, type StartedRun } from "./reconciliation-run";
import { remindOfPending } from "./remind-of-pending";
import { closeGone, reportMissing } from "./report-missing";
import { settleDrift } from "./settle-drift";

export interface ReconcileInput {
  readonly technicalConfigurationId: number;
  /** To stop between two pages or repairs. */
  readonly signal?: AbortSignal;
}

export type ReconcileOutcome =
  /** Another comparison of the same application runs, and is not dead before `freeAt`. */
  | { readonly kind: "busy"; readonly freeAt: Date; readonly correlationId: string }
  /** The list was read to its end. `problem` says what of it could not be judged. */
  | { readonly kind: "done"; readonly counts: Counts; readonly missing: number; readonly problem: string | null }
  | { readonly kind: "failed"; readonly counts: Counts; readonly problem: string };

export type OnProgress = (counts: Counts) => void | Promise<void>;

/** After so many repairs in a row that Microsoft did not answer, the others are left to the next comparison. */
const MOST_AWAY = 3;

/**
 * Compares Microsoft's list of one application's subscriptions with ours, page by page: adds what is new, keeps where the
 * two differ, and repairs that by asking the API (docs/marketplace/reconciliation.md). What the list lacks, what belongs
 * to no registered offer and what has ended here is reported, and not touched. Microsoft's faults end it with a problem
 * that the staff is called to; what was done before them stays done.
 */
export async function reconcile(ctx: Context<SystemScope>, { technicalConfigurationId, signal }: ReconcileInput, onProgress?: OnProgress): Promise<ReconcileOutcome> {
  const configuration = await getTechnicalConfiguration(technicalConfigurationId);
  const begun = await beginRun(ctx, configuration);
  if (begun.run === null) return { kind: "busy", freeAt: begun.freeAt, correlationId: begun.correlationId };
  const comparison = new Comparison(ctx, configuration, begun.run, signal);
  try {
    await comparison.readList(onProgress);
    return await comparison.end();
  } catch (error) {
    if (error instanceof SupersededError) return { kind: "failed", counts: comparison.counts, problem: error.message };
    const stopped = signal?.aborted === true;
    const problem = stopped ? "It was stopped before its end." : problemOf(error);
    await endRun(comparison.now(), configuration, begun.run.id, { counts: comparison.counts, problem, callStaff: !stopped });
    if (!stopped && !(error instanceof PortalError)) throw error;
    return { kind: "failed", counts: comparison.counts, problem };
  }
}

/** One reading of the list, and what has come of it so far. */
class Comparison {
  counts: Counts = { listed: 0, added: 0, differing: 0, repaired: 0 };
  readonly #ctx: Context<SystemScope>;
  readonly #configuration: TechnicalConfiguration;
  readonly #run: StartedRun;
  readonly #signal: AbortSignal | undefined;
  readonly #begunAt = performance.now();
  readonly #listed = new Set<string>();
  readonly #foreign = new Set<string>();
  readonly #unreadable = { all: 0, nameless: 0, new: 0 };
  #comparedBefore: Date | null = null;
  #awayInARow = 0;

  constructor(ctx: Context<SystemScope>, configuration: TechnicalConfiguration, run: StartedRun, signal: AbortSignal | undefined) {
    this.#ctx = ctx;
    this.#configuration = configuration;
    this.#run = run;
    this.#signal = signal;
  }

  /** It may take long: what is written has the time at which it is. */
  now(): Context<SystemScope> {
    return { ...this.#ctx, now: new Date(this.#ctx.now.getTime() + performance.now() - this.#begunAt) };
  }

  async readList(onProgress: OnProgress | undefined): Promise<void> {
    const client = fulfillment(await this.#configuration.credentials());
    this.#comparedBefore = await lastCompleteStart(this.#configuration);
    for await (const page of client.listSubscriptions({ correlationId: this.#ctx.correlationId, patience: "background" })) {
      await this.#takePage(client, page);
      await onProgress?.(this.counts);
    }
  }

  /** What remains to be done once the list was read to its end. */
  async end(): Promise<ReconcileOutcome> {
    const { publisherId, id: technicalConfigurationId } = this.#configuration;
    const list = { publisherId, technicalConfigurationId, startedAt: this.#run.startedAt, listed: this.#listed };
    // What cannot be read down to its id may be any of ours.
    const isWholeList = this.#unreadable.nameless === 0;
    const missing = isWholeList ? await reportMissing(this.now(), list) : 0;
    await remindOfPending(this.now(), publisherId);
    const { counts } = this;
    const problem = this.#problem();
    await endRun(this.now(), this.#configuration, this.#run.id, { counts, problem, callStaff: this.#unreadable.new > 0 || this.#foreign.size > 0 });
    if (isWholeList) await closeGone(this.now(), publisherId);
    log.info({ event: "reconciliation.ended", technicalConfigurationId, ...counts, missing, problem, correlationId: this.#ctx.correlationId }, "Microsoft's list was compared");
    return { kind: "done", counts, missing, problem };
  }

  async #takePage(client: FulfillmentClient, { subscriptions, unreadable, askedAt }: SubscriptionPage): Promise<void> {
    const { publisherId } = this.#configuration;
    for (const { id } of subscriptions) this.#listed.add(id);
    for (const { id, problem } of unreadable) await this.#keepUnreadable(id, problem);
    const { toAdd, differing, toRepair, foreign } = await comparePage(this.now(), this.#configuration, { entries: subscriptions, askedAt, comparedBefore: this.#comparedBefore });
    for (const id of foreign) this.#foreign.add(id);
    await this.#count({ listed: subscriptions.length + unreadable.length, differing: differing.length });
    for (const { entry, offer } of toAdd) {
      if (await addListed(this.now(), client, { publisherId, entry, offer, askedAt })) await this.#count({ added: 1 });
    }
    for (const id of toRepair) await this.#repair(id);
  }

  async #repair(subscriptionId: string): Promise<void> {
    if (this.#awayInARow >= MOST_AWAY) return;
    const settled = await settleDrift(this.now(), this.#configuration.publisherId, subscriptionId, "background");
    this.#awayInARow = settled.kind === "open" && settled.away ? this.#awayInARow + 1 : 0;
    // The list was behind: it did not differ from what is.
    await this.#count({ differing: settled.kind === "agreed" ? -1 : 0, repaired: settled.kind === "repaired" ? 1 : 0 });
  }

  async #keepUnreadable(id: string | null, problem: string): Promise<void> {
    const { publisherId } = this.#configuration;
    const finding = { publisherId, subscriptionId: id ?? "", kind: "unreadable", ours: null, theirs: null, agreedAt: null, problem } as const;
    const kept = await driftTransaction(this.now(), async (writing) => {
      if (id !== null) await keepListed(writing, publisherId, id);
      return recordDrift(writing, finding);
    });
    if (id === null) this.#unreadable.nameless += 1;
    else this.#listed.add(id);
    this.#unreadable.all += 1;
    if (kept === "new") this.#unreadable.new += 1;
  }

  async #count(more: Partial<Counts>): Promise<void> {
    const { listed, added, differing, repaired } = this.counts;
    this.counts = { listed: listed + (more.listed ?? 0), added: added + (more.added ?? 0), differing: differing + (more.differing ?? 0), repaired: repaired + (more.repaired ?? 0) };
    await keepProgress(this.now(), this.#run.id, this.counts);
    this.#signal?.throwIfAborted();
  }

  #problem(): string | null {
    const problems: string[] = [];
    const { all, nameless } = this.#unreadable;
    if (all > 0) problems.push(`${all} ${all === 1 ? "entry" : "entries"} of Microsoft's list could not be read${nameless > 0 ? `, ${nameless === all ? "" : `${nameless} of them `}not even ${nameless === 1 ? "its id" : "their ids"}, so nothing is reported missing` : ""}.`);
    const foreign = [...this.#foreign];
    if (foreign.length > 0) {
      const named = foreign.slice(0, 3).join(", ");
      problems.push(`Microsoft also lists ${foreign.length} of another publisher of this portal (${named}${foreign.length > 3 ? ", …" : ""}). They are left alone: the operator checks that each technical configuration names its publisher's own application.`);
    }
    if (problems.length === 0) return null;
    return [...(nameless === 0 ? [READ_TO_ITS_END] : []), ...problems].join(" ");
  }
}

import { raiseAlert, settleAlert } from "../alerts/raise";
import { database } from "../db/client";
import { transaction } from "../db/transaction";
import { addSeconds } from "../kernel/clock";
import type { Context } from "../kernel/context";
import { PortalError } from "../kernel/errors";
import type { TechnicalConfiguration } from "../offers/technical-configurations";

/** A run that has not got further for so long is taken for dead. */
const DEAD_SECONDS = 5 * 60;

export interface Counts {
  /** How many entries Microsoft listed so far. */
  readonly listed: number;
  /** How many subscriptions were new here, differed, and could be repaired. */
  readonly added: number;
  readonly differing: number;
  readonly repaired: number;
}

export interface StartedRun {
  readonly id: number;
  readonly startedAt: Date;
}

/** Somebody else took this comparison for dead and has begun anew: nothing more is written. */
export class SupersededError extends Error {
  override readonly name = "SupersededError";
}

type Caller = Omit<Context, "scope">;

/**
 * Begins a comparison. Of two at once for one application the second does nothing; one that died is ended here.
 * @returns null, and until when the other one has to get further, where there is one.
 */
export async function beginRun(ctx: Caller, { id, publisherId }: TechnicalConfiguration): Promise<{ run: StartedRun } | { run: null; freeAt: Date; correlationId: string }> {
  return transaction(ctx, async ({ tx, now, correlationId }) => {
    // Of two that begin in the same moment, one waits here for the other.
    await tx.technicalConfiguration.updateMany({ where: { id }, data: { publisherId } });
    const running = await tx.reconciliation.findMany({ where: { technicalConfigurationId: id, finishedAt: null, publisherId }, select: { id: true, progressAt: true, correlationId: true } });
    const alive = running.find(({ progressAt }) => progressAt > addSeconds(now, -DEAD_SECONDS));
    if (alive) return { run: null, freeAt: addSeconds(alive.progressAt, DEAD_SECONDS), correlationId: alive.correlationId };
    await tx.reconciliation.updateMany({ where: { id: { in: running.map((run) => run.id) } }, data: { finishedAt: now, problem: "It was cut off." } });
    const run = await tx.reconciliation.create({
      data: { publisherId, technicalConfigurationId: id, startedAt: now, progressAt: now, correlationId: correlationId.slice(0, 100) },
      select: { id: true, startedAt: true },
    });
    return { run };
  });
}

/** Says how far it is. @throws SupersededError where it was taken for dead. */
export async function keepProgress(ctx: Caller, runId: number, counts: Counts): Promise<void> {
  const { count } = await transaction(ctx, ({ tx, now }) => tx.reconciliation.updateMany({ where: { id: runId, finishedAt: null }, data: { ...counts, progressAt: now } }));
  if (count === 0) throw new SupersededError("Another comparison has begun since.");
}

/** Ends a comparison, and calls the staff to its problem or calls them off. */
export async function endRun(ctx: Caller, { id, publisherId }: TechnicalConfiguration, runId: number, { counts, problem, callStaff }: { counts: Counts; problem: string | null; callStaff: boolean }): Promise<void> {
  await transaction(ctx, async (writing) => {
    const { now, tx } = writing;
    const { count } = await tx.reconciliation.updateMany({ where: { id: runId, finishedAt: null }, data: { ...counts, progressAt: now, finishedAt: now, problem: problem?.slice(0, 1000) ?? null } });
    if (count === 0) return;
    const alert = { publisherId, kind: "reconciliation-failed", about: String(id) } as const;
    if (problem === null) await settleAlert(writing, alert);
    else if (callStaff) await raiseAlert(writing, { ...alert, message: `The comparison with Microsoft's list failed: ${problem}` });
  });
}

/** What a comparison that ended early says of itself, for the staff. */
export function problemOf(error: unknown): string {
  if (error instanceof PortalError) return [error.message, error.explanation.todo].filter(Boolean).join(" ");
  return "The portal failed; its log says why.";
}

/** How the problem of a comparison begins that knows of every entry at least which subscription it is about. */
export const READ_TO_ITS_END = "The list was read to its end.";

/** When the newest comparison began that read an application's list to its end; null: none did. */
export async function lastCompleteStart({ publisherId, id }: Pick<TechnicalConfiguration, "publisherId" | "id">): Promise<Date | null> {
  const newest = await database().reconciliation.findFirst({
    where: { publisherId, technicalConfigurationId: id, finishedAt: { not: null }, OR: [{ problem: null }, { problem: { startsWith: READ_TO_ITS_END } }] },
    orderBy: { id: "desc" },
    select: { startedAt: true },
  });
  return newest?.startedAt ?? null;
}

/**
 * Since when every application of the publisher has been read to its end: what was not found since then is in nobody's
 * list. null: not all of them have been, ever.
 */
export async function everythingReadSince(publisherId: number): Promise<Date | null> {
  const configurations = await database().technicalConfiguration.findMany({ where: { publisherId, offers: { some: {} } }, select: { id: true } });
  const starts = await Promise.all(configurations.map(({ id }) => lastCompleteStart({ publisherId, id })));
  return starts.reduce<Date | null>((oldest, at) => (at === null || oldest === null ? null : at < oldest ? at : oldest), starts[0] ?? null);
}

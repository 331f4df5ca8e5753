import { customerScope } from "../../auth/scope";
import type { TransactionContext } from "../../db/transaction";
import type { Effect, JobContext, JobResult } from "../../jobs/define";
import { LeaseLostError } from "../../jobs/lease";
import { currentTime } from "../../kernel/clock";
import type { Context, UserActor } from "../../kernel/context";
import { NotFoundError } from "../../kernel/errors";
import { log } from "../../kernel/log";
import { findManaged } from "../../subscriptions/find-managed";
import { giveSeat, type SeatHome } from "../give-seat";
import { inviteWithin } from "../invitations/invite";
import type { ImportLineState } from "../schema";

/** Lines in one transaction: each with its result, or none of them. */
const LINES_AT_ONCE = 20;
/** Then somebody else's job has its turn. */
const TURN_MILLISECONDS = 5_000;

type Writing = Omit<Context, "scope"> & TransactionContext;

interface Line {
  readonly number: number;
  readonly label: string;
  readonly objectId: string | null;
  readonly name: string | null;
}

/**
 * Works through the lines of a file in their order, some at a time. What a line came to is written together with the seat,
 * so that a crash leaves nothing half done and nothing is done twice; a line that fails stops no other one.
 */
export async function workImport(ctx: JobContext, importId: number, { turnMilliseconds = TURN_MILLISECONDS }: { readonly turnMilliseconds?: number } = {}): Promise<JobResult> {
  const end = performance.now() + turnMilliseconds;
  do {
    if ((await advance(ctx, importId)) === 0) {
      const effect: Effect = async ({ tx, now }) => {
        await tx.licenseImport.updateMany({ where: { id: importId, state: "running" }, data: { state: "done", finishedAt: now } });
      };
      return { kind: "done", effect };
    }
  } while (performance.now() < end && !ctx.signal.aborted);
  return { kind: "again", at: currentTime() };
}

/** The next lines: together, and where that fails over one of them, each alone. @returns how many there were. */
async function advance(ctx: JobContext, importId: number): Promise<number> {
  try {
    return await ctx.fenced((writing) => workLines(writing, importId, LINES_AT_ONCE));
  } catch (error) {
    if (error instanceof LeaseLostError) throw error;
    log.warn({ event: "import.lines-failed", importId, err: error }, "lines of a file are done one by one");
  }
  let worked = 0;
  for (; worked < LINES_AT_ONCE; worked += 1) if ((await advanceByOne(ctx, importId)) === 0) break;
  return worked;
}

async function advanceByOne(ctx: JobContext, importId: number): Promise<number> {
  try {
    return await ctx.fenced((writing) => workLines(writing, importId, 1));
  } catch (error) {
    if (error instanceof LeaseLostError) throw error;
    log.error({ event: "import.line-failed", importId, err: error }, "a line of a file failed");
    return ctx.fenced(async (writing) => {
      const lines = await nextLines(writing, importId, 1);
      for (const { number } of lines) await keep(writing, number, { state: "failed", problem: "fault" });
      return counted(writing, importId, lines.length);
    });
  }
}

async function nextLines({ tx }: TransactionContext, importId: number, take: number): Promise<Line[]> {
  return tx.licenseImportLine.findMany({
    where: { importId, state: "ready", import: { state: "running" } },
    orderBy: { line: "asc" },
    take,
    select: { number: true, label: true, objectId: true, name: true },
  });
}

async function workLines(writing: Writing, importId: number, take: number): Promise<number> {
  const { tx } = writing;
  const lines = await nextLines(writing, importId, take);
  if (lines.length === 0) return 0;
  const { subscription, ...requested } = await tx.licenseImport.findUniqueOrThrow({
    where: { id: importId },
    select: { requestedTenantId: true, requestedObjectId: true, requestedName: true, subscription: { select: { subscriptionId: true } } },
  });
  const actor: UserActor = { kind: "user", tenantId: requested.requestedTenantId.toLowerCase(), objectId: requested.requestedObjectId.toLowerCase(), name: requested.requestedName, email: null };
  const acting = { ...writing, actor };
  const home = await stillManaged(acting, subscription.subscriptionId);
  if (home === null) {
    const { count } = await tx.licenseImportLine.updateMany({ where: { importId, state: "ready" }, data: { state: "failed", problem: "not-manager" } });
    return counted(writing, importId, count);
  }
  for (const line of lines) await keep(writing, line.number, await workLine(acting, { home, importId, line }));
  return counted(writing, importId, lines.length);
}

/** Whoever confirmed the file may have been removed since: asked before every few lines, in their transaction. */
async function stillManaged(acting: Writing & { readonly actor: UserActor }, subscriptionId: string): Promise<SeatHome | null> {
  try {
    return await findManaged({ ...acting, scope: customerScope(acting.actor) }, subscriptionId, acting.tx);
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

interface LineResult {
  readonly state: ImportLineState;
  readonly problem: string | null;
}

async function workLine(acting: Writing, { home, importId, line: { label, objectId, name } }: { readonly home: SeatHome; readonly importId: number; readonly line: Line }): Promise<LineResult> {
  const outcome = objectId === null ? await inviteWithin(acting, home, { label, importId }) : await giveSeat(acting, home, { objectId: objectId.toLowerCase(), upn: label, name });
  return outcome.kind === "refused" ? { state: "failed", problem: outcome.reason } : { state: outcome.kind, problem: null };
}

async function keep({ tx }: TransactionContext, number: number, data: LineResult): Promise<void> {
  await tx.licenseImportLine.update({ where: { number }, data, select: { number: true } });
}

async function counted({ tx }: TransactionContext, importId: number, lines: number): Promise<number> {
  if (lines > 0) await tx.licenseImport.update({ where: { id: importId }, data: { processed: { increment: lines } }, select: { id: true } });
  return lines;
}

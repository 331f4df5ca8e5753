import { settleAlert } from "../alerts/raise";
import { transaction, type TransactionContext } from "../db/transaction";
import { isUniqueViolation } from "../db/unique-violation";
import type { Context } from "../kernel/context";
import type { DriftKind, DriftResolution } from "./schema";

type Caller = Omit<Context, "scope">;
type Writing = Caller & TransactionContext;

export interface Finding {
  readonly publisherId: number;
  /** Microsoft's id; empty where not even that can be read. */
  readonly subscriptionId: string;
  readonly kind: DriftKind;
  /** Which field differs; left out for the other kinds. */
  readonly field?: string;
  readonly ours: string | null;
  readonly theirs: string | null;
  /** When both were last known to be the same. */
  readonly agreedAt: Date | null;
  readonly problem?: string;
  /** Both call it Unsubscribed: nothing changes any more, and what the API has said once holds. */
  readonly final?: boolean;
}

export interface OpenDrift {
  readonly id: number;
  readonly publisherId: number;
  readonly subscriptionId: string;
  readonly kind: string;
  readonly field: string;
  readonly ours: string | null;
  readonly theirs: string | null;
}

export const OPEN_DRIFT_COLUMNS = { id: true, publisherId: true, subscriptionId: true, kind: true, field: true, ours: true, theirs: true } as const;

/** While it is open, the same difference is one row, however often it is found. */
export function driftKey({ publisherId, subscriptionId, kind, field = "" }: Pick<OpenDrift, "publisherId" | "subscriptionId" | "kind"> & { readonly field?: string }): string {
  return `${publisherId}:${subscriptionId}:${kind}:${field}`;
}

const ATTEMPTS = 3;

/** Where findings are kept: of two that keep the same one at the same time, the second finds it kept. */
export async function driftTransaction<T>(ctx: Caller, work: (ctx: Writing) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction(ctx, work);
    } catch (error) {
      if (attempt === ATTEMPTS || !isUniqueViolation(error)) throw error;
    }
  }
}

/**
 * Keeps a finding, in a `driftTransaction`.
 * @returns new: it was not known. known: it is open already. settled: the API has spoken for our row before, and
 * nothing can have changed since.
 */
export async function recordDrift(ctx: Writing, finding: Finding): Promise<"new" | "known" | "settled"> {
  const key = driftKey(finding);
  const facts = { ours: cut(finding.ours, 400), theirs: cut(finding.theirs, 400), seenAt: ctx.now };
  const problem = finding.problem === undefined ? {} : { problem: cut(finding.problem, 1000) };
  const { count } = await ctx.tx.drift.updateMany({ where: { key }, data: { ...facts, ...problem } });
  if (count > 0) return "known";
  // Where the list is behind for good, it is one row that is looked at again, not a new one each hour.
  const again = await ctx.tx.drift.findFirst({
    where: { publisherId: finding.publisherId, subscriptionId: finding.subscriptionId, kind: finding.kind, field: finding.field ?? "", ours: facts.ours, theirs: facts.theirs, resolution: "agreed" },
    orderBy: { id: "desc" },
    select: { id: true },
  });
  if (again === null) {
    const { publisherId, subscriptionId, kind, field = "", agreedAt } = finding;
    await ctx.tx.drift.create({ data: { ...facts, ...problem, publisherId, subscriptionId, kind, field, key, agreedAt, foundAt: ctx.now } });
    return "new";
  }
  if (finding.final) return "settled";
  await ctx.tx.drift.update({ where: { id: again.id }, data: { key, seenAt: ctx.now, closedAt: null, resolution: null } });
  return "new";
}

/** Keeps open what is known of a subscription that is listed, though nobody can tell how; that it is missing is over. */
export async function keepListed(ctx: Writing, publisherId: number, subscriptionId: string): Promise<void> {
  const open = await ctx.tx.drift.findMany({ where: { publisherId, subscriptionId, closedAt: null }, select: OPEN_DRIFT_COLUMNS });
  await closeDrift(ctx, open.filter(({ kind }) => kind === "missing"), "gone");
  await ctx.tx.drift.updateMany({ where: { publisherId, subscriptionId, closedAt: null }, data: { seenAt: ctx.now } });
}

/** Closes what is over, and calls off the staff that was called to it. */
export async function closeDrift(ctx: Writing, drifts: readonly OpenDrift[], resolution: DriftResolution): Promise<void> {
  for (const { id, publisherId, subscriptionId, kind, theirs } of drifts) {
    // What could not be read is all that there is to tell of such a one.
    const told = kind === "unreadable" ? {} : { problem: null };
    await ctx.tx.drift.updateMany({ where: { id, closedAt: null }, data: { key: `closed:${id}`, closedAt: ctx.now, resolution, ...told } });
    if (kind === "missing") await settleAlert(ctx, { publisherId, kind: "subscription-missing", about: subscriptionId });
    if (kind !== "unregistered" || theirs === null) continue;
    const others = await ctx.tx.drift.count({ where: { publisherId, kind, theirs, closedAt: null } });
    if (others === 0) await settleAlert(ctx, { publisherId, kind: "subscription-unregistered", about: theirs });
  }
}

function cut(text: string | null, longest: number): string | null {
  return text?.slice(0, longest) ?? null;
}

import { insertMany } from "../db/insert-many";
import type { TransactionContext } from "../db/transaction";
import type { Context } from "../kernel/context";
import { newId } from "../kernel/ids";
import type { JobKind } from "./kind";

export interface JobOrder {
  /** Whose staff sees it; left out: the operator's alone. */
  readonly publisherId?: number;
  /** There is never a second job of this key, also not after the first is done. Without one every call makes a job. */
  readonly key?: string;
  /** Not before; at once where it is left out. */
  readonly dueAt?: Date;
}

/**
 * Remembers work, in the transaction of what needs it: both are there, or neither.
 * @throws a unique violation where two transactions of one key meet: the second one is undone, and its caller tries again.
 */
export async function enqueue<Input>(ctx: Omit<Context, "scope"> & TransactionContext, job: JobKind<Input>, input: Input, { publisherId, key = newId(), dueAt = ctx.now }: JobOrder = {}): Promise<void> {
  if ((await ctx.tx.job.count({ where: { key } })) > 0) return;
  await ctx.tx.job.create({ data: columnsOf(ctx, job, { input, publisherId: publisherId ?? null, key, dueAt, correlationId: ctx.correlationId }) });
}

/** A job of which is known that there is none of its key. */
export interface NewJob<Input> {
  readonly input: Input;
  readonly publisherId: number | null;
  readonly key: string;
  readonly dueAt: Date;
  readonly correlationId: string;
}

/** As enqueue, for many jobs at once. @throws a unique violation where there is a job of one of the keys. */
export async function enqueueNew<Input>(ctx: Omit<Context, "scope"> & TransactionContext, job: JobKind<Input>, jobs: readonly NewJob<Input>[]): Promise<void> {
  const rows = jobs.map((each) => columnsOf(ctx, job, each));
  await insertMany(ctx.tx, "Jobs", rows, (data) => ctx.tx.job.create({ data, select: { id: true } }));
}

function columnsOf<Input>({ now }: Pick<Context, "now">, { name }: JobKind<Input>, { input, publisherId, key, dueAt, correlationId }: NewJob<Input>) {
  return { kind: name, key, publisherId, input: JSON.stringify(input), state: "waiting", nextAt: dueAt, correlationId: correlationId.slice(0, 100), createdAt: now };
}

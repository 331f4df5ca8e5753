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
  await ctx.tx.job.create({
    data: { kind: job.name, key, publisherId: publisherId ?? null, input: JSON.stringify(input), state: "waiting", nextAt: dueAt, correlationId: ctx.correlationId.slice(0, 100), createdAt: ctx.now },
  });
}

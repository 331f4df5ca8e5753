import type { TransactionContext } from "../db/transaction";
import type { Context } from "../kernel/context";
import type { Step } from "./schema";

/** Keeps what was done about an event. */
export async function recordStep(ctx: Omit<Context, "scope"> & TransactionContext, eventNumber: number, step: Step, detail: string | null = null): Promise<void> {
  await ctx.tx.inboxStep.create({ data: { eventNumber, at: ctx.now, step, detail: detail?.slice(0, 2000) ?? null, correlationId: ctx.correlationId.slice(0, 100) } });
}

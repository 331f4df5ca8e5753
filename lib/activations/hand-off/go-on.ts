import { settleAlert } from "../../alerts/raise";
import type { TransactionContext } from "../../db/transaction";
import { enqueue } from "../../jobs/enqueue";
import type { Context } from "../../kernel/context";
import { FOLLOW_ACTIVATION, followKey } from "../schema";

type Writing = Omit<Context, "scope"> & TransactionContext;

interface GoingOn {
  readonly id: number;
  readonly version: number;
  readonly attempts: number;
}

/**
 * Has an activation called at Microsoft, by the job that follows it to Subscribed: what is set up may be billed.
 * @returns false where somebody else changed it meanwhile: nothing is written then.
 */
export async function goOn(ctx: Writing, { id, version, attempts }: GoingOn, publisherId: number): Promise<boolean> {
  const attempt = attempts + 1;
  const { count } = await ctx.tx.activation.updateMany({
    where: { id, version },
    data: { state: "requested", attempts: attempt, callingUntil: null, problem: null, problemDetail: null, correlationId: ctx.correlationId.slice(0, 100), version: { increment: 1 } },
  });
  if (count === 0) return false;
  await enqueue(ctx, FOLLOW_ACTIVATION, { activationId: id, attempt }, { publisherId, key: followKey(id, attempt) });
  return true;
}

/** Closes what the staff was called for until somebody had decided. */
export async function settleHandOffAlerts(ctx: Writing, { publisherId, subscriptionId }: { readonly publisherId: number; readonly subscriptionId: string }): Promise<void> {
  for (const kind of ["activation-hanging", "activation-reported-failed", "activation-slow"] as const) await settleAlert(ctx, { publisherId, kind, about: subscriptionId });
}

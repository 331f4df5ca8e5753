import { z } from "zod";
import type { TransactionContext } from "../db/transaction";
import { enqueue } from "../jobs/enqueue";
import { jobKind } from "../jobs/kind";
import type { Context } from "../kernel/context";
import type { ConfigurationInUse } from "../offers/technical-configurations";

/** Compares Microsoft's list of one application's subscriptions with ours. */
export const RECONCILE = jobKind("subscriptions.reconcile", z.object({ technicalConfigurationId: z.int() }));

/** Has an application's list compared soon, unless that is asked for already or under way. @returns whether it was not. */
export async function askForReconciliation(ctx: Omit<Context, "scope"> & TransactionContext, { id, publisherId }: Pick<ConfigurationInUse, "id" | "publisherId">): Promise<boolean> {
  // Of two who ask in the same moment, one waits here for the other.
  await ctx.tx.technicalConfiguration.updateMany({ where: { id }, data: { publisherId } });
  const input = { technicalConfigurationId: id };
  const asked = await ctx.tx.job.count({ where: { publisherId, kind: RECONCILE.name, input: JSON.stringify(input), state: { in: ["waiting", "running", "failed"] } } });
  if (asked > 0) return false;
  await enqueue(ctx, RECONCILE, input, { publisherId });
  return true;
}

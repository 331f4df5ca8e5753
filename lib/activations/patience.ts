import { raiseAlertOnce } from "../alerts/raise";
import type { TransactionContext } from "../db/transaction";
import type { JobContext, JobResult } from "../jobs/define";
import { backoffSeconds } from "../jobs/backoff";
import { addSeconds } from "../kernel/clock";
import type { Context, SystemScope } from "../kernel/context";
import { PortalError, type ErrorCode } from "../kernel/errors";

/** Microsoft takes minutes; after this time somebody should look. */
export const SLOW_SECONDS = 3600;

/** Microsoft's doing, or that of how it is told who we are: passes some day, and a customer waits until then. */
const MAY_PASS: readonly ErrorCode[] = ["upstream-unavailable", "upstream-refused", "misconfigured"];
/** As many as lead to the longest pause there is between two attempts. */
const MANY_FAILURES = 40;

export interface Waiting {
  readonly publisherId: number | null;
  readonly subscriptionId: string;
  /** What was begun and is not done, as a clause. */
  readonly what: string;
}

/**
 * Work at an activation that goes on for as long as Microsoft is away: given up, it would leave a customer waiting with
 * nothing under way and nothing to decide. In the first hour it fails as any job does; then the staff is called, once.
 */
export async function untilMicrosoftIsBack(ctx: JobContext, waiting: Waiting, work: () => Promise<JobResult>): Promise<JobResult> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PortalError) || !MAY_PASS.includes(error.code) || ctx.now < addSeconds(ctx.createdAt, SLOW_SECONDS)) throw error;
    const at = addSeconds(ctx.now, backoffSeconds(MANY_FAILURES, Math.random()));
    return { kind: "again", at, effect: async (writing) => callAboutSlow(writing, waiting, ctx.createdAt, `${waiting.what}, and Microsoft cannot be asked since: ${error.explanation.what} It is tried again every hour.`) };
  }
}

/** Once since then, also where the alert is closed long before Microsoft is done. */
export async function callAboutSlow(writing: Context<SystemScope> & TransactionContext, { publisherId, subscriptionId }: Omit<Waiting, "what">, since: Date, message: string): Promise<void> {
  if (publisherId === null) return;
  await raiseAlertOnce(writing, { publisherId, kind: "activation-slow", about: subscriptionId, subscriptionId, message }, since);
}

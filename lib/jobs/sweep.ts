import { z } from "zod";
import { database } from "../db/client";
import { transaction } from "../db/transaction";
import type { Context, SystemScope } from "../kernel/context";
import { defineJob } from "./define";
import { jobKind } from "./kind";

const DAY = 24 * 3600_000;
const AT_ONCE = 500;

/** What is over is kept for a while: jobs that are done for a week, those of a schedule (whose keys keep a tick from being made twice) and dead ones for longer. */
const KEPT_DAYS = { done: 7, scheduled: 40, dead: 90 };

/** Of jobs that take many turns the newest attempts are kept. */
const ATTEMPTS_KEPT = 200;

/** Takes away jobs that are long over, so that the table stays small. */
export const sweepJobs = defineJob({
  job: jobKind("jobs.sweep", z.object({})),
  schedule: "23 * * * *",
  handle: async (ctx) => {
    const before = (days: number): Date => new Date(ctx.now.getTime() - days * DAY);
    const over = [
      { state: "done", finishedAt: { lt: before(KEPT_DAYS.done) }, NOT: { key: { contains: "@" } } },
      { state: "done", finishedAt: { lt: before(KEPT_DAYS.scheduled) } },
      { state: "dead", finishedAt: { lt: before(KEPT_DAYS.dead) } },
    ];
    for (const where of over) {
      while (!ctx.signal.aborted && (await removeSome(ctx, where)) === AT_ONCE);
    }
    await removeOldAttempts(ctx);
    return { kind: "done" };
  },
});

async function removeSome(ctx: Context<SystemScope>, where: object): Promise<number> {
  const jobs = await database().job.findMany({ where, take: AT_ONCE, select: { id: true } });
  const ids = jobs.map(({ id }) => id);
  if (ids.length > 0) await transaction(ctx, async ({ tx }) => tx.job.deleteMany({ where: { id: { in: ids }, state: { in: ["done", "dead"] } } }));
  return ids.length;
}

async function removeOldAttempts(ctx: Context<SystemScope>): Promise<void> {
  const busy = await database().job.findMany({ where: { nextAt: { not: null }, attempts: { gt: ATTEMPTS_KEPT } }, select: { id: true, attempts: true }, take: AT_ONCE });
  for (const { id, attempts } of busy) {
    await transaction(ctx, async ({ tx }) => tx.jobAttempt.deleteMany({ where: { jobId: id, number: { lte: attempts - ATTEMPTS_KEPT } } }));
  }
}

import { Cron } from "croner";
import { database } from "../db/client";
import { transaction } from "../db/transaction";
import { isUniqueViolation } from "../db/unique-violation";
import type { Context, SystemScope } from "../kernel/context";
import type { RegisteredJob } from "./define";

/** The newest moment at or before `now` that a cron pattern (in UTC) names. */
export function latestTick(pattern: string, now: Date): Date | null {
  const cron = new Cron(pattern, { timezone: "UTC", paused: true });
  // Runs strictly before a reference, to the second: one second later than now includes now itself.
  const runs = cron.previousRuns(2, new Date(now.getTime() + 1000));
  return runs.find((run) => run <= now) ?? null;
}

/** The key of the one job of a tick, whichever instance makes it. */
export function tickKey(kind: string, tick: Date): string {
  return `${kind}@${tick.toISOString()}`;
}

/**
 * Makes the jobs of schedules whose time has come: one a tick, across all instances, because its key is made of kind
 * and tick. Ticks that nobody was there for are not made up for, but the newest is.
 * @param made ticks that this process need not try again, by kind; it is written to.
 */
export async function makeScheduledJobs(ctx: Context<SystemScope>, jobs: readonly RegisteredJob[], made: Map<string, string>): Promise<void> {
  for (const { kind, schedule } of jobs) {
    const tick = schedule === null ? null : latestTick(schedule, ctx.now);
    if (tick === null) continue;
    const key = tickKey(kind, tick);
    if (made.get(kind) === key) continue;
    if ((await database().job.count({ where: { key } })) === 0) await makeOne(ctx, kind, key);
    made.set(kind, key);
  }
}

async function makeOne(ctx: Context<SystemScope>, kind: string, key: string): Promise<void> {
  try {
    await transaction(ctx, async ({ tx, now, correlationId }) => {
      await tx.job.create({ data: { kind, key, input: "{}", state: "waiting", nextAt: now, correlationId, createdAt: now } });
    });
  } catch (error) {
    // Another instance was first.
    if (!isUniqueViolation(error)) throw error;
  }
}

import { recordAudit } from "../auth/audit";
import { settleAlert } from "../alerts/raise";
import { transaction } from "../db/transaction";
import type { Context, PublisherScope, SystemScope } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";

type Caller = Context<PublisherScope | SystemScope>;

/** What may be tried again by hand: what was given up, and what waits for its next attempt. */
const RETRIABLE = ["dead", "failed"];
const AT_ONCE = 500;

function within({ scope }: Caller) {
  return scope.kind === "publisher" ? { publisherId: scope.publisherId } : {};
}

/**
 * Has a job tried again at once, with all its attempts before it.
 * @returns whether there was anything to retry: false for one that runs, waits or is done.
 * @throws NotFoundError outside the scope.
 */
export async function retryJob(ctx: Caller, id: number): Promise<boolean> {
  return transaction(ctx, async (writing) => {
    const job = await writing.tx.job.findFirst({ where: { id, ...within(ctx) }, select: { kind: true, publisherId: true } });
    if (job === null) throw new NotFoundError("job");
    const { count } = await writing.tx.job.updateMany({ where: { id, state: { in: RETRIABLE } }, data: { state: "waiting", nextAt: ctx.now, failures: 0, finishedAt: null } });
    if (count === 0) return false;
    if (job.publisherId !== null) {
      await settleAlert(writing, { publisherId: job.publisherId, kind: "job-dead", about: String(id) });
      await recordAudit(writing, { type: "JobRetried", publisherId: job.publisherId, subject: `${job.kind} ${id}` });
    }
    return true;
  });
}

/** The same for all that is dead. @returns how many. */
export async function retryDeadJobs(ctx: Caller): Promise<number> {
  let retried = 0;
  for (;;) {
    const count = await retrySome(ctx);
    retried += count;
    if (count < AT_ONCE) return retried;
  }
}

async function retrySome(ctx: Caller): Promise<number> {
  return transaction(ctx, async (writing) => {
    const dead = await writing.tx.job.findMany({ where: { ...within(ctx), state: "dead" }, orderBy: { id: "asc" }, take: AT_ONCE, select: { id: true, publisherId: true } });
    const { count } = await writing.tx.job.updateMany({ where: { id: { in: dead.map(({ id }) => id) }, state: "dead" }, data: { state: "waiting", nextAt: ctx.now, failures: 0, finishedAt: null } });
    const publishers = new Map<number, number>();
    for (const { id, publisherId } of dead) {
      if (publisherId === null) continue;
      await settleAlert(writing, { publisherId, kind: "job-dead", about: String(id) });
      publishers.set(publisherId, (publishers.get(publisherId) ?? 0) + 1);
    }
    for (const [publisherId, jobs] of publishers) await recordAudit(writing, { type: "JobRetried", publisherId, subject: `${jobs} dead ${jobs === 1 ? "job" : "jobs"}` });
    return count;
  });
}

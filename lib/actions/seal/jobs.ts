import { z } from "zod";
import { recordAudit } from "../../auth/audit";
import { defineJob, type Effect, type JobContext } from "../../jobs/define";
import { jobKind } from "../../jobs/kind";
import { addSeconds } from "../../kernel/clock";
import { PortalError } from "../../kernel/errors";
import { log } from "../../kernel/log";
import { listKeepings, removeOldActions, REMOVED_AT_ONCE, type Keeping } from "./remove";

/** A first removal may take very many: after so many batches others have their turn. */
const BATCHES_A_TURN = 100;
const PAUSE_SECONDS = 5;

/** Each night, what is older than each publisher keeps its action log. */
export const removeActions = defineJob({
  job: jobKind("actions.remove", z.object({})),
  schedule: "40 2 * * *",
  handle: async (ctx) => {
    const keepings = await listKeepings();
    let left = BATCHES_A_TURN;
    for (const keeping of keepings) {
      for (let full = true; full; left -= 1) {
        if (left === 0 || ctx.signal.aborted) return { kind: "again", at: addSeconds(ctx.now, PAUSE_SECONDS) };
        full = (await removeUnlessBroken(ctx, keeping)) === REMOVED_AT_ONCE;
      }
    }
    return { kind: "done", effect: tellOfAll(ctx, keepings) };
  },
});

async function removeUnlessBroken(ctx: JobContext, keeping: Keeping): Promise<number> {
  try {
    return await removeOldActions(ctx, keeping);
  } catch (error) {
    if (!(error instanceof PortalError) || error.code !== "conflict") throw error;
    log.error({ event: "actions.not-removed", publisherId: keeping.publisherId, err: error }, "old actions of a publisher are not removed");
    return 0;
  }
}

/** One line for each publisher, however many turns it took, and though one of them may have crashed. */
function tellOfAll({ createdAt }: JobContext, keepings: readonly Keeping[]): Effect {
  return async (writing) => {
    for (const { publisherId, keptDays } of keepings) {
      const { _min, _max } = await writing.tx.actionRemoval.aggregate({ where: { publisherId, removedAt: { gte: createdAt } }, _min: { fromNumber: true }, _max: { toNumber: true } });
      const [from, to] = [_min.fromNumber, _max.toNumber];
      if (from === null || to === null) continue;
      await recordAudit(writing, { type: "ActionsRemoved", publisherId, subject: `${to - from + 1} ${to === from ? "action" : "actions"}`, details: { fromNumber: from, toNumber: to, keptDays } });
    }
  };
}

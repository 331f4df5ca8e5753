import { z } from "zod";
import { database } from "../../db/client";
import { defineJob, type Effect, type JobContext, type RegisteredJob } from "../../jobs/define";
import { jobKind } from "../../jobs/kind";
import { addSeconds } from "../../kernel/clock";
import { PortalError } from "../../kernel/errors";
import { log } from "../../kernel/log";
import { tellOfBrokenLog } from "./broken-log";
import { goRound } from "./go-round";
import { isStillKeptSo, listKeepings, type Keeping } from "./kept";
import { removeOldActions, REMOVED_AT_ONCE } from "./remove";
import { listUntoldRemovals, tellRemovals } from "./told-removals";

/** A first removal may take very many: after so many batches others have their turn. */
const BATCHES_A_TURN = 100;
const PAUSE_SECONDS = 5;

/** How many batches a turn has. */
interface RemovingOptions {
  readonly batchesATurn?: number;
}

/** Each night, what is older than each publisher keeps its action log. */
export function removingActions({ batchesATurn = BATCHES_A_TURN }: RemovingOptions = {}): RegisteredJob {
  return defineJob({
    job: jobKind("actions.remove", z.object({})),
    schedule: "40 2 * * *",
    handle: async (ctx) => {
      const keepings = await listKeepings(ctx.now);
      const isFull = async (keeping: Keeping): Promise<boolean> => (await isStillKeptSo(keeping)) && (await removeUnlessBroken(ctx, keeping)) === REMOVED_AT_ONCE;
      if (await goRound(await fromTheNext(keepings), isFull, { signal: ctx.signal, mostBatches: batchesATurn })) return { kind: "done", effect: await tellOfAll() };
      return { kind: "again", at: addSeconds(ctx.now, PAUSE_SECONDS) };
    },
  });
}

export const removeActions = removingActions();

/** Beginning behind the one from which was removed last: a turn may end before everybody had theirs. */
async function fromTheNext(keepings: readonly Keeping[]): Promise<Keeping[]> {
  const last = await database().actionRemoval.findFirst({ orderBy: { id: "desc" }, select: { publisherId: true } });
  const before = last?.publisherId ?? 0;
  return [...keepings.filter(({ publisherId }) => publisherId > before), ...keepings.filter(({ publisherId }) => publisherId <= before)];
}

async function removeUnlessBroken(ctx: JobContext, keeping: Keeping): Promise<number> {
  try {
    return await removeOldActions(ctx, keeping);
  } catch (error) {
    if (!(error instanceof PortalError) || error.code !== "conflict") throw error;
    log.error({ event: "actions.not-removed", publisherId: keeping.publisherId, err: error }, "old actions of a publisher are not removed");
    await tellOfBrokenLog(ctx, keeping.publisherId, "retention", error);
    return 0;
  }
}

async function tellOfAll(): Promise<Effect> {
  const removals = await listUntoldRemovals();
  return (writing) => tellRemovals(writing, removals);
}

import { z } from "zod";
import { database } from "../../db/client";
import { transaction } from "../../db/transaction";
import { defineJob } from "../../jobs/define";
import { jobKind } from "../../jobs/kind";
import { addSeconds } from "../../kernel/clock";
import type { Context, SystemScope } from "../../kernel/context";
import { ATTEMPTS_KEPT } from "./schema";
import { settleDead } from "./settle-dead";

const DAY_SECONDS = 24 * 3600;
const AT_ONCE = 500;

/** For how long a message stays after it is over. Those that were given up stay longer: somebody may still send them again. */
const KEPT_DAYS = [
  { state: "delivered", days: 30 },
  { state: "withdrawn", days: 30 },
  { state: "dead", days: 90 },
] as const;

/** Takes away messages that are long over, with their attempts, so that the tables stay small. */
export const sweepDeliveries = defineJob({
  job: jobKind("deliveries.sweep", z.object({})),
  schedule: "41 * * * *",
  handle: async (ctx) => {
    for (const { state, days } of KEPT_DAYS) {
      const before = addSeconds(ctx.now, -days * DAY_SECONDS);
      while (!ctx.signal.aborted && (await removeSome(ctx, state, before)) === AT_ONCE);
    }
    await removeOldAttempts(ctx);
    return { kind: "done" };
  },
});

async function removeSome(ctx: Context<SystemScope>, state: string, before: Date): Promise<number> {
  const over = { state, finishedAt: { lt: before } };
  const rows = await database().delivery.findMany({ where: over, orderBy: { finishedAt: "asc" }, take: AT_ONCE, select: { number: true, publisherId: true, endpointId: true } });
  if (rows.length === 0) return 0;
  const endpoints = new Map(rows.map(({ publisherId, endpointId }) => [endpointId, { publisherId, endpointId }]));
  await transaction(ctx, async (writing) => {
    // Asked once more: somebody may have had one sent again since.
    await writing.tx.delivery.deleteMany({ where: { ...over, number: { in: rows.map(({ number }) => number) } } });
    if (state === "dead") for (const endpoint of endpoints.values()) await settleDead(writing, endpoint);
  });
  return rows.length;
}

async function removeOldAttempts(ctx: Context<SystemScope> & { readonly signal: AbortSignal }): Promise<void> {
  for (const state of ["waiting", "dead"]) {
    for (let after: number | undefined = 0; after !== undefined && !ctx.signal.aborted; ) {
      const busy: { number: number; attempts: number }[] = await database().delivery.findMany({
        where: { state, attempts: { gt: ATTEMPTS_KEPT }, number: { gt: after } },
        orderBy: { number: "asc" },
        take: AT_ONCE,
        select: { number: true, attempts: true },
      });
      for (const { number, attempts } of busy) {
        await transaction(ctx, async ({ tx }) => tx.deliveryAttempt.deleteMany({ where: { deliveryNumber: number, attempt: { lte: attempts - ATTEMPTS_KEPT } } }));
      }
      after = busy.length < AT_ONCE ? undefined : busy.at(-1)?.number;
    }
  }
}

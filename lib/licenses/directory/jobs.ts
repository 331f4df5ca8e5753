import { z } from "zod";
import { database } from "../../db/client";
import { defineJob } from "../../jobs/define";
import { jobKind } from "../../jobs/kind";
import { addSeconds } from "../../kernel/clock";

const KEPT_SECONDS = 90 * 24 * 3600;
const AT_ONCE = 500;

/** Forgets what people agreed to who have looked nobody up for long: they are asked again, which is one click. */
export const sweepDirectoryGrants = defineJob({
  job: jobKind("directory.sweep", z.object({})),
  schedule: "17 3 * * *",
  handle: async (ctx) => {
    const updatedAt = { lt: addSeconds(ctx.now, -KEPT_SECONDS) };
    for (let found = AT_ONCE; found === AT_ONCE && !ctx.signal.aborted; ) {
      const grants = await database().directoryGrant.findMany({ where: { updatedAt }, take: AT_ONCE, select: { id: true } });
      found = grants.length;
      await ctx.fenced(({ tx }) => tx.directoryGrant.deleteMany({ where: { id: { in: grants.map(({ id }) => id) }, updatedAt } }));
    }
    return { kind: "done" };
  },
});

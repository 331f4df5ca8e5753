import { z } from "zod";
import { database } from "../../db/client";
import { transaction } from "../../db/transaction";
import { defineJob } from "../../jobs/define";
import { jobKind } from "../../jobs/kind";

const AT_ONCE = 500;
/** Whoever comes back to an expired arrival the day after is still told what to do. */
const KEPT_MILLISECONDS = 24 * 3600_000;

/** Takes away arrivals whose purchase token is long over, with what is left of the token. */
export const sweepLandingSessions = defineJob({
  job: jobKind("landing.sweep", z.object({})),
  schedule: "41 * * * *",
  handle: async (ctx) => {
    const expiresAt = { lt: new Date(ctx.now.getTime() - KEPT_MILLISECONDS) };
    for (let found = AT_ONCE; found === AT_ONCE && !ctx.signal.aborted; ) {
      const sessions = await database().landingSession.findMany({ where: { expiresAt }, take: AT_ONCE, select: { id: true } });
      found = sessions.length;
      await transaction(ctx, async ({ tx }) => tx.landingSession.deleteMany({ where: { id: { in: sessions.map(({ id }) => id) } } }));
    }
    return { kind: "done" };
  },
});

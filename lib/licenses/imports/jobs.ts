import { z } from "zod";
import { database } from "../../db/client";
import { defineJob } from "../../jobs/define";
import { jobKind } from "../../jobs/kind";
import { addSeconds } from "../../kernel/clock";
import { WORK_THROUGH } from "./schema";
import { workImport } from "./work-import";

export const workThroughImport = defineJob({ job: WORK_THROUGH, handle: (ctx, { importId }) => workImport(ctx, importId) });

const DAY_SECONDS = 24 * 3600;
const KEPT_DAYS = { preview: 1, done: 90 };
const AT_ONCE = 20;

/** Takes away files with everybody on them: soon where nobody confirmed them, and when their results are old news. */
export const sweepImports = defineJob({
  job: jobKind("licenses.sweep-imports", z.object({})),
  schedule: "41 * * * *",
  handle: async (ctx) => {
    const before = (days: number): Date => addSeconds(ctx.now, -days * DAY_SECONDS);
    const over = { OR: [{ state: { in: ["preview", "discarded"] }, createdAt: { lt: before(KEPT_DAYS.preview) } }, { state: "done", finishedAt: { lt: before(KEPT_DAYS.done) } }] };
    const imports = await database().licenseImport.findMany({ where: over, orderBy: { id: "asc" }, take: AT_ONCE, select: { id: true } });
    for (const { id } of imports) {
      if (ctx.signal.aborted) break;
      await ctx.fenced(async ({ tx }) => {
        // Between the look and this somebody may have confirmed it.
        if ((await tx.licenseImport.count({ where: { id, ...over } })) === 0) return;
        await tx.licenseInvitation.updateMany({ where: { importId: id }, data: { importId: null } });
        await tx.licenseImport.delete({ where: { id }, select: { id: true } });
      });
    }
    return imports.length === AT_ONCE ? { kind: "again", at: ctx.now } : { kind: "done" };
  },
});

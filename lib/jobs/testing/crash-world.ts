import { z } from "zod";
import { recordAudit } from "../../auth/audit";
import { defineJob } from "../define";
import { jobKind } from "../kind";

/** Long enough for a kill to fall between any two steps of a job, short enough for thousands of them. */
const LONGEST_WORK_MILLISECONDS = 8;

export const COUNTED = jobKind("test.counted", z.object({ publisherId: z.int(), number: z.int() }));

/** A job with one effect that can be counted, and one call to the outside, which a crash may repeat. */
export function countedJob(call: (number: number) => Promise<void>) {
  return defineJob({
    job: COUNTED,
    // More than any of them can be killed.
    maxFailures: 50,
    handle: async (_, { publisherId, number }) => {
      await call(number);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_WORK_MILLISECONDS));
      return { kind: "done", effect: async (writing) => recordAudit(writing, { type: "JobRetried", publisherId, subject: String(number) }) };
    },
  });
}

import { z } from "zod";
import { defineJob } from "../jobs/define";
import { jobKind } from "../jobs/kind";
import { addSeconds } from "../kernel/clock";
import { listConfigurationsInUse } from "../offers/technical-configurations";
import { askForReconciliation, RECONCILE } from "./ask-for-reconciliation";
import { followChange } from "./own-changes/follow";
import { FOLLOW_CHANGE } from "./own-changes/schema";
import { reconcile } from "./reconcile";

/** After so many the next hour's comparison is waited for; the staff knows by then. */
const ATTEMPTS = 3;
const PAUSE_SECONDS = 120;

/**
 * A fault of Microsoft's does not make the job fail: the comparison keeps it itself, and calls the staff, also where it
 * was started by hand.
 */
export const reconcileSubscriptions = defineJob({
  job: RECONCILE,
  maxFailures: ATTEMPTS,
  timeoutSeconds: 1800,
  handle: async (ctx, { technicalConfigurationId }) => {
    const outcome = await reconcile(ctx, { technicalConfigurationId, signal: ctx.signal });
    switch (outcome.kind) {
      case "done":
        return { kind: "done" };
      case "busy":
        // What is in its way is this job's own earlier attempt, whose worker died.
        return outcome.correlationId === ctx.correlationId ? { kind: "again", at: outcome.freeAt } : { kind: "done" };
      case "failed":
        return ctx.attempt < ATTEMPTS ? { kind: "again", at: addSeconds(ctx.now, PAUSE_SECONDS * ctx.attempt) } : { kind: "done" };
    }
  },
});

/** Every hour, at a time when not everybody else asks Microsoft too. */
export const reconcileHourly = defineJob({
  job: jobKind("subscriptions.reconcile-hourly", z.object({})),
  schedule: "17 * * * *",
  handle: async () => {
    const configurations = await listConfigurationsInUse();
    return {
      kind: "done",
      effect: async (writing) => {
        for (const configuration of configurations) await askForReconciliation(writing, configuration);
      },
    };
  },
});

/** Sees a change that a customer asked for here to its end, also where nobody looks any more. */
export const followChanges = defineJob({ job: FOLLOW_CHANGE, maxFailures: 40, timeoutSeconds: 300, handle: followChange });

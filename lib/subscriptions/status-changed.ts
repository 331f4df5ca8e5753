import { z } from "zod";
import { jobKind } from "../jobs/kind";

/** Asked for when Microsoft calls a subscription by another status while its activation is open: activations see to it. */
export const STATUS_CHANGED = jobKind("subscriptions.status-changed", z.object({ subscriptionId: z.guid() }));

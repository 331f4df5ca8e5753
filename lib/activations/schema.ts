import { z } from "zod";
import { jobKind } from "../jobs/kind";

/**
 * requested: somebody confirmed, Microsoft has not answered yet (or could not be reached).
 * accepted: Microsoft took the request; Subscribed comes minutes later, or Unsubscribed (docs/marketplace/fulfillment.md).
 * subscribed, failed: how it ended. refused: Microsoft said no to the request itself.
 */
export const ACTIVATION_STATES = ["requested", "accepted", "subscribed", "refused", "failed"] as const;
export type ActivationState = (typeof ACTIVATION_STATES)[number];

/** What the order form sends. */
export const activationInput = z.object({
  subscriptionId: z.guid().transform((id) => id.toLowerCase()),
  contactEmail: z.email().max(320),
});
export type ActivationInput = z.infer<typeof activationInput>;

/** Follows one attempt at an activation to its end, also when nobody looks any more. */
export const FOLLOW_ACTIVATION = jobKind("activation.follow", z.object({ activationId: z.int(), attempt: z.int() }));

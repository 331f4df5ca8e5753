import { z } from "zod";
import { jobKind } from "../jobs/kind";

/**
 * handed-over: somebody confirmed, and the publisher's own system was given it to set up (docs/marketplace/hand-off.md).
 * reported-failed: that system said that it could not; the staff decides.
 * refusing: the staff refused it; Microsoft is asked to end it.
 * requested: somebody confirmed, Microsoft has not answered yet (or could not be reached).
 * accepted: Microsoft took the request; Subscribed comes minutes later, or Unsubscribed (docs/marketplace/fulfillment.md).
 * subscribed, failed: how it ended. refused: Microsoft said no to the request itself.
 */
export const ACTIVATION_STATES = ["handed-over", "reported-failed", "refusing", "requested", "accepted", "subscribed", "refused", "failed"] as const;
export type ActivationState = (typeof ACTIVATION_STATES)[number];

/** Words of ours in `problem`, beside those that Microsoft's refusals have. */
export const PROBLEMS = {
  /** The offer's activations go to a system of the publisher's whose address is not set. */
  noEndpoint: "no-endpoint",
  /** The publisher's system could not set it up; `problemDetail` is for the customer. */
  publisherFailed: "publisher-failed",
  /** The publisher's system has it for longer than the offer gives it, and the staff was called. */
  late: "late",
  /** The staff refused it; `problemDetail` is for the customer. */
  refusedByPublisher: "refused-by-publisher",
  /** The staff refused it, and Microsoft did not end it. */
  cancelNotTaken: "cancel-not-taken",
} as const;

/** What the order form sends. */
export const activationInput = z.object({
  subscriptionId: z.guid().transform((id) => id.toLowerCase()),
  contactEmail: z.email().max(320),
});
export type ActivationInput = z.infer<typeof activationInput>;

/** Follows one attempt at an activation to its end, also when nobody looks any more. */
export const FOLLOW_ACTIVATION = jobKind("activation.follow", z.object({ activationId: z.int(), attempt: z.int() }));

/** There is one such job for each attempt. */
export function followKey(activationId: number, attempt: number): string {
  return `${FOLLOW_ACTIVATION.name}:${activationId}:${attempt}`;
}

import { z } from "zod";
import { jobKind } from "../../jobs/kind";

/** How a token ended. Null while it may be used; late is what has expired before. */
export const TOKEN_OUTCOMES = ["succeeded", "failed", "revoked"] as const;
export type TokenOutcome = (typeof TOKEN_OUTCOMES)[number];

/** So long the publisher's system may take; Microsoft may cancel what is not active after 30 days. */
export const TOKEN_DAYS = 30;

/** The header that carries the token, on the way to the publisher's system and back. */
export const TOKEN_HEADER = "MarketplaceToken";

const LONGEST_MESSAGE = 1000;

/** What the publisher's system says of one activation. */
export const completion = z
  .strictObject({
    result: z.enum(["succeeded", "failed"]).meta({ description: "succeeded: the portal activates the subscription at Microsoft, and the billing begins. failed: it stays pending, nobody is billed, and your staff decides." }),
    message: z.string().trim().min(1).max(LONGEST_MESSAGE).optional().meta({ description: "What the customer is told of a failure, as plain text. Needed with failed." }),
  })
  .refine(({ result, message }) => result === "succeeded" || message !== undefined, { path: ["message"], message: "a failure needs a message for the customer" })
  .meta({ id: "ActivationResult", description: "How setting up a subscription went." });
export type Completion = z.output<typeof completion>;

/** What a member decides about an activation that the publisher's system has not finished. */
export const decisionInput = z.object({
  subscriptionId: z.guid().transform((id) => id.toLowerCase()),
  /** The version of the activation that they saw: who is late changes nothing. */
  seen: z.int(),
});
export type DecisionInput = z.infer<typeof decisionInput>;

export const refusalInput = decisionInput.extend({ reason: z.string().trim().max(LONGEST_MESSAGE).transform((reason) => reason || null) });
export type RefusalInput = z.infer<typeof refusalInput>;

/** Calls the staff when the publisher's system has not finished in time, and again when its token has expired. */
export const WATCH_HAND_OVER = jobKind("activation.watch-hand-over", z.object({ activationId: z.int(), tokenId: z.int() }));

/** Ends at Microsoft what the staff refused. look: Microsoft took the cancellation, as this operation. */
export const REFUSE_ACTIVATION = jobKind("activation.refuse", z.object({ activationId: z.int(), operationId: z.guid().optional() }));

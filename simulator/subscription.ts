import { z } from "zod";

const partySchema = z.object({
  emailId: z.string().nullable(),
  objectId: z.string().nullable(),
  tenantId: z.string().nullable(),
  puid: z.string().nullable(),
});
export type Party = z.infer<typeof partySchema>;

export const TERM_UNITS = ["P1M", "P1Y", "P2Y", "P3Y", "P4Y", "P5Y"] as const;

/** A subscription as the simulator keeps it. */
export const subscriptionSchema = z.object({
  id: z.string(),
  name: z.string(),
  publisherId: z.string(),
  offerId: z.string(),
  planId: z.string(),
  /** null on a flat plan. */
  quantity: z.number().nullable(),
  beneficiary: partySchema,
  purchaser: partySchema,
  termUnit: z.string(),
  startDate: z.string().nullable(),
  endDate: z.string().nullable(),
  autoRenew: z.boolean(),
  isFreeTrial: z.boolean(),
  csp: z.boolean(),
  status: z.enum(["PendingFulfillmentStart", "Subscribed", "Suspended", "Unsubscribed"]),
  /** Since when, on the movable clock. */
  suspendedAt: z.number().nullable().default(null),
  created: z.string(),
  /** When, on the movable clock, an accepted activation takes effect, and how it ends. */
  activation: z.object({ effectiveAt: z.number(), outcome: z.enum(["Subscribed", "Unsubscribed"]) }).nullable(),
  activationFails: z.boolean(),
});
export type Subscription = z.infer<typeof subscriptionSchema>;

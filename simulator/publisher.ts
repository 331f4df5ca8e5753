import { z } from "zod";

const planSchema = z.object({
  planId: z.string(),
  displayName: z.string(),
  description: z.string(),
  isPricePerSeat: z.boolean(),
  isStopSell: z.boolean(),
  isPrivate: z.boolean(),
  /** Tenants that a private plan is sold to. */
  audience: z.array(z.string()).default([]),
  hasFreeTrials: z.boolean(),
  minQuantity: z.number().nullable(),
  maxQuantity: z.number().nullable(),
  terms: z.array(z.object({ termUnit: z.string(), termDescription: z.string(), price: z.number(), currency: z.string() })),
});
export type Plan = z.infer<typeof planSchema>;

const offerSchema = z.object({
  offerId: z.string(),
  name: z.string(),
  summary: z.string(),
  landingUrl: z.string(),
  plans: z.array(planSchema),
});
export type Offer = z.infer<typeof offerSchema>;

/** A publisher as the simulator keeps it: its offers, and its application at Entra. */
export const publisherSchema = z.object({
  publisherId: z.string(),
  name: z.string(),
  tenantId: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  secretExpired: z.boolean(),
  offers: z.array(offerSchema),
});
export type Publisher = z.infer<typeof publisherSchema>;

import { z } from "zod";
import { ACTIONS } from "../operations/operation";
import { TOKEN_VERSIONS, webhookSettingsSchema } from "./settings";

/** One call that is still to be made, or to be made again. */
export const deliverySchema = z.object({
  id: z.string(),
  operationId: z.string(),
  subscriptionId: z.string(),
  offerId: z.string(),
  action: z.enum(ACTIONS),
  body: z.record(z.string(), z.unknown()),
  /** null: it was not tried yet. */
  firstTriedAt: z.number().nullable(),
  nextAt: z.number(),
  tries: z.number(),
  /** Waits for another call to overtake it. */
  isHeld: z.boolean(),
  /** Was delayed or held already. */
  hasWaited: z.boolean(),
});
export type Delivery = z.infer<typeof deliverySchema>;

/** What is kept about webhooks between starts. */
export const webhooksSchema = z.object({
  /** By offer; null: none, whatever the environment says. */
  urls: z.record(z.string(), z.string().nullable()).default({}),
  /** By publisher, as its application at Entra wants them; left out: v1. */
  tokens: z.record(z.string(), z.enum(TOKEN_VERSIONS)).default({}),
  settings: webhookSettingsSchema.prefault({}),
  deliveries: z.array(deliverySchema).default([]),
});
export type Webhooks = z.infer<typeof webhooksSchema>;

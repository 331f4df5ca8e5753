import { z } from "zod";
import type { Store } from "../state";

const HOUR_MS = 3600_000;
const milliseconds = z.number().int().min(0);

/** How Microsoft's side of the connection webhook behaves. Times are of the movable clock, but for the wait for an answer. */
export const webhookSettingsSchema = z.object({
  windowMs: milliseconds.default(10_000),
  /** What the window is counted from: the first try, or the answer that took the call. */
  silence: z.enum(["from-sending", "from-acceptance"]).default("from-sending"),
  /** How long a change of the publisher's own stays NotStarted and, where no webhook is called, InProgress. */
  ownChangeMs: milliseconds.default(1000),
  /** How long a cancellation of the publisher's own, once begun, is InProgress. */
  ownEndMs: milliseconds.default(0),
  /** How many of the publisher's own changes, from now on, begin and then fail, with these words. */
  ownChangesThatFail: z.number().int().min(0).default(0),
  ownChangeFailure: z.string().default("The billing account could not be charged."),
  /** How long after each change Get Subscription and the list still show what was before; what happened without a lag, they show at once. */
  subscriptionLagMs: milliseconds.default(0),
  /** Whether a refusal is followed by a call that says that all is as it was. */
  echo: z.boolean().default(true),
  /** When the call comes that says that somebody subscribes: once only, and perhaps before anything runs. */
  subscribe: z.enum(["on-activation", "at-purchase", "never"]).default("on-activation"),
  /** Whether Get Operation knows what was only told. */
  toldOperations: z.enum(["known", "unknown"]).default("known"),
  unknownOperationStatus: z.union([z.literal(404), z.literal(400)]).default(404),
  answerTimeoutMs: milliseconds.default(15_000),
  retryAfterMs: milliseconds.default(1000),
  retryAtMostMs: milliseconds.default((8 * HOUR_MS) / 500),
  tries: z.number().int().positive().default(500),
  withinMs: milliseconds.default(8 * HOUR_MS),
  /** Whether the calls about one subscription wait for each other. */
  inOrder: z.boolean().default(true),
  atOnce: z.number().int().positive().default(64),
});
export type WebhookSettings = z.infer<typeof webhookSettingsSchema>;

export const TOKEN_VERSIONS = ["v1", "v2"] as const;

/** Where the calls of an offer go, also one in preview; null: it has no webhook, and time alone changes nothing about what is sold of it. */
export function webhookUrlOf({ state, webhookUrl }: Store, offerId: string): string | null {
  const id = offerId.replace(/-preview$/, "");
  const chosen = Object.hasOwn(state.webhooks.urls, id) ? state.webhooks.urls[id] : undefined;
  return chosen === undefined ? (webhookUrl?.replaceAll("{offerId}", id) ?? null) : chosen;
}

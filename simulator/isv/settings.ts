import { Webhook } from "standardwebhooks";
import { z } from "zod";

export const PATHS = ["activations", "log", "changes"] as const;
export type Path = (typeof PATHS)[number];

export const KINDS = ["healthy", "slow", "broken", "dead", "hanging", "redirecting", "huge", "gone"] as const;
export type Kind = (typeof KINDS)[number];

const behaviourSchema = z.strictObject({
  kind: z.enum(KINDS).default("healthy"),
  /** How long `slow` thinks. */
  delayMs: z.number().int().min(0).max(600_000).default(3000),
  /** What `broken` answers. */
  status: z.number().int().min(400).max(599).default(500),
  /** Where `redirecting` leads: by default to where clouds tell secrets. */
  location: z.string().min(1).max(2000).regex(/^[\x21-\x7e]*$/, "it is not an address").default("http://169.254.169.254/latest/meta-data/"),
  /** How many messages it meets before all is well again; left out: all of them. */
  times: z.number().int().positive().optional(),
  /** How far its clock is ahead; negative: behind. */
  skewSeconds: z.number().int().min(-86_400).max(86_400).default(0),
});
export type Behaviour = z.infer<typeof behaviourSchema>;

/** As a word, where the rest is as usual. */
const givenBehaviourSchema = z.union([z.enum(KINDS).transform((kind) => behaviourSchema.parse({ kind })), behaviourSchema]);

/** How the publisher's back end behaves, by the path that is called, and what it decides. */
export const isvSettingsSchema = z.strictObject({
  activations: givenBehaviourSchema.prefault("healthy"),
  log: givenBehaviourSchema.prefault("healthy"),
  changes: givenBehaviourSchema.prefault("healthy"),
  finish: z.enum(["by hand", "succeeded", "failed"]).default("by hand"),
  finishDelayMs: z.number().int().min(0).max(600_000).default(0),
  /** What the customer is told of an activation that failed. */
  finishMessage: z.string().max(10_000).default("The workspace could not be set up."),
  decision: z.enum(["accept", "refuse"]).default("accept"),
  reason: z.string().max(10_000).default(""),
});
export type IsvSettings = z.infer<typeof isvSettingsSchema>;

const secretSchema = z.string().trim().refine(isSecret, "it is no secret of Standard Webhooks (whsec_…)");

/** By offer, or "*" for every offer: all of them are good, as during a rotation. */
export const secretsSchema = z.record(z.string().min(1), z.union([secretSchema.transform((one) => [one]), z.array(secretSchema).max(20)]));
export type Secrets = z.infer<typeof secretsSchema>;

export const isvSchema = z.object({ settings: isvSettingsSchema.prefault({}), secrets: secretsSchema.default({}) });
export type IsvState = z.infer<typeof isvSchema>;

/** What stands at a path that is as it should be. */
export const HEALTHY = behaviourSchema.parse({});

function isSecret(text: string): boolean {
  try {
    return new Webhook(text) instanceof Webhook;
  } catch {
    return false;
  }
}

import { z } from "zod";

export const ACTIONS = ["ChangePlan", "ChangeQuantity", "Reinstate", "Renew", "Suspend", "Unsubscribe", "Subscribe"] as const;
export type Action = (typeof ACTIONS)[number];

/** What the publisher is asked about before it happens; the rest has happened when it is told. */
export const ACKABLE: readonly Action[] = ["ChangePlan", "ChangeQuantity", "Reinstate"];

/** An operation on a subscription as the simulator keeps it. */
export const operationSchema = z.object({
  id: z.string(),
  activityId: z.string(),
  subscriptionId: z.string(),
  action: z.enum(ACTIONS),
  source: z.enum(["Azure", "Partner"]),
  status: z.enum(["NotStarted", "InProgress", "Succeeded", "Failed", "Conflict"]),
  /** What it leads to. */
  planId: z.string(),
  quantity: z.number().nullable(),
  timeStamp: z.string(),
  /** When, on the movable clock, a change of the publisher's own begins. */
  startsAt: z.number().nullable(),
  /** When silence becomes consent; null while nobody was asked. */
  silentUntil: z.number().nullable(),
  /** Tells after a refusal that all is as it was. */
  isEcho: z.boolean(),
  errorStatusCode: z.string(),
  errorMessage: z.string(),
});
export type Operation = z.infer<typeof operationSchema>;

export function isOpen({ status }: Operation): boolean {
  return status === "NotStarted" || status === "InProgress";
}

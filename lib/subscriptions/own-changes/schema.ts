import { z } from "zod";
import { jobKind } from "../../jobs/kind";
import { guid } from "../../kernel/ids";

/**
 * requested: a manager confirmed, Microsoft has not answered yet (or could not be reached).
 * accepted: Microsoft took the change; it is made later, or fails (docs/marketplace/own-changes.md).
 * succeeded, failed: how it ended. refused: Microsoft said no to the request itself.
 */
export const CHANGE_STATES = ["requested", "accepted", "succeeded", "failed", "refused"] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];

/** As the marketplace calls what a manager can ask for. */
export const CHANGE_ACTIONS = ["ChangePlan", "ChangeQuantity", "Unsubscribe"] as const;
export type ChangeAction = (typeof CHANGE_ACTIONS)[number];

/** More than Microsoft takes. */
const MOST_SEATS = 1_000_000;

export const seatsAsked = z.coerce.number().int().min(1).max(MOST_SEATS);
export const planAsked = z.string().trim().min(1).max(100);

/** What a manager asks for. */
export const changeAsked = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("plan"), planId: planAsked }),
  z.object({ kind: z.literal("quantity"), quantity: seatsAsked }),
  z.object({ kind: z.literal("cancel") }),
]);
export type Change = z.output<typeof changeAsked>;

/** `seen`: what the subscription was when it was confirmed; left out: whatever it is. */
export const changeInput = z.object({ subscriptionId: guid, change: changeAsked, seen: z.object({ planId: planAsked, quantity: z.coerce.number().int() }).optional() });
export type ChangeInput = z.output<typeof changeInput>;

export function actionOf({ kind }: Change): ChangeAction {
  if (kind === "plan") return "ChangePlan";
  return kind === "quantity" ? "ChangeQuantity" : "Unsubscribe";
}

/**
 * Why a change that was asked for was not made. refused, locked, not-set-up: Microsoft did not take it. failed, conflict:
 * it took it, and did not make it. unknown: it took it, knows it no longer, and the subscription shows nothing of it; while
 * the change is open: the last look found it unknown. overtaken: something else has happened to the subscription. unreachable: given up.
 */
export const CHANGE_PROBLEMS = ["refused", "locked", "not-set-up", "failed", "conflict", "unknown", "overtaken", "unreachable"] as const;
export type ChangeProblem = (typeof CHANGE_PROBLEMS)[number];

/** call: sees to it that the call is made and its answer kept. look: asks how far it is. show: waits until the subscription shows it. */
export const FOLLOW_CHANGE = jobKind("subscriptions.follow-change", z.object({ changeRequestId: z.int(), stage: z.enum(["call", "look", "show"]) }));

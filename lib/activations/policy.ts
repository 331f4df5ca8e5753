import { isPending } from "../subscriptions/pending";
import { PROBLEMS, type ActivationState } from "./schema";

/** What the staff can decide about an activation. */
export const DECISIONS = ["retry", "finish", "refuse"] as const;
export type Decision = (typeof DECISIONS)[number];

const OPEN_TO: Readonly<Record<ActivationState, readonly Decision[]>> = {
  "handed-over": ["retry", "finish", "refuse"],
  "reported-failed": ["retry", "finish", "refuse"],
  // Microsoft said no, and the customer may confirm again: what was set up is set up.
  refused: ["finish", "refuse"],
  refusing: [],
  requested: [],
  accepted: [],
  subscribed: [],
  failed: [],
};

const OPEN_TO_STANDSTILL: readonly Decision[] = ["finish", "refuse"];

/** Which decisions are open at an activation of a subscription with this status of Microsoft's. */
export function decisionsAt(state: string, status: string, { standsStill = false }: { readonly standsStill?: boolean } = {}): readonly Decision[] {
  if (standsStill && isPending(status)) return OPEN_TO_STANDSTILL;
  return isPending(status) ? (Object.entries(OPEN_TO).find(([each]) => each === state)?.[1] ?? []) : [];
}

/** When the publisher's system is late with it; null where it was never given it. */
export function deadlineOf({ handedOverAt }: { readonly handedOverAt: Date | null }, deadlineMinutes: number): Date | null {
  return handedOverAt && new Date(handedOverAt.getTime() + deadlineMinutes * 60_000);
}

/** What a customer is shown of an activation that is under way. */
export const PROGRESS = ["setting-up", "late", "set-up-failed", "refusing", "activating", "over"] as const;
export type Progress = (typeof PROGRESS)[number];

/**
 * How far an activation is, as its customer is told; `over` where Microsoft's status says that there is no more to wait for.
 * `late` says that the publisher was told, so it is what the watch has noted, not what the clock says.
 */
export function progressOf(activation: { readonly state: string; readonly handedOverAt: Date | null; readonly problem: string | null } | null, status: string): Progress {
  if (!isPending(status)) return "over";
  switch (activation?.state) {
    case "handed-over":
      return activation.problem === PROBLEMS.late ? "late" : "setting-up";
    case "requested":
      return activation.handedOverAt === null ? "activating" : "setting-up";
    case "reported-failed":
      return "set-up-failed";
    case "refusing":
      return "refusing";
    default:
      return "activating";
  }
}

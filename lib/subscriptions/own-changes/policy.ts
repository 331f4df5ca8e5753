import type { ChangeRules } from "../../offers/change-rules";
import { decideChange, type BrokenRule } from "../policy";
import type { Change } from "./schema";

/** A plan that this customer may have, as far as its limits go. */
export interface OfferedPlan {
  readonly planId: string;
  readonly isPricePerSeat: boolean;
  readonly isStopSell: boolean;
  readonly minQuantity: number | null;
  readonly maxQuantity: number | null;
}

/** All that a change is judged by. */
export interface ChangeBasis {
  readonly status: string;
  readonly planId: string;
  readonly quantity: number;
  readonly perSeat: boolean;
  readonly allowedCustomerOperations: readonly string[];
  /** Bought by a reseller for the customer. */
  readonly resold: boolean;
  /** Seats that somebody has, or is invited to. */
  readonly takenSeats: number;
  readonly rules: ChangeRules;
  /** What Microsoft offers this customer; null: it does not say. */
  readonly offered: readonly OfferedPlan[] | null;
}

/** Who can do what this customer may not do here. */
export type WhoCan = "reseller" | "microsoft";

export type Verdict =
  | { readonly kind: "possible" }
  | { readonly kind: "not-allowed"; readonly whoCan: WhoCan }
  | { readonly kind: "wrong-state" }
  | { readonly kind: "same" }
  | { readonly kind: "out-of-range"; readonly min: number; readonly max: number | null }
  | { readonly kind: "plan-not-available" }
  | { readonly kind: "below-assigned"; readonly tooMany: number }
  /** The publisher does not want it. */
  | { readonly kind: "refused"; readonly broken: Exclude<BrokenRule, { rule: "assigned" }>; readonly reason: string }
  /** Microsoft did not say what is on offer. */
  | { readonly kind: "unavailable" };

const POSSIBLE: Verdict = { kind: "possible" };

/** Whether a change can be asked for at Microsoft, by all that is known before: what it would refuse is not sent, nor what the publisher's rules are against. */
export function judgeChange(change: Change, basis: ChangeBasis): Verdict {
  const needed = change.kind === "cancel" ? "Delete" : "Update";
  if (!basis.allowedCustomerOperations.includes(needed)) return { kind: "not-allowed", whoCan: basis.resold ? "reseller" : "microsoft" };
  const isRunning = basis.status === "Subscribed" || (change.kind === "cancel" && basis.status === "Suspended");
  if (!isRunning) return { kind: "wrong-state" };
  switch (change.kind) {
    case "cancel":
      return POSSIBLE;
    case "plan":
      return judgePlan(change.planId, basis);
    case "quantity":
      return judgeSeats(change.quantity, basis);
  }
}

function judgePlan(planId: string, basis: ChangeBasis): Verdict {
  if (same(planId, basis.planId)) return { kind: "same" };
  if (basis.offered === null) return { kind: "unavailable" };
  const plan = choicesAmong(basis).find((each) => same(each.planId, planId));
  if (plan === undefined) return { kind: "plan-not-available" };
  const limits = plan.isPricePerSeat ? limitsOf(plan, basis.rules) : null;
  if (limits && basis.perSeat && isOutside(basis.quantity, limits)) return { kind: "out-of-range", ...limits };
  return byRules("ChangePlan", { planId: plan.planId, quantity: basis.quantity }, basis);
}

function judgeSeats(quantity: number, basis: ChangeBasis): Verdict {
  if (!basis.perSeat) return { kind: "out-of-range", min: 1, max: 1 };
  if (quantity === basis.quantity) return { kind: "same" };
  const limits = seatLimits(basis);
  if (isOutside(quantity, limits)) return { kind: "out-of-range", ...limits };
  if (quantity < basis.quantity && quantity < basis.takenSeats && basis.rules.overAssignment === "refuse") return { kind: "below-assigned", tooMany: basis.takenSeats - quantity };
  // What Microsoft does not say it may refuse: nobody is told that it can be done.
  if (basis.offered === null) return { kind: "unavailable" };
  return byRules("ChangeQuantity", { planId: basis.planId, quantity }, basis);
}

function byRules(action: "ChangePlan" | "ChangeQuantity", to: { planId: string; quantity: number }, { planId, quantity, takenSeats, rules }: ChangeBasis): Verdict {
  const decision = decideChange({ action, from: { planId, quantity }, to, assignedSeats: takenSeats }, rules);
  if (decision.kind === "accept") return POSSIBLE;
  const { broken, reason } = decision;
  return broken.rule === "assigned" ? { kind: "below-assigned", tooMany: broken.tooMany } : { kind: "refused", broken, reason };
}

/** The plans that one can change to from here: none that is not sold any more, not the present one, and what the publisher's rules leave. */
export function choicesAmong<Plan extends OfferedPlan>({ offered, planId, rules }: { readonly offered: readonly Plan[] | null; readonly planId: string; readonly rules: ChangeRules }): Plan[] {
  const allowed = rules.plans.find((plan) => same(plan.planId, planId))?.changesTo ?? null;
  return (offered ?? []).filter((plan) => !plan.isStopSell && !same(plan.planId, planId) && (allowed === null || allowed.some((each) => same(each, plan.planId))));
}

export interface SeatLimits {
  readonly min: number;
  readonly max: number | null;
}

/** The fewest and the most seats of the present plan. */
export function seatLimits({ offered, planId, rules }: Pick<ChangeBasis, "offered" | "planId" | "rules">): SeatLimits {
  const plan = offered?.find((each) => same(each.planId, planId));
  return limitsOf(plan ?? { planId, minQuantity: null, maxQuantity: null }, rules);
}

/** Microsoft's limits and the publisher's: the narrower ones count. */
function limitsOf({ planId, minQuantity, maxQuantity }: Pick<OfferedPlan, "planId" | "minQuantity" | "maxQuantity">, { plans }: ChangeRules): SeatLimits {
  const rules = plans.find((plan) => same(plan.planId, planId));
  const most = [maxQuantity, rules?.maxSeats ?? null].filter((each) => each !== null && each > 0);
  return { min: Math.max(1, minQuantity ?? 1, rules?.minSeats ?? 1), max: most.length === 0 ? null : Math.min(...most.map(Number)) };
}

function isOutside(seats: number, { min, max }: SeatLimits): boolean {
  return seats < min || (max !== null && seats > max);
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

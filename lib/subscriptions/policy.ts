import type { ChangeRules, PlanRules } from "../offers/change-rules";
import { isSetUpFailed, isUnderWay, type ActivationStanding } from "./activation-standing";
import type { SubscriptionState } from "./schema";
import type { Visitor } from "./visitor";

/**
 * Where a subscription stands: Microsoft's status, and for a pending one how far its activation is.
 * @param status as Microsoft spells it; an unheard-of word is `unknown`.
 * @param activation null: there is none, or nobody asks how far it is.
 */
export function stateOf(status: string, activation: ActivationStanding | null): SubscriptionState {
  switch (status) {
    case "PendingFulfillmentStart":
    case "NotStarted":
      if (isUnderWay(activation)) return "activating";
      return isSetUpFailed(activation) ? "set-up-failed" : "pending";
    case "Subscribed":
      return "subscribed";
    case "Suspended":
      return "suspended";
    case "Unsubscribed":
      return "unsubscribed";
    default:
      return "unknown";
  }
}


/** What a visitor is shown: the order to confirm, its progress, the manage page, or an explanation. */
export const VIEWS = ["order", "progress", "manage", "ended", "ask-colleague", "sign-in-as-guest", "wrong-account"] as const;
export type View = (typeof VIEWS)[number];

/** One cell: what the visitor sees, whether they may activate, whether arriving makes them a manager. */
export interface Rights {
  readonly view: View;
  readonly mayActivate: boolean;
  readonly becomesManager: boolean;
}

type Row = Readonly<Record<SubscriptionState, Rights>>;

const cell = (view: View, mayActivate = false, becomesManager = false): Rights => ({ view, mayActivate, becomesManager });

/** Those whom the purchase is for: they activate it, and manage it from the start. */
const OWN: Row = {
  pending: cell("order", true, true),
  activating: cell("progress", false, true),
  "set-up-failed": cell("progress", false, true),
  subscribed: cell("manage", false, true),
  suspended: cell("manage", false, true),
  unsubscribed: cell("ended"),
  unknown: cell("manage", false, true),
};

/** The reseller's staff set a purchase up for their customer, without becoming part of that organisation. */
const RESELLER: Row = {
  pending: cell("order", true),
  activating: cell("progress"),
  "set-up-failed": cell("progress"),
  subscribed: cell("manage"),
  suspended: cell("manage"),
  unsubscribed: cell("ended"),
  unknown: cell("manage"),
};

/** Activation starts the billing: it is left to those whom the purchase names. */
const COLLEAGUE: Row = {
  pending: cell("ask-colleague"),
  activating: cell("progress"),
  "set-up-failed": cell("progress"),
  subscribed: cell("manage"),
  suspended: cell("manage"),
  unsubscribed: cell("ended"),
  unknown: cell("manage"),
};

function everywhere(view: View): Row {
  const same = cell(view);
  return { pending: same, activating: same, "set-up-failed": same, subscribed: same, suspended: same, unsubscribed: same, unknown: same };
}

/** The one table of visitor × state (docs/marketplace/landing.md). */
const TABLE: Readonly<Record<Visitor, Row>> = {
  beneficiary: OWN,
  purchaser: OWN,
  "personal-account": OWN,
  claimant: OWN,
  reseller: RESELLER,
  colleague: COLLEAGUE,
  guest: everywhere("sign-in-as-guest"),
  stranger: everywhere("wrong-account"),
};

/** What this visitor sees and may do at a subscription in this state. */
export function rightsOf(visitor: Visitor, state: SubscriptionState): Rights {
  return TABLE[visitor][state];
}

/** Plan and seats; null where nobody says. A flat plan has one seat. */
export interface PlanAndSeats {
  readonly planId: string | null;
  readonly quantity: number | null;
}

/** A change that Microsoft asks about, and what it is decided from. */
export interface ChangeAsked {
  readonly action: "ChangePlan" | "ChangeQuantity";
  readonly from: PlanAndSeats;
  readonly to: PlanAndSeats;
  /** Seats that somebody has. */
  readonly assignedSeats: number;
}

export type ChangeDecision =
  | { readonly kind: "accept"; /** Nothing is left to be asked: the publisher's system is not. */ readonly isSettled: boolean; readonly reason: string }
  | { readonly kind: "refuse"; readonly reason: string };

/** Which rule is against a change: pages tell it in the reader's language. */
export type BrokenRule =
  | { readonly rule: "path" | "upgrade" | "downgrade" | "more-seats" | "fewer-seats" }
  | { readonly rule: "fewest" | "most"; readonly seats: number }
  | { readonly rule: "assigned"; readonly tooMany: number };

/** What the rules say, with the one that is against it; `reason` is for the staff and the log. */
export type RuleDecision = Extract<ChangeDecision, { kind: "accept" }> | { readonly kind: "refuse"; readonly reason: string; readonly broken: BrokenRule };

const accept = (reason: string, isSettled = false): RuleDecision => ({ kind: "accept", isSettled, reason });
const refuse = (broken: BrokenRule, reason: string): RuleDecision => ({ kind: "refuse", reason, broken });

/**
 * Whether a customer may make a change, by the rules of the offer and what is known here. What no rule forbids is
 * accepted (docs/marketplace/changes.md).
 */
export function decideChange(asked: ChangeAsked, rules: ChangeRules): RuleDecision {
  return asked.action === "ChangePlan" ? decidePlan(asked, rules) : decideSeats(asked, rules);
}

function decidePlan({ from, to, assignedSeats }: ChangeAsked, rules: ChangeRules): RuleDecision {
  if (to.planId === null) return accept("The call does not say to which plan.");
  if (from.planId !== null && same(from.planId, to.planId)) return accept("It is on this plan: nothing changes.", true);
  const before = planOf(rules, from.planId);
  const after = planOf(rules, to.planId);
  if (before?.changesTo && !before.changesTo.some((each) => same(each, to.planId ?? ""))) return refuse({ rule: "path" }, `From ${before.planId} one cannot change to ${to.planId}.`);
  const isUp = compareLevels(before, after);
  if (isUp === true && rules.planUpgrades === "refuse") return refuse({ rule: "upgrade" }, "Upgrades are not made here.");
  if (isUp === false && rules.planDowngrades === "refuse") return refuse({ rule: "downgrade" }, "Downgrades are not made here.");
  // Whether it has seats nobody says of a plan that is not registered: those that are assigned are not put at risk.
  // A flat plan's one seat says nothing of how many people use it.
  const seats = { before: before?.perSeat === false ? null : from.quantity, after: to.quantity, assigned: assignedSeats };
  const fault = after?.perSeat !== false ? whyNotSeats(seats, after, rules) : null;
  if (after === null && fault === null) return accept(`${to.planId} is not registered: no rule says anything about it.`);
  return fault ?? accept("No rule is against it.");
}

function decideSeats({ from, to, assignedSeats }: ChangeAsked, rules: ChangeRules): RuleDecision {
  if (to.quantity === null) return accept("The call does not say how many seats.");
  if (from.quantity === to.quantity) return accept("It has so many seats: nothing changes.", true);
  const fault = whyNotSeats({ before: from.quantity, after: to.quantity, assigned: assignedSeats }, planOf(rules, to.planId ?? from.planId), rules);
  if (fault !== null) return fault;
  if (from.quantity === null) return accept("No rule is against it.");
  const isMore = to.quantity > from.quantity;
  if (isMore && rules.seatIncreases === "refuse") return refuse({ rule: "more-seats" }, "Seats are not added here.");
  if (!isMore && rules.seatDecreases === "refuse") return refuse({ rule: "fewer-seats" }, "Seats are not taken away here.");
  return accept("No rule is against it.");
}

interface SeatChange {
  /** null: nobody knows. */
  readonly before: number | null;
  readonly after: number | null;
  readonly assigned: number;
}

function whyNotSeats({ before, after, assigned }: SeatChange, plan: PlanRules | null, { overAssignment }: ChangeRules): RuleDecision | null {
  if (after === null) return null;
  // Where there are too few seats already, more of them are a way out, and as many make it no worse.
  const isFewer = before === null || after < before;
  if (isFewer && after < assigned && overAssignment === "refuse") return refuse({ rule: "assigned", tooMany: assigned - after }, `${assigned} ${assigned === 1 ? "seat is" : "seats are"} assigned: take ${assigned - after} back first.`);
  if (plan?.minSeats != null && after < plan.minSeats) return refuse({ rule: "fewest", seats: plan.minSeats }, `${plan.planId} has ${plan.minSeats} seats at least.`);
  return plan?.maxSeats != null && after > plan.maxSeats ? refuse({ rule: "most", seats: plan.maxSeats }, `${plan.planId} has ${plan.maxSeats} seats at most.`) : null;
}

/** null: neither up nor down. */
function compareLevels(before: PlanRules | null, after: PlanRules | null): boolean | null {
  const [one, other] = [before?.level ?? null, after?.level ?? null];
  return one === null || other === null || one === other ? null : other > one;
}

function planOf({ plans }: ChangeRules, planId: string | null): PlanRules | null {
  return plans.find((plan) => planId !== null && same(plan.planId, planId)) ?? null;
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

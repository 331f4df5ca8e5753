import type { ActionType } from "../actions/schema";

/** What of a subscription's state makes an action when it becomes another. */
export interface ChangingState {
  /** saasSubscriptionStatus. */
  readonly status: string;
  readonly planId: string;
  readonly quantity: number;
  readonly startDate: Date | null;
  readonly endDate: Date | null;
}

/** One thing that happened at Microsoft, as the difference shows it. */
export interface Change {
  readonly type: ActionType;
  readonly details: Readonly<Record<string, string | number | null>>;
}

/**
 * What happened to a subscription between two states: each difference is one action, whoever noticed it first. The way
 * from pending to Subscribed is none where this portal activates it: the activation has its own.
 */
export function changesBetween(before: ChangingState, after: ChangingState, { isActivatedHere }: { readonly isActivatedHere: boolean }): Change[] {
  const begins = !isActivatedHere && (before.status === "PendingFulfillmentStart" || before.status === "NotStarted") && after.status === "Subscribed";
  const status = begins ? "Subscribe" : statusChange(before.status, after.status);
  const changes: Change[] = [];
  if (before.planId !== after.planId) {
    changes.push({ type: "ChangePlan", details: { from: before.planId, to: after.planId, ...(before.quantity === after.quantity ? {} : { quantityFrom: before.quantity, quantityTo: after.quantity }) } });
  } else {
    if (before.quantity !== after.quantity) changes.push({ type: "ChangeQuantity", details: { from: before.quantity, to: after.quantity } });
    if (isRenewal(before, after)) changes.push({ type: "Renew", details: { from: dayOf(before.endDate), to: dayOf(after.endDate) } });
  }
  return status === null ? changes : [...changes, { type: status, details: {} }];
}

function statusChange(before: string, after: string): ActionType | null {
  if (before === after) return null;
  if (after === "Unsubscribed") return "Unsubscribe";
  if (after === "Suspended") return "Suspend";
  return after === "Subscribed" && before === "Suspended" ? "Reinstate" : null;
}

/** A later term of the same plan, by days: the first one begins with the activation, and another plan brings its own. */
function isRenewal(before: ChangingState, after: ChangingState): boolean {
  if (before.status === "Unsubscribed" || after.status !== "Subscribed" || before.startDate === null) return false;
  const [from, to] = [dayOf(before.endDate), dayOf(after.endDate)];
  return from !== null && to !== null && to > from;
}

function dayOf(date: Date | null): string | null {
  return date?.toISOString().slice(0, 10) ?? null;
}

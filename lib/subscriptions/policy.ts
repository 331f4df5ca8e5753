import type { SubscriptionState } from "./schema";
import type { Visitor } from "./visitor";

/**
 * Where a subscription stands: Microsoft's status, and for a pending one whether its activation is under way.
 * @param status as Microsoft spells it; an unheard-of word is `unknown`.
 */
export function stateOf(status: string, activationAccepted: boolean): SubscriptionState {
  switch (status) {
    case "PendingFulfillmentStart":
    case "NotStarted":
      return activationAccepted ? "activating" : "pending";
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

/** Whether Microsoft took the activation, and nothing since says that it failed. */
export function isAccepted(activation: { readonly state: string } | null): boolean {
  return activation?.state === "accepted" || activation?.state === "subscribed";
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
  subscribed: cell("manage", false, true),
  suspended: cell("manage", false, true),
  unsubscribed: cell("ended"),
  unknown: cell("manage", false, true),
};

/** The reseller's staff set a purchase up for their customer, without becoming part of that organisation. */
const RESELLER: Row = {
  pending: cell("order", true),
  activating: cell("progress"),
  subscribed: cell("manage"),
  suspended: cell("manage"),
  unsubscribed: cell("ended"),
  unknown: cell("manage"),
};

/** Activation starts the billing: it is left to those whom the purchase names. */
const COLLEAGUE: Row = {
  pending: cell("ask-colleague"),
  activating: cell("progress"),
  subscribed: cell("manage"),
  suspended: cell("manage"),
  unsubscribed: cell("ended"),
  unknown: cell("manage"),
};

function everywhere(view: View): Row {
  const same = cell(view);
  return { pending: same, activating: same, subscribed: same, suspended: same, unsubscribed: same, unknown: same };
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

import { z } from "zod";
import { moment } from "../marketplace/fulfillment-schema";
import type { PlanAndSeats } from "../subscriptions/policy";

/** A call as its body tells it: a hint what to ask Microsoft's API about, never a fact. */
export interface WebhookCall {
  /** Lower-case; all that is needed to know what to ask for. */
  readonly operationId: string;
  readonly subscriptionId: string;
  /** As Microsoft spells it, where we know it; otherwise as it came. */
  readonly action: string;
  readonly requestSource: string | null;
  readonly happenedAt: Date | null;
  /** What it is to become; for what is asked the values at the top. */
  readonly target: PlanAndSeats;
  /** What it was before, as the nested subscription says; null where there is none. */
  readonly before: PlanAndSeats | null;
  /** When the term ends, as the nested subscription says. */
  readonly termEndDate: Date | null;
}

export const KNOWN_ACTIONS = ["ChangePlan", "ChangeQuantity", "Reinstate", "Renew", "Suspend", "Unsubscribe", "Subscribe"] as const;

export type ReadCall = { readonly kind: "read"; readonly call: WebhookCall } | { readonly kind: "unreadable"; readonly problem: string };

const LONGEST_ID = 64;
const LONGEST_ACTION = 60;
/** More a row cannot hold. */
const MOST_SEATS = 2 ** 31 - 1;

const needed = (longest: number) => z.string().transform((value) => value.trim()).pipe(z.string().min(1).max(longest));
const text = z.unknown().transform((value) => (typeof value === "string" && value.trim() !== "" ? value.trim() : null));
const seats = z.unknown().transform((value) => {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= MOST_SEATS ? number : null;
});
const planAndSeats = z.looseObject({ planId: text.optional(), quantity: seats.optional() });
const nestedSubscription = planAndSeats.extend({ term: z.unknown().transform((value) => z.looseObject({ endDate: moment.optional() }).safeParse(value).data?.endDate ?? null).optional() });
const nested = z.unknown().transform((value) => (typeof value === "object" && value !== null ? nestedSubscription.safeParse(value).data : undefined));

const body = z.looseObject({
  id: needed(LONGEST_ID),
  subscriptionId: needed(LONGEST_ID),
  action: needed(LONGEST_ACTION),
});
/** The second spelling of the source is that of Microsoft's emulator. */
const rest = planAndSeats.extend({ timeStamp: moment.optional(), operationRequestSource: text.optional(), operationRequestedSource: text.optional(), subscription: nested.optional() });

/**
 * Reads a body leniently: only `id`, `subscriptionId` and `action` are needed; of everything else null, "" and nothing at
 * all are the same, and what has another type than it should counts as not said (docs/marketplace/webhook.md).
 */
export function readCall(raw: string): ReadCall {
  const json = parseJson(raw);
  const known = body.safeParse(json);
  if (!known.success) return { kind: "unreadable", problem: json === undefined ? "It is not JSON." : `${known.error.issues.map(({ path }) => path.join(".") || "The body").join(", ")}: missing, or not a text.` };
  const { planId, quantity, timeStamp, operationRequestSource, operationRequestedSource, subscription } = rest.parse(known.data);
  return {
    kind: "read",
    call: {
      operationId: known.data.id.toLowerCase(),
      subscriptionId: known.data.subscriptionId.toLowerCase(),
      action: spelledAsKnown(known.data.action),
      requestSource: (operationRequestSource ?? operationRequestedSource)?.slice(0, 20) ?? null,
      happenedAt: timeStamp ?? null,
      target: { planId: planId ?? null, quantity: quantity ?? null },
      before: subscription === undefined ? null : { planId: subscription.planId ?? null, quantity: subscription.quantity ?? null },
      termEndDate: subscription?.term ?? null,
    },
  };
}

function parseJson(raw: string): unknown {
  try {
    // A byte order mark is no JSON.
    return JSON.parse(raw.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

function spelledAsKnown(action: string): string {
  return KNOWN_ACTIONS.find((each) => each.toLowerCase() === action.toLowerCase()) ?? action;
}

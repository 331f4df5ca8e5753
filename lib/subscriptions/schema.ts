import { z } from "zod";

/** saasSubscriptionStatus as Microsoft spells it. Open-ended: any other word is kept as it came and reads as `unknown`. */
export const SUBSCRIPTION_STATUSES = ["NotStarted", "PendingFulfillmentStart", "Subscribed", "Suspended", "Unsubscribed"] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

/** The status words of the pages; `components/subscriptions` gives each its colour and icon. */
export const SUBSCRIPTION_STATES = ["pending", "activating", "set-up-failed", "subscribed", "suspended", "unsubscribed", "unknown"] as const;
export type SubscriptionState = (typeof SUBSCRIPTION_STATES)[number];

/**
 * How the portal and Microsoft's list may differ. differs: in a field. missing: the list lacks it. unregistered: its offer
 * is not registered here. ended: it is Unsubscribed here and not there. unreadable: its entry cannot be read.
 */
export const DRIFT_KINDS = ["differs", "missing", "unregistered", "ended", "unreadable"] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** repaired: our row was made as Microsoft's API says. agreed: the API said the same as our row; the list was behind. gone: it was not found again. */
export const DRIFT_RESOLUTIONS = ["repaired", "agreed", "gone"] as const;
export type DriftResolution = (typeof DRIFT_RESOLUTIONS)[number];

/** What a quick search answers; `more`: there are others that fit. */
export const foundSubscriptions = z.object({
  more: z.boolean(),
  items: z.array(z.object({ subscriptionId: z.string(), name: z.string(), customer: z.string().nullable(), state: z.enum(SUBSCRIPTION_STATES) })),
});
export type FoundSubscription = z.infer<typeof foundSubscriptions>["items"][number];

/** One way of paying for a plan, as this customer is offered it. Money is a decimal in `currency`. */
export interface PriceTerm {
  readonly price: number;
  readonly currency: string;
  /** ISO 8601 duration: P1M, P1Y, … */
  readonly termUnit: string;
}

const planSchema = z.looseObject({
  displayName: z.string().optional(),
  description: z.string().nullish(),
  planComponents: z
    .looseObject({
      recurrentBillingTerms: z
        .array(z.looseObject({ price: z.number(), currency: z.string(), termUnit: z.string() }))
        .nullish(),
      meteringDimensions: z.array(z.unknown()).nullish(),
    })
    .nullish(),
});

/** What is read of a plan as Microsoft describes it. */
export interface PlanRead {
  readonly displayName: string | null;
  readonly description: string | null;
  readonly terms: PriceTerm[];
  /** Whether usage is billed besides the price; null: it is not said. */
  readonly isMetered: boolean | null;
}

/** The stored plan of a customer; null where none is stored or it is not what a plan looks like. */
export function readPlan(planJson: string | null): PlanRead | null {
  if (planJson === null) return null;
  let json: unknown;
  try {
    json = JSON.parse(planJson);
  } catch {
    return null;
  }
  const plan = planSchema.safeParse(json).data;
  if (!plan) return null;
  return {
    displayName: plan.displayName ?? null,
    description: plan.description ?? null,
    isMetered: plan.planComponents ? (plan.planComponents.meteringDimensions ?? []).length > 0 : null,
    terms: (plan.planComponents?.recurrentBillingTerms ?? []).map(({ price, currency, termUnit }) => ({ price, currency, termUnit })),
  };
}

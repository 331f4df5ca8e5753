import { MODEL_WORDS } from "@/components/licenses-overview/license-words";
import { STATE_WORDS } from "@/components/subscriptions/subscription-status";
import type { SubscriptionUse } from "@/lib/licenses/overview/subscription-use";
import type { SubscriptionState } from "@/lib/subscriptions/schema";

/** One subscription with the use of its seats, as the table shows it. */
export interface UseRow {
  readonly id: string;
  readonly href: string;
  /** Its licenses alone, and of those the idle ones. */
  readonly licensesHref: string;
  readonly idleHref: string;
  readonly name: string;
  readonly customer: string;
  readonly state: SubscriptionState;
  readonly stateWord: string;
  readonly offer: string;
  readonly plan: string;
  readonly model: string;
  /** null where everybody of the customer may use it: nobody needs a seat. */
  readonly seats: { readonly bought: number; readonly free: number; readonly over: number } | null;
  readonly assigned: number;
  readonly invited: number;
  /** null: so many licenses that they are looked at in their list. */
  readonly idle: number | null;
  readonly lastCheckedAt: string | null;
}

export function toUseRow(line: SubscriptionUse, base: string): UseRow {
  const licenses = `${base}/licenses?search=${line.subscriptionId}`;
  return {
    id: line.id,
    href: `${base}/subscriptions/${line.subscriptionId}`,
    licensesHref: licenses,
    idleHref: `${licenses}&idle=30`,
    name: line.name,
    customer: line.customer ?? "–",
    state: line.state,
    stateWord: STATE_WORDS[line.state],
    offer: line.offerName ?? "–",
    plan: line.planName,
    model: MODEL_WORDS[line.licenseModel],
    seats: line.licenseModel === "site" ? null : { bought: line.quantity, free: line.free, over: line.over },
    assigned: line.assigned,
    invited: line.invited,
    idle: line.licenses?.idle ?? null,
    lastCheckedAt: line.licenses?.lastCheckedAt?.toISOString() ?? null,
  };
}

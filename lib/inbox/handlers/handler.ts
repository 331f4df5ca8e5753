import type { MarketplaceSubscription } from "../../marketplace/fulfillment-schema";
import type { PlanAndSeats } from "../../subscriptions/policy";
import type { WebhookCall } from "../read-call";

/** How one action of Microsoft's is looked after (docs/marketplace/webhook.md). */
export type Handler = ToldHandler | AskedHandler;

/** It has happened, and is not to be refused: Get Subscription says how things stand. */
export interface ToldHandler {
  readonly isDecided: false;
  readonly provenBy: "subscription";
  /** What the API's answer is in the way of believing the call; null where it fits. */
  readonly contradiction: (subscription: MarketplaceSubscription) => string | null;
  /** Later actions after which the API no longer shows it. */
  readonly overtakenBy: readonly string[];
  /** Whether Get Subscription shows it already, where its status alone does not say so. */
  readonly isReached?: (subscription: MarketplaceSubscription, call: WebhookCall) => boolean;
  /** What came is nothing that this version knows: somebody should look. */
  readonly isUnknown?: true;
}

/** It is about to happen, unless it is refused or fails: Get Operation says how far it is. */
export interface AskedHandler {
  /** Whether a 4xx from us would keep it from happening, so that the answer is a decision. */
  readonly isDecided: boolean;
  readonly provenBy: "operation";
  /** Whether Get Subscription shows it: for a while after the operation it still shows what was before. */
  readonly isReached: (subscription: MarketplaceSubscription, target: PlanAndSeats) => boolean;
}

import type { AskedHandler } from "./handler";

/** Asks, but takes no for an answer only as a cancellation of the subscription: it is never refused by an answer. */
export const reinstate: AskedHandler = {
  isDecided: false,
  provenBy: "operation",
  isReached: ({ saasSubscriptionStatus }) => saasSubscriptionStatus === "Subscribed",
};

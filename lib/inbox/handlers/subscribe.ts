import type { ToldHandler } from "./handler";

/** Comes after an activation or with the purchase, and beside renewals: it activates nothing. */
export const subscribe: ToldHandler = {
  isDecided: false,
  provenBy: "subscription",
  overtakenBy: ["Suspend", "Unsubscribe"],
  contradiction: ({ saasSubscriptionStatus: status }) => (["Subscribed", "PendingFulfillmentStart", "NotStarted"].includes(status) ? null : `It tells of a subscription that has begun, but Microsoft calls it ${status}.`),
};

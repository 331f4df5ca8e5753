import type { ToldHandler } from "./handler";

/** Comes after an activation, and beside renewals: it activates nothing, and makes nothing. */
export const subscribe: ToldHandler = {
  isDecided: false,
  provenBy: "subscription",
  contradiction: ({ saasSubscriptionStatus: status }) => (status === "Subscribed" ? null : `It tells of a subscription that has begun, but Microsoft calls it ${status}.`),
};

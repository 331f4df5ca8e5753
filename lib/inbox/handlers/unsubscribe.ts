import type { ToldHandler } from "./handler";

export const unsubscribe: ToldHandler = {
  isDecided: false,
  provenBy: "subscription",
  // Nothing comes after an end.
  overtakenBy: [],
  contradiction: ({ saasSubscriptionStatus: status }) => (status === "Unsubscribed" ? null : `It tells of a cancellation, but Microsoft calls the subscription ${status}.`),
};

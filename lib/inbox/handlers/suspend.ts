import type { ToldHandler } from "./handler";

export const suspend: ToldHandler = {
  isDecided: false,
  provenBy: "subscription",
  overtakenBy: ["Reinstate", "Unsubscribe"],
  contradiction: ({ saasSubscriptionStatus: status }) => (status === "Suspended" ? null : `It tells of a suspension, but Microsoft calls the subscription ${status}.`),
};

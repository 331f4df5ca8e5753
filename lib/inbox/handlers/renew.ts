import type { ToldHandler } from "./handler";

/** New dates; one that is suspended or ended is not renewed. */
export const renew: ToldHandler = {
  isDecided: false,
  provenBy: "subscription",
  contradiction: ({ saasSubscriptionStatus: status }) => (status === "Subscribed" ? null : `It tells of a renewal, but Microsoft calls the subscription ${status}.`),
};

import type { AskedHandler } from "./handler";

export const changePlan: AskedHandler = {
  isDecided: true,
  provenBy: "operation",
  isReached: (subscription, { planId }) => planId === null || subscription.planId.toLowerCase() === planId.toLowerCase(),
};

import type { AskedHandler } from "./handler";

export const changeQuantity: AskedHandler = {
  isDecided: true,
  provenBy: "operation",
  isReached: (subscription, { quantity }) => quantity === null || subscription.quantity === null || subscription.quantity === quantity,
};

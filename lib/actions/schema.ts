/** What can be done to a subscription or a license by a person or by the marketplace. */
export const ACTION_TYPES = ["Resolve", "Activate", "ChangePlan", "ChangeQuantity", "Renew", "Suspend", "Reinstate", "Unsubscribe", "Subscribe"] as const;
export type ActionType = (typeof ACTION_TYPES)[number];

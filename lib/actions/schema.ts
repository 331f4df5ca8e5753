/** What can be done to a subscription or a license by a person or by the marketplace. */
export const ACTION_TYPES = ["Resolve", "Activate"] as const;
export type ActionType = (typeof ACTION_TYPES)[number];

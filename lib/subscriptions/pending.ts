/** Microsoft's words for a purchase that nobody has activated. */
export const PENDING_STATUSES = ["PendingFulfillmentStart", "NotStarted"] as const;

/** Whether nobody's term has begun. */
export function isPending(status: string): boolean {
  return PENDING_STATUSES.some((each) => each === status);
}

/** After so many days the staff is told that a purchase waits; Microsoft may cancel it after 30. */
const THRESHOLDS = [25, 7, 1] as const;
export type PendingDays = 0 | (typeof THRESHOLDS)[number];

const DAY_MS = 24 * 3600_000;

/** The longest of 1, 7 and 25 days for which a purchase has waited; 0: for less than a day. */
export function pendingDays(createdAt: Date, now: Date): PendingDays {
  const days = (now.getTime() - createdAt.getTime()) / DAY_MS;
  return THRESHOLDS.find((each) => days >= each) ?? 0;
}

/** The same as it was told last, for a page; 0 where it does not wait any more. */
export function pendingDaysShown({ status, pendingDaysTold }: { readonly status: string; readonly pendingDaysTold: number }): PendingDays {
  return isPending(status) ? (THRESHOLDS.find((each) => pendingDaysTold >= each) ?? 0) : 0;
}

import { addSeconds } from "../../kernel/clock";
import { IDLE_DAYS } from "./schema";

const DAY_SECONDS = 24 * 3600;

interface Used {
  readonly status: string;
  readonly assignedAt: Date | null;
  readonly lastCheckedAt: Date | null;
}

/** What was last used before it is idle. */
export function idleBefore(now: Date, days: number): Date {
  return addSeconds(now, -days * DAY_SECONDS);
}

/**
 * The longest of IDLE_DAYS for which nobody has used a license that is assigned: the product has not asked about it, and
 * they have had it for longer. Null: it is in use, too new to say, or was taken back.
 */
export function idleDaysOf({ status, assignedAt, lastCheckedAt }: Used, now: Date): (typeof IDLE_DAYS)[number] | null {
  if (status !== "Assigned") return null;
  const isBefore = (time: Date | null, days: number): boolean => time === null || time < idleBefore(now, days);
  return IDLE_DAYS.findLast((days) => isBefore(assignedAt, days) && isBefore(lastCheckedAt, days)) ?? null;
}

/** The same as conditions on the table. */
export function idleConditions(now: Date, days: number): object[] {
  const before = { lt: idleBefore(now, days) };
  return [{ OR: [{ lastCheckedAt: null }, { lastCheckedAt: before }] }, { OR: [{ assignedAt: null }, { assignedAt: before }] }];
}

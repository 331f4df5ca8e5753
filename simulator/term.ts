import { addMonths } from "./calendar";
import type { Subscription } from "./subscription";

const DAY_MS = 24 * 3600_000;

/** Microsoft's term: both days inclusive, at midnight UTC. */
export function beginTerm(subscription: Subscription, from: number): void {
  const start = new Date(from - (from % DAY_MS));
  subscription.startDate = start.toISOString().replace(".000", "");
  const years = Number(/^P(\d)Y$/.exec(subscription.termUnit)?.[1] ?? 0);
  const next = years > 0 ? start.getTime() + 365 * years * DAY_MS : addMonths(start, 1).getTime();
  const end = new Date(next - DAY_MS);
  subscription.endDate = end.toISOString().replace(".000", "");
}

/** When the term is over: the day after its last one. null: none has begun. */
export function endOfTerm({ endDate }: Subscription): number | null {
  return endDate === null ? null : Date.parse(endDate) + DAY_MS;
}

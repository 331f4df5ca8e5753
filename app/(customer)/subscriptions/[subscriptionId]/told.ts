import type { Told } from "@/components/licenses/told";
import type { SeatRefusal } from "@/lib/licenses/schema";

type Counts = Partial<Record<"count" | "already" | SeatRefusal, number>>;

/** The address of a page that says what came of the last step. */
export function toldPath(path: string, told: Told, counts: Counts = {}): string {
  const named = Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [[name, String(count)]] : []));
  return `${path}?${new URLSearchParams([["told", told], ...named])}`;
}

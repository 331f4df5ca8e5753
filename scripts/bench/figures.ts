import type { Group } from "./options";

export type Yardstick = "empty page" | "empty route handler" | "bare insert" | "deliveries, alone";

/** What one measurement gives; times in milliseconds. */
export interface Figures {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** One path with its measurements, one of each round. */
export interface Measured {
  readonly name: string;
  readonly group: Group | "yardstick";
  readonly path: string;
  /** What its ratio is taken to; null for a yardstick. */
  readonly yardstick: Yardstick | null;
  readonly rounds: readonly Figures[];
}

export interface Row extends Figures {
  readonly name: string;
  readonly path: string;
  readonly yardstick: Yardstick | null;
  /** Its requests per second by those of its yardstick; null for a yardstick. */
  readonly ratio: number | null;
}

/** The middle one, or the mean of the two middle ones. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [upper = Number.NaN, lower = Number.NaN] = [sorted[middle], sorted[middle - 1]];
  return sorted.length % 2 === 1 ? upper : (lower + upper) / 2;
}

/** The median of what the rounds of one are by the same rounds of another: what slows the machine down for a while slows both. */
export function medianRatio(of: readonly Figures[], by: readonly Figures[], figure: keyof Figures): number {
  return median(of.map((figures, round) => figures[figure] / (by[round]?.[figure] ?? Number.NaN)));
}

/** The lines of the table: yardsticks as measured, everything else with its ratio. */
export function rowsOf(measured: readonly Measured[]): Row[] {
  return measured.map(({ name, path, yardstick, rounds }) => {
    const by = measured.find((each) => each.name === yardstick);
    return {
      name,
      path,
      yardstick,
      requestsPerSecond: median(rounds.map((round) => round.requestsPerSecond)),
      p50: median(rounds.map((round) => round.p50)),
      p99: median(rounds.map((round) => round.p99)),
      ratio: by === undefined ? null : medianRatio(rounds, by.rounds, "requestsPerSecond"),
    };
  });
}

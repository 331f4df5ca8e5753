import type { ExportReport } from "./export-report";
import { medianRatio, type Figures, type Measured } from "./figures";
import { ACTIONS, DELIVERIES_ALONE, grouped, LARGE, LICENSE_CHECK, nameAt, ORDER_PAGE, RENEW_CALLS, SMALL } from "./names";

export interface Goal {
  readonly name: string;
  /** What was measured: a ratio. */
  readonly measured: number;
  readonly goal: string;
  readonly met: boolean;
}

const ORDER_AT_LEAST = 0.6;
const CHECKS_AT_LEAST = 0.6;
const GROWTH_AT_MOST = 1.3;
const CALLS_AT_LEAST = 0.8;
const CALLS_P99_AT_MOST = 3;
const DELIVERIES_AT_LEAST = 0.9;
const EXPORT_MEGABYTES_AT_MOST = 50;

/** The goals for what was measured; those for anything else are left out. */
export function goalsOf(measured: readonly Measured[]): Goal[] {
  const goals: Goal[] = [];
  const order = ratioBetween(measured, ORDER_PAGE, "empty page", "requestsPerSecond");
  if (order !== null) goals.push({ name: `${ORDER_PAGE}: requests per second by those of an empty page`, measured: order, goal: `at least ${ORDER_AT_LEAST}`, met: order >= ORDER_AT_LEAST });
  for (const { name } of measured) {
    for (const count of [LARGE, ACTIONS]) {
      const what = name.replace(` (${grouped(count)})`, "");
      const growth = what === name ? null : ratioBetween(measured, name, nameAt(what, SMALL), "p50");
      if (growth !== null) goals.push({ name: `${what}: time at ${grouped(count)} by that at ${grouped(SMALL)}`, measured: growth, goal: `at most ${GROWTH_AT_MOST}`, met: growth <= GROWTH_AT_MOST });
    }
  }
  const checks = ratioBetween(measured, LICENSE_CHECK, "empty route handler", "requestsPerSecond");
  if (checks !== null) goals.push({ name: `${LICENSE_CHECK}: requests per second by those of an empty route handler`, measured: checks, goal: `at least ${CHECKS_AT_LEAST}`, met: checks >= CHECKS_AT_LEAST });
  const calls = ratioBetween(measured, RENEW_CALLS, "bare insert", "requestsPerSecond");
  if (calls !== null) goals.push({ name: `${RENEW_CALLS}: requests per second by those of a bare insert`, measured: calls, goal: `at least ${CALLS_AT_LEAST}`, met: calls >= CALLS_AT_LEAST });
  const slowest = ratioBetween(measured, RENEW_CALLS, "bare insert", "p99");
  if (slowest !== null) goals.push({ name: `${RENEW_CALLS}: p99 by that of a bare insert`, measured: slowest, goal: `at most ${CALLS_P99_AT_MOST}`, met: slowest <= CALLS_P99_AT_MOST });
  for (const { name, yardstick } of measured) {
    const rate = yardstick === DELIVERIES_ALONE ? ratioBetween(measured, name, DELIVERIES_ALONE, "requestsPerSecond") : null;
    if (rate !== null) goals.push({ name: `${name}: messages per second by those alone`, measured: rate, goal: `at least ${DELIVERIES_AT_LEAST}`, met: rate >= DELIVERIES_AT_LEAST });
  }
  return goals;
}

/** That the memory stays flat, however much is exported. */
export function goalsOfExports(exports: readonly ExportReport[]): Goal[] {
  return exports.map(({ format, megabytesOff }) => ({ name: `export as ${format}: megabytes of memory off the median`, measured: megabytesOff, goal: `at most ${EXPORT_MEGABYTES_AT_MOST}`, met: megabytesOff <= EXPORT_MEGABYTES_AT_MOST }));
}

function ratioBetween(measured: readonly Measured[], of: string, by: string, figure: keyof Figures): number | null {
  const [one, other] = [of, by].map((name) => measured.find((each) => each.name === name)?.rounds);
  return one === undefined || other === undefined ? null : medianRatio(one, other, figure);
}

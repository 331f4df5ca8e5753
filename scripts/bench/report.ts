import type { CrashReport } from "./crash-report";
import { deliveryCrashLines, type DeliveryCrashReport } from "./delivery-crash-report";
import type { ExportReport } from "./export-report";
import type { Row } from "./figures";
import type { Goal } from "./goals";
import type { WebhookCrashReport } from "./webhook-crash-report";

export interface BenchReport {
  readonly machine: { readonly node: string; readonly cpus: number; readonly model: string; /** How many programs wanted a processor before all this began. */ readonly loadBefore: number };
  readonly load: { readonly connections: number; readonly seconds: number; readonly rounds: number };
  readonly rows: readonly Row[];
  readonly goals: readonly Goal[];
  /** Null where it was not asked for. */
  readonly crash: CrashReport | null;
  readonly webhookCrash: WebhookCrashReport | null;
  readonly deliveryCrash: DeliveryCrashReport | null;
  readonly exports: readonly ExportReport[];
  /** What makes the figures worthless, or the crash run bad. */
  readonly faults: readonly string[];
}

const HEADINGS = ["", "requests/s", "p50 ms", "p99 ms", "ratio"];

/** The report for people. */
export function reportText({ machine, load, rows, goals, crash, webhookCrash, deliveryCrash, exports, faults }: BenchReport): string {
  const parts: string[] = [];
  if (rows.length > 0) {
    parts.push(
      `Node ${machine.node}, ${machine.cpus} × ${machine.model}; ${load.connections} connections, ${load.rounds} rounds of ${load.seconds} s each, medians.\nratio: requests/s by those of the yardstick in the same round; the pages' is the empty page, the API's the empty route handler, the webhook's the bare insert. Deliveries: messages/s, and from the row to its arrival.`,
      ...(machine.loadBefore > machine.cpus / 2 ? [`This machine was busy before (load ${machine.loadBefore.toFixed(1)}): no figure here is sure, and a ratio is less sure than it looks.`] : []),
      table([HEADINGS, ...rows.map(cells)]),
    );
  }
  if (exports.length > 0) parts.push(exportsText(exports));
  if (goals.length > 0) parts.push(["Goals", ...goals.map(({ name, measured, goal, met }) => `  ${met ? "met   " : "missed"}  ${name}: ${measured.toFixed(2)} (${goal})`)].join("\n"));
  if (crash !== null) parts.push(crashText(crash));
  if (webhookCrash !== null) parts.push(webhookCrashText(webhookCrash));
  if (deliveryCrash !== null) parts.push(deliveryCrashText(deliveryCrash));
  if (faults.length > 0) parts.push(["Faults", ...faults.map((fault) => `  ${fault}`)].join("\n"));
  return `${parts.join("\n\n")}\n`;
}

function cells({ name, requestsPerSecond, p50, p99, ratio }: Row): string[] {
  return [name, requestsPerSecond.toFixed(requestsPerSecond < 100 ? 1 : 0), p50.toFixed(1), p99.toFixed(1), ratio === null ? "–" : ratio.toFixed(2)];
}

function crashText({ jobs, kills, cutOff, done, lostEffects, doubledEffects, withoutCall, withoutTrace }: CrashReport): string {
  return [
    `Crashes: a worker killed ${kills} times over ${jobs} jobs, which cut off ${cutOff} attempts`,
    table([
      ["  done", String(done)],
      ["  effects lost", String(lostEffects)],
      ["  effects doubled", String(doubledEffects)],
      ["  jobs whose call was never made", String(withoutCall)],
      ["  jobs without a whole trace", String(withoutTrace)],
    ]),
  ].join("\n");
}

function webhookCrashText({ kills, calls, refused, events, operations, cutOff, lost, doubled, answeredOtherwise, unprocessed, different, withoutAction, doubledActions }: WebhookCrashReport): string {
  return [
    `Crashes under calls: the portal killed ${kills} times over ${calls} calls of ${events} events and ${operations} operations (${refused} were refused), which cut off ${cutOff} attempts`,
    table([
      ["  answered, but lost", String(lost)],
      ["  kept twice", String(doubled)],
      ["  answered in two ways", String(answeredOtherwise)],
      ["  not processed", String(unprocessed)],
      ["  subscriptions that differ from Microsoft's", String(different)],
      ["  operations without their action", String(withoutAction)],
      ["  actions of no operation of their own", String(doubledActions)],
    ]),
  ].join("\n");
}

function deliveryCrashText(report: DeliveryCrashReport): string {
  const { kills, actions, cutOff, repeats } = report;
  return [`Crashes of deliveries: a worker killed ${kills} times over ${actions} actions, which cut off ${cutOff} attempts and repeated ${repeats} messages`, table(deliveryCrashLines(report))].join("\n");
}

function exportsText(exports: readonly ExportReport[]): string {
  const cellsOf = ({ format, rows, seconds, megabytes, megabytesOff, longestWaitMilliseconds }: ExportReport): string[] => [`export as ${format}`, String(Math.round(rows / seconds)), (megabytes / seconds).toFixed(1), megabytes.toFixed(0), megabytesOff.toFixed(1), longestWaitMilliseconds.toFixed(0)];
  return table([["", "rows/s", "MB/s", "MB", "memory ± MB", "others waited ms"], ...exports.map(cellsOf)]);
}

/** Columns of equal width: the first to the left, numbers to the right. */
export function table(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  return lines.map((line) => line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[column] ?? 0) + 2))).join("")).join("\n");
}

import { cpus, loadavg } from "node:os";
import { CommanderError } from "commander";
import { step } from "../setup/progress.mjs";
import { crashReport, faultsOfCrash, type CrashReport } from "./crash-report";
import { rowsOf, type Measured } from "./figures";
import { deliveriesReport } from "./deliveries-report";
import { deliveryCrashReport, faultsOfDeliveryCrash, type DeliveryCrashReport } from "./delivery-crash-report";
import { exportReports, faultsOfExports, type ExportReport } from "./export-report";
import { goalsOf, goalsOfExports } from "./goals";
import { CONNECTIONS, measure } from "./load";
import { readOptions, type BenchOptions, type Group } from "./options";
import { reportText, type BenchReport } from "./report";
import { targetsOf } from "./targets";
import { faultsOfWebhookCrash, webhookCrashReport, type WebhookCrashReport } from "./webhook-crash-report";
import { faultsOfWebhooks } from "./webhook-rows";
import { webhookTargets } from "./webhook-targets";
import { benchVariables, buildForBench, startWorld, type Places, type Step } from "./world";

const aside: Step = (doing, work) => step(doing, work, process.stderr);

/**
 * Measures what is asked for and prints it.
 * @returns the exit code: 1 where an answer was not what it should be or a crash did harm, never for a figure that is low
 */
export async function bench(args: readonly string[], places: Places): Promise<number> {
  let options: BenchOptions;
  try {
    options = readOptions(args);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
  const [loadBefore = 0] = loadavg();
  const crashes = await crashAll(options, places);
  const report = reportOf(options, { ...(await measureAll(options, places)), ...crashes, loadBefore });
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  return report.faults.length === 0 ? 0 : 1;
}

/** Groups that need no portal that is loaded. */
const APART: readonly Group[] = ["crash", "webhook-crash", "delivery-crash", "deliveries"];

interface Crashes {
  readonly crash: CrashReport | null;
  readonly webhookCrash: WebhookCrashReport | null;
  readonly deliveryCrash: DeliveryCrashReport | null;
}

async function crashAll({ only }: BenchOptions, places: Places): Promise<Crashes> {
  const variables = benchVariables(places.root, places.folder);
  return {
    crash: only.includes("crash") ? await aside("Killing the worker 20 times", () => crashReport(places.root, variables)) : null,
    deliveryCrash: only.includes("delivery-crash") ? await aside("Killing workers 20 times while they deliver", () => deliveryCrashReport(places.root, variables)) : null,
    webhookCrash: only.includes("webhook-crash") ? await crashUnderCalls(places) : null,
  };
}

async function crashUnderCalls(places: Places): Promise<WebhookCrashReport> {
  await buildForBench(places, aside);
  return aside("Killing the portal 20 times while it is called", () => webhookCrashReport(places.root, benchVariables(places.root, places.folder), 20));
}

interface Loaded {
  readonly measured: readonly Measured[];
  readonly exports: readonly ExportReport[];
  readonly faults: readonly string[];
}

async function measureAll(options: BenchOptions, places: Places): Promise<Loaded> {
  const delivered = options.only.includes("deliveries") ? await aside("Delivering, alone and beside endpoints that fail", () => deliveriesReport(places.root, benchVariables(places.root, places.folder), options)) : [];
  if (options.only.every((group) => APART.includes(group))) return { measured: delivered, exports: [], faults: [] };
  const loaded = await measureLoaded(options, places);
  return { ...loaded, measured: [...loaded.measured, ...delivered] };
}

async function measureLoaded({ only, rounds, seconds }: BenchOptions, places: Places): Promise<Loaded> {
  await buildForBench(places, aside);
  const world = await startWorld(places, { withCalls: only.includes("webhooks"), withActions: only.includes("actions-page") || only.includes("actions-export") }, aside);
  const { targets, sent } = world.calls === null ? { targets: [], sent: [] } : webhookTargets(world.calls, world.called);
  const measured = await measure(world.origin, [...targetsOf(world, only), ...targets], { rounds, seconds }, (line) => process.stderr.write(`${line}\n`));
  const exports = only.includes("actions-export") ? await aside("Exporting all actions", () => exportReports(world)) : [];
  return { measured, exports, faults: [...faultsOfExports(exports), ...(world.calls === null ? [] : await faultsOfWebhooks(world.databaseUrl, sent))] };
}

interface Found extends Loaded, Crashes {
  readonly loadBefore: number;
}

function reportOf({ rounds, seconds }: BenchOptions, { measured, exports, faults, crash, webhookCrash, deliveryCrash, loadBefore }: Found): BenchReport {
  const processors = cpus();
  return {
    machine: { node: process.versions.node, cpus: processors.length, model: processors[0]?.model ?? "unknown", loadBefore },
    load: { connections: CONNECTIONS, seconds, rounds },
    rows: rowsOf(measured),
    goals: [...goalsOf(measured), ...goalsOfExports(exports)],
    crash,
    webhookCrash,
    deliveryCrash,
    exports,
    faults: [...faults, ...(crash === null ? [] : faultsOfCrash(crash)), ...(webhookCrash === null ? [] : faultsOfWebhookCrash(webhookCrash)), ...(deliveryCrash === null ? [] : faultsOfDeliveryCrash(deliveryCrash))],
  };
}

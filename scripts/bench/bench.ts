import { cpus, loadavg } from "node:os";
import { CommanderError } from "commander";
import { step } from "../setup/progress.mjs";
import { crashReport, faultsOfCrash, type CrashReport } from "./crash-report";
import { rowsOf, type Measured } from "./figures";
import { goalsOf } from "./goals";
import { CONNECTIONS, measure } from "./load";
import { readOptions, type BenchOptions } from "./options";
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
  const crash = options.only.includes("crash") ? await aside("Killing the worker 20 times", () => crashReport(places.root, benchVariables(places.root, places.folder))) : null;
  const webhookCrash = options.only.includes("webhook-crash") ? await crashUnderCalls(places) : null;
  const loaded = options.only.some((group) => group !== "crash" && group !== "webhook-crash") ? await measureAll(options, places) : { measured: [], faults: [] };
  const report = reportOf(options, { ...loaded, crash, webhookCrash, loadBefore });
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  return report.faults.length === 0 ? 0 : 1;
}

async function crashUnderCalls(places: Places): Promise<WebhookCrashReport> {
  await buildForBench(places, aside);
  return aside("Killing the portal 20 times while it is called", () => webhookCrashReport(places.root, benchVariables(places.root, places.folder), 20));
}

interface Loaded {
  readonly measured: readonly Measured[];
  readonly faults: readonly string[];
}

async function measureAll({ only, rounds, seconds }: BenchOptions, places: Places): Promise<Loaded> {
  await buildForBench(places, aside);
  const world = await startWorld(places, only.includes("webhooks"), aside);
  const { targets, sent } = world.calls === null ? { targets: [], sent: [] } : webhookTargets(world.calls, world.called);
  const measured = await measure(world.origin, [...targetsOf(world, only), ...targets], { rounds, seconds }, (line) => process.stderr.write(`${line}\n`));
  return { measured, faults: world.calls === null ? [] : await faultsOfWebhooks(world.databaseUrl, sent) };
}

interface Found extends Loaded {
  readonly crash: CrashReport | null;
  readonly webhookCrash: WebhookCrashReport | null;
  readonly loadBefore: number;
}

function reportOf({ rounds, seconds }: BenchOptions, { measured, faults, crash, webhookCrash, loadBefore }: Found): BenchReport {
  const processors = cpus();
  return {
    machine: { node: process.versions.node, cpus: processors.length, model: processors[0]?.model ?? "unknown", loadBefore },
    load: { connections: CONNECTIONS, seconds, rounds },
    rows: rowsOf(measured),
    goals: goalsOf(measured),
    crash,
    webhookCrash,
    faults: [...faults, ...(crash === null ? [] : faultsOfCrash(crash)), ...(webhookCrash === null ? [] : faultsOfWebhookCrash(webhookCrash))],
  };
}

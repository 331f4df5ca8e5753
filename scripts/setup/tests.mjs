// @ts-check
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildPortal, FOR_TESTS, isBuilt } from "./build.mjs";
import { obtainChromium } from "./chromium.mjs";
import { isInterrupted, onInterrupt, outcomeOf, run } from "./child-processes.mjs";
import { install, isInstalled } from "./install.mjs";
import { complain, duration, step } from "./progress.mjs";
import { playwrightTally, summary, vitestTally } from "./results.mjs";

/** @typedef {import("./results.mjs").Tally} Tally */

const ROOT = resolve(import.meta.dirname, "../..");
const BIN = {
  eslint: "node_modules/eslint/bin/eslint.js",
  next: "node_modules/next/dist/bin/next",
  playwright: "node_modules/@playwright/test/cli.js",
  tsc: "node_modules/typescript/bin/tsc",
  vitest: "node_modules/vitest/vitest.mjs",
};
const MINUTE = 60_000;

/** @type {Readonly<Record<string, string | undefined>>} */
const environment = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };

/**
 * `npm test`: sets up what is missing and runs everything; each stage runs whatever became of those before it.
 * Its last line adds all of them up. `npm test -- lib/db` hands the rest to vitest and leaves the other stages out.
 * @param {readonly string[]} args
 */
export async function runTests(args) {
  const started = Date.now();
  const reports = mkdtempSync(join(tmpdir(), "portal-test-"));
  const remove = () => rmSync(reports, { recursive: true, force: true });
  onInterrupt((signal) => {
    remove();
    process.exit(signal === "SIGINT" ? 130 : 143);
  });

  /** @type {Tally[]} */
  const tallies = [];
  try {
    await prepare();
    if (args.length === 0) {
      const routes = routeTypes();
      // Lint takes as long as types and build together, and each of them little more than one processor.
      const checked = types(routes);
      const [typed, linted, built] = await Promise.all([checked, lint(routes), checked.then(build)]);
      tallies.push(typed, linted, built, await unit(reports, []));
      tallies.push(built.failed === 0 ? await journeys(reports) : notRun("Browser journeys", "there is no build to run them against"));
    } else {
      tallies.push(await unit(reports, args));
    }
  } catch (error) {
    if (!isInterrupted()) complain(error);
    tallies.push({ passed: 0, failed: 1, skipped: 0 });
  }
  if (isInterrupted()) return;
  remove();
  const { line, ok } = summary(tallies);
  console.log(`\nAll of it took ${duration(started)}.\n${line}`);
  process.exitCode = ok ? 0 : 1;
}

async function prepare() {
  if (!isInstalled(ROOT)) await step("Installing packages", () => install(ROOT, process.env));
  await run("Generating database clients", process.execPath, ["scripts/generate.mjs"], { cwd: ROOT, env: environment });
}

/**
 * A stage that either passes or fails, and shows its output only when it fails.
 * @param {string} name
 * @param {() => Promise<unknown>} work
 * @returns {Promise<Tally>}
 */
async function quietly(name, work) {
  const started = Date.now();
  try {
    await work();
    console.log(`${name}: passed (${duration(started)})`);
    return { passed: 1, failed: 0, skipped: 0 };
  } catch (error) {
    if (!isInterrupted()) complain(error);
    console.log(`${name}: ${isInterrupted() ? "stopped" : "failed"} (${duration(started)})`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/**
 * @param {string} name
 * @param {string} why
 * @returns {Tally}
 */
function notRun(name, why) {
  console.log(`${name}: not run, because ${why}`);
  return { passed: 0, failed: 1, skipped: 0 };
}

/** Writes the types of Next's routes, which the compiler and the typed rules of lint read. */
async function routeTypes() {
  // Those of an earlier build would speak of pages that are gone.
  for (const folder of [".next/types", ".next/dev/types", `${FOR_TESTS.folder}/types`]) rmSync(join(ROOT, folder), { recursive: true, force: true });
  await run("next typegen", process.execPath, [BIN.next, "typegen"], { cwd: ROOT, env: environment, timeoutMs: 2 * MINUTE });
}

/** @param {Promise<void>} routes */
function types(routes) {
  return quietly("Types", async () => {
    await routes;
    await run("tsc", process.execPath, [BIN.tsc, "--noEmit"], { cwd: ROOT, env: environment, timeoutMs: 5 * MINUTE });
  });
}

/** @param {Promise<void>} routes */
function lint(routes) {
  return quietly("Lint", async () => {
    await routes.catch(() => undefined);
    await run("eslint", process.execPath, [BIN.eslint, "--max-warnings=0", "."], { cwd: ROOT, env: environment, timeoutMs: 5 * MINUTE });
  });
}

/**
 * @param {string} reports
 * @param {readonly string[]} filters
 */
async function unit(reports, filters) {
  const report = join(reports, "vitest.json");
  const args = [BIN.vitest, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...filters];
  return vitestTally(report, await streamed("Unit and integration tests", args, environment, 8 * MINUTE));
}

function build() {
  if (isBuilt(ROOT, FOR_TESTS)) {
    console.log("Build: passed before, and nothing has changed since");
    return Promise.resolve({ passed: 1, failed: 0, skipped: 0 });
  }
  return quietly("Build", () => buildPortal(ROOT, FOR_TESTS, { env: environment }));
}

/** @param {string} reports */
async function journeys(reports) {
  try {
    const chromium = await obtainChromium(console.log);
    const report = join(reports, "playwright.json");
    const variables = { ...environment, PLAYWRIGHT_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report, PLAYWRIGHT_HTML_OPEN: "never" };
    return playwrightTally(report, await streamed("Browser journeys", [BIN.playwright, "test"], variables, 12 * MINUTE));
  } catch (error) {
    complain(error);
    return notRun("Browser journeys", "they need a browser");
  }
}

/**
 * Runs a stage whose output is worth watching.
 * @param {string} name
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string | undefined>>} env
 * @param {number} timeoutMs
 */
async function streamed(name, args, env, timeoutMs) {
  console.log(`\n${name}`);
  const { code, timedOut } = await outcomeOf(process.execPath, args, { cwd: ROOT, env, timeoutMs, onOutput: (text) => process.stdout.write(text) });
  if (timedOut) console.log(`${name}: stopped after ${Math.round(timeoutMs / MINUTE)} minutes`);
  return timedOut ? null : code;
}

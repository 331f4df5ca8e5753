// @ts-check
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildPortal, buildVariables, isBuilt, PRODUCT } from "../setup/build.mjs";
import { LAUNCH_ARGUMENTS, obtainChromium } from "../setup/chromium.mjs";
import { isInterrupted, onInterrupt, run, stopAll } from "../setup/child-processes.mjs";
import { withoutOurs } from "../setup/clean-environment.mjs";
import { install, isInstalled } from "../setup/install.mjs";
import { freePort } from "../setup/ports.mjs";
import { complain, duration, step } from "../setup/progress.mjs";
import { portalCommand, removeFolder, seed, startPortal, startSimulator } from "../setup/servers.mjs";

const ROOT = resolve(import.meta.dirname, "../..");
const PICTURES = join(ROOT, "docs/pictures");
const LOGS = join(ROOT, "data/logs");

/** As for every build: NEXT_DIST_DIR names another folder than the demo's. */
const BUILD = { ...PRODUCT, folder: process.env.NEXT_DIST_DIR || PRODUCT.folder };

/**
 * `npm run screenshots`: the pictures of the documents, anew, of the built portal and the simulated Microsoft on free
 * ports over a temporary database.
 */
export async function takeScreenshots() {
  const folder = mkdtempSync(join(tmpdir(), "portal-screenshots-"));
  onInterrupt((signal) => {
    removeFolder(folder);
    process.exit(signal === "SIGINT" ? 130 : 143);
  });
  const started = Date.now();
  try {
    const pictures = await prepareAndTake(folder);
    console.log(`${pictures.length} pictures in docs/pictures (${duration(started)}).`);
  } catch (error) {
    if (isInterrupted()) return;
    complain(error);
    process.exitCode = 1;
  }
  await stopAll();
  removeFolder(folder);
  // Not kept waiting by what still watches for signals.
  process.exit();
}

/**
 * @param {string} folder
 * @returns {Promise<readonly string[]>}
 */
async function prepareAndTake(folder) {
  if (!isInstalled(ROOT)) await step("Installing packages", () => install(ROOT, process.env));
  await run("Generating database clients", process.execPath, ["scripts/generate.mjs"], { cwd: ROOT, env: process.env });
  const executablePath = await obtainChromium(console.log);
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const ours = variablesFor(port, simulatorPort, join(folder, "portal.db"));
  if (!isBuilt(ROOT, BUILD)) await step("Building the portal (once; a minute or two)", () => buildPortal(ROOT, BUILD, { env: ours }));
  const portalUrl = ours.PORTAL_URL ?? "";
  const simulatorUrl = `http://localhost:${simulatorPort}`;
  await step("Starting simulator and portal", async () => {
    const { variables } = await startSimulator(ROOT, { port: simulatorPort, variables: ours, log: join(LOGS, "screenshots-simulator.log") });
    await portalCommand(ROOT, ["db", "migrate"], variables);
    await seed(ROOT, variables);
    await startPortal(ROOT, { port, variables, log: join(LOGS, "screenshots-portal.log") });
  });

  // These are there only once the packages are.
  const [{ chromium }, { playSmallWorld }, { photograph }] = await Promise.all([import("@playwright/test"), import("./small-world.mjs"), import("./photograph.mjs")]);
  const browser = await chromium.launch({ executablePath, args: LAUNCH_ARGUMENTS });
  try {
    const world = await step("Buying and activating", () => playSmallWorld(browser, { portalUrl, simulatorUrl }));
    mkdirSync(PICTURES, { recursive: true });
    return await step("Taking pictures", () => photograph(browser, { portalUrl, folder: PICTURES, world }));
  } finally {
    await browser.close();
  }
}

/**
 * @param {number} port
 * @param {number} simulatorPort
 * @param {string} database
 * @returns {Record<string, string>}
 */
function variablesFor(port, simulatorPort, database) {
  const simulator = `http://localhost:${simulatorPort}`;
  return {
    ...withoutOurs(ROOT, process.env),
    ...buildVariables(BUILD),
    PORT: String(port),
    PORTAL_URL: `http://localhost:${port}`,
    DATABASE_URL: `file:${database.replaceAll("\\", "/")}`,
    NEXTAUTH_SECRET: "only-for-pictures-only-for-pictures-only-for-pictures",
    ENCRYPTION_KEYS: "pictures:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    ENTRA_AUTHORITY: `${simulator}/entra`,
    MARKETPLACE_API_URL: `${simulator}/marketplace/api`,
    GRAPH_URL: `${simulator}/graph`,
    ALLOW_PRIVATE_ENDPOINTS: "on",
    RATE_LIMIT_ANONYMOUS_PER_MINUTE: "0",
    SIMULATOR_PORT: String(simulatorPort),
    SIMULATOR_STATE: "",
  };
}

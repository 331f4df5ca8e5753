// @ts-check
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bundleForJourneys } from "../../scripts/portal/bundle-for-tests.mjs";
import { buildPortal, buildVariables, FOR_TESTS, isBuilt } from "../../scripts/setup/build.mjs";
import { stopAll } from "../../scripts/setup/child-processes.mjs";
import { withoutOurs } from "../../scripts/setup/clean-environment.mjs";
import { freePort } from "../../scripts/setup/ports.mjs";
import { portalCommand, removeFolder, seed, startPortal, startSimulator } from "../../scripts/setup/servers.mjs";

const ROOT = resolve(import.meta.dirname, "../..");

/**
 * For each worker a simulator and the test build of the portal on free ports, over a database of their own; tells the
 * tests where they are. Where E2E_PORTAL_URL and E2E_SIMULATOR_URL are set, those are used as they stand.
 * @param {import("@playwright/test").FullConfig} config
 * @returns {Promise<() => Promise<void>>} what ends them
 */
export default async function globalSetup({ workers }) {
  await bundleForJourneys();
  const { E2E_PORTAL_URL: portalUrl, E2E_SIMULATOR_URL: simulatorUrl } = process.env;
  if (portalUrl && simulatorUrl) {
    process.env.E2E_STACKS = JSON.stringify([{ portalUrl, simulatorUrl }]);
    return async () => undefined;
  }
  if (!isBuilt(ROOT, FOR_TESTS)) {
    console.log("Building the portal for the journeys …");
    await buildPortal(ROOT, FOR_TESTS, { env: process.env });
  }
  const folder = mkdtempSync(join(tmpdir(), "portal-e2e-"));
  const end = async () => {
    await stopAll();
    removeFolder(folder);
  };
  try {
    const stacks = [];
    for (let worker = 0; worker < workers; worker++) stacks.push(await startStack(folder, worker));
    process.env.E2E_STACKS = JSON.stringify(stacks);
  } catch (error) {
    await end();
    const output = error instanceof Error && "output" in error ? String(error.output) : "";
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${output}`);
  }
  return end;
}

/**
 * @param {string} folder
 * @param {number} worker
 */
async function startStack(folder, worker) {
  const port = await freePort();
  const simulatorPort = await freePort();
  const ours = variablesFor(port, simulatorPort, join(folder, `portal-${worker}.db`));
  const log = (/** @type {string} */ name) => join(ROOT, `test-results/logs/${name}-${worker}.log`);
  const { variables } = await startSimulator(ROOT, { port: simulatorPort, variables: ours, log: log("simulator") });
  await portalCommand(ROOT, ["db", "migrate"], variables);
  await seed(ROOT, variables);
  await startPortal(ROOT, { port, variables, log: log("portal") });
  return { portalUrl: `http://localhost:${port}`, simulatorUrl: `http://localhost:${simulatorPort}` };
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
    ...buildVariables(FOR_TESTS),
    TZ: "Asia/Kathmandu",
    LOG_LEVEL: "info",
    PORT: String(port),
    PORTAL_URL: `http://localhost:${port}`,
    DATABASE_URL: process.env.E2E_DATABASE_URL || `file:${database.replaceAll("\\", "/")}`,
    NEXTAUTH_SECRET: "only-for-tests-only-for-tests-only-for-tests",
    ENCRYPTION_KEYS: "test:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    ENTRA_AUTHORITY: `${simulator}/entra`,
    MARKETPLACE_API_URL: `${simulator}/marketplace/api`,
    GRAPH_URL: `${simulator}/graph`,
    ALLOW_PRIVATE_ENDPOINTS: "on",
    // All journeys come from one address.
    RATE_LIMIT_ANONYMOUS_PER_MINUTE: "999999",
    RATE_LIMIT_CUSTOMER_PER_MINUTE: "999999",
    SIMULATOR_PORT: String(simulatorPort),
    SIMULATOR_STATE: "",
  };
}

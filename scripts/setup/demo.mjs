// @ts-check
import { join, resolve } from "node:path";
import { buildPortal, isBuilt, PRODUCT } from "./build.mjs";
import { isInterrupted, onInterrupt, run, stopAll } from "./child-processes.mjs";
import { demoEnvironment } from "./demo-environment.mjs";
import { prepareEnvFile, readEnvFile } from "./env-file.mjs";
import { install, isInstalled } from "./install.mjs";
import { requireFreePorts } from "./ports.mjs";
import { complain, duration, step } from "./progress.mjs";
import { portalCommand, seed, startPortal, startSimulator } from "./servers.mjs";
import { SetupError } from "./setup-error.mjs";
import { tryMessage } from "./try-message.mjs";
import { welcome } from "./welcome.mjs";

const ROOT = resolve(import.meta.dirname, "../..");
const LOGS = join(ROOT, "data/logs");

/**
 * `npm run demo`: from a fresh clone to a running portal and a simulated Microsoft, until Ctrl-C.
 * With `--check` it stops by itself as soon as both have answered, and a message has gone from one to the other.
 * @param {readonly string[]} args
 */
export async function demo(args) {
  onInterrupt(() => {
    console.log("\nStopped.");
    process.exit(0);
  });
  try {
    await prepareAndRun(args.includes("--check"));
    process.exit(0);
  } catch (error) {
    if (isInterrupted()) return;
    await stopAll();
    complain(error);
    process.exit(1);
  }
}

/** @param {boolean} checkOnly */
async function prepareAndRun(checkOnly) {
  const started = Date.now();
  const envFile = join(ROOT, ".env");
  const { port, simulatorPort, simulatorUrl, variables: before } = demoEnvironment(process.env, readEnvFile(envFile));
  await requireFreePorts({ PORT: port, SIMULATOR_PORT: simulatorPort });

  if (!isInstalled(ROOT)) await step("Installing packages", () => install(ROOT, process.env));
  const secrets = prepareEnvFile(envFile, process.env);
  if (secrets.length > 0) console.log(`New secrets in .env: ${secrets.join(", ")}`);
  const environment = { ...before, ...demoEnvironment(process.env, readEnvFile(envFile)).variables };

  await step("Generating database clients", () => run("Generating database clients", process.execPath, ["scripts/generate.mjs"], { cwd: ROOT, env: environment }));
  const simulator = await step(`Starting the simulated Microsoft on port ${simulatorPort}`, () =>
    startSimulator(ROOT, { port: simulatorPort, variables: environment, log: join(LOGS, "simulator.log") }),
  );
  const { variables } = simulator;
  await step("Migrating the database", () => portalCommand(ROOT, ["db", "migrate"], variables));
  await step("Seeding the demo publisher", () => seed(ROOT, variables, { withSystems: true }));
  if (!isBuilt(ROOT, PRODUCT)) await step("Building the portal (once; a minute or two)", () => buildPortal(ROOT, PRODUCT, { env: variables }));
  const portal = await step(`Starting the portal on port ${port}`, () => startPortal(ROOT, { port, variables, log: join(LOGS, "portal.log") }));

  if (checkOnly) {
    if (portal.status >= 500) throw new SetupError(`The portal answers ${portal.status} at /sign-in.`, portal.server.lastLines());
    await step("Sending a message to the publisher's system", () => tryMessage(ROOT, variables, { offerKey: "ledgerlight", simulatorUrl: `http://127.0.0.1:${simulatorPort}` }));
    await stopAll();
    console.log(`Both answered (${duration(started)}).`);
    return;
  }
  console.log(welcome({ control: simulator.control, portalUrl: variables.PORTAL_URL ?? "", simulatorUrl, took: duration(started) }));

  const first = await Promise.race([simulator.server, portal.server].map((server) => server.ended.then((why) => ({ server, why }))));
  throw new SetupError(`${first.why} Its log is data/logs/${first.server.name}.log.`, first.server.lastLines());
}

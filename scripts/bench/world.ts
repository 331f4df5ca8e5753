import { join } from "node:path";
import { z } from "zod";
import { buildPortal, buildVariables, FOR_TESTS, isBuilt } from "../setup/build.mjs";
import { run } from "../setup/child-processes.mjs";
import { withoutOurs } from "../setup/clean-environment.mjs";
import { freePort } from "../setup/ports.mjs";
import { portalCommand, seed, startPortal, startSimulator } from "../setup/servers.mjs";
import { SetupError } from "../setup/setup-error.mjs";
import { Browser } from "./browser";
import { captureCalls, controlSimulator, type CapturedCalls } from "./webhook-capture";

const HOST = "127.0.0.1";
/** She is on the staff of every publisher here, and buys something herself: one cookie opens all that is measured. */
const PERSON = "priya";

const BUILD = { ...FOR_TESTS, folder: process.env.NEXT_DIST_DIR || FOR_TESTS.folder };

/** Of /api/metrics, which tells of the process's memory. */
export const METRICS_TOKEN = "only-for-bench-only-for-bench";

const CALLED_OFFER = "teamboard";
const QUANTITY = 25;

const controlSchema = z.object({ personas: z.array(z.object({ key: z.string(), name: z.string(), tenantId: z.string(), objectId: z.string() })) });
const purchaseSchema = z.object({ landingUrl: z.string(), subscriptionId: z.string() });
const filledPublisher = z.object({ key: z.string(), publisherId: z.number(), subscriptionId: z.string(), name: z.string(), customer: z.string() });
const filledLog = z.object({ key: z.string(), offerKey: z.string(), initiatorUserId: z.string() });
const filledSchema = z.object({ actions: z.object({ small: filledLog, large: filledLog }).nullable(), small: filledPublisher, large: filledPublisher, seats: z.object({ small: z.string(), large: z.string() }), apiKey: z.string(), called: z.object({ offerKey: z.string(), publisherId: z.number(), offerId: z.number() }) });

/** A running portal and all that a request to it may need. */
export interface World extends z.infer<typeof filledSchema> {
  readonly origin: string;
  readonly databaseUrl: string;
  /** What Microsoft calls, about a subscription that is active and known here; null where it is not asked for. */
  readonly calls: CapturedCalls | null;
  readonly orderPath: string;
  /** Of a browser that brought a purchase and is not signed in. */
  readonly visitorCookie: string;
  /** Of a browser that brought a purchase, and in which somebody is signed in who owns it and is on the staff. */
  readonly memberCookie: string;
}

export interface Places {
  readonly root: string;
  /** Is removed at the end. */
  readonly folder: string;
}

export type Step = <T>(doing: string, work: () => Promise<T>) => Promise<T>;

/** Builds the portal as for tests where that is not done yet. */
export async function buildForBench({ root }: Places, step: Step): Promise<void> {
  if (!isBuilt(root, BUILD)) await step("Building the portal (once; a minute or two)", () => buildPortal(root, BUILD, { env: process.env }));
}

/** Starts simulator and portal over a database full of subscriptions, and signs somebody in. */
export async function startWorld({ root, folder }: Places, { withCalls, withActions }: { readonly withCalls: boolean; readonly withActions: boolean }, step: Step): Promise<World> {
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const [origin, simulator] = [`http://${HOST}:${port}`, `http://${HOST}:${simulatorPort}`];
  const log = (name: string) => join(root, `test-results/logs/bench-${name}.log`);
  const ours = { ...benchVariables(root, folder), PORT: String(port), PORTAL_URL: origin, SIMULATOR_PORT: String(simulatorPort), ENTRA_AUTHORITY: `${simulator}/entra`, MARKETPLACE_API_URL: `${simulator}/marketplace/api`, GRAPH_URL: `${simulator}/graph` };

  const microsoft = await step("Starting the simulated Microsoft", () => startSimulator(root, { port: simulatorPort, variables: ours, log: log("simulator") }));
  const { variables } = microsoft;
  const person = controlSchema.parse(microsoft.control).personas.find(({ key }) => key === PERSON);
  if (person === undefined) throw new SetupError(`The simulator plays no ${PERSON}.`);

  const filled = await step("Filling the database", async () => {
    await portalCommand(root, ["db", "migrate"], variables);
    await seed(root, variables);
    const staff = JSON.stringify({ tenantId: person.tenantId, objectId: person.objectId, label: person.name });
    return filledSchema.parse(JSON.parse(await run("Filling the database", process.execPath, ["--import", "tsx", "scripts/bench/fill-testing.ts", staff, CALLED_OFFER, ...(withActions ? ["with-actions"] : [])], { cwd: root, env: variables })));
  });
  await step("Starting the portal", () => startPortal(root, { port, host: HOST, variables, log: log("portal") }));
  return step("Buying and signing in", async () => {
    const visitor = (await arrive(simulator)).browser;
    const member = (await signIn(simulator)).browser;
    const calls = withCalls ? await callsAboutAnother(simulator) : null;
    return { ...filled, origin, databaseUrl: databaseUrlIn(folder), calls, orderPath: member.path, visitorCookie: visitor.cookie, memberCookie: member.cookie };
  });
}

/** A purchase that is activated, and what Microsoft calls about it. */
async function callsAboutAnother(simulator: string): Promise<CapturedCalls> {
  await controlSimulator(simulator, "PUT", "/settings", { activationDelayMs: 0 });
  const { browser, subscriptionId } = await signIn(simulator);
  await browser.submit("Activate subscription", ["contactEmail", "bench@auroradental.example"]);
  return captureCalls(simulator, { offerId: CALLED_OFFER, subscriptionId, quantity: QUANTITY });
}

async function signIn(simulator: string): Promise<Arrived> {
  const arrived = await arrive(simulator);
  await arrived.browser.submit("Sign in with Microsoft");
  await arrived.browser.submit(`value="${PERSON}"`, ["persona", PERSON]);
  return arrived;
}

interface Arrived {
  readonly browser: Browser;
  readonly subscriptionId: string;
}

/** A browser at the landing page, with a purchase that nobody has opened before. */
async function arrive(simulator: string): Promise<Arrived> {
  const order = { offerId: CALLED_OFFER, planId: "team-annual", quantity: QUANTITY, persona: PERSON };
  const { landingUrl, subscriptionId } = purchaseSchema.parse(await controlSimulator(simulator, "POST", "/purchases", order));
  const browser = new Browser();
  await browser.open(landingUrl);
  return { browser, subscriptionId };
}

/** What the programs are started with, but for their addresses. */
export function benchVariables(root: string, folder: string): Record<string, string> {
  return {
    ...withoutOurs(root, process.env),
    ...buildVariables(BUILD),
    LOG_LEVEL: "info",
    DATABASE_URL: databaseUrlIn(folder),
    NEXTAUTH_SECRET: "only-for-bench-only-for-bench-only-for-bench",
    ENCRYPTION_KEYS: "bench:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    ALLOW_PRIVATE_ENDPOINTS: "on",
    // What is kept meanwhile is looked after in no time that is measured.
    WORKER: "off",
    METRICS_TOKEN,
    // All load comes from one address and with one key.
    RATE_LIMIT_ANONYMOUS_PER_MINUTE: "0",
    RATE_LIMIT_CUSTOMER_PER_MINUTE: "0",
    RATE_LIMIT_API_PER_MINUTE: "0",
    SIMULATOR_STATE: "",
  };
}

function databaseUrlIn(folder: string): string {
  return `file:${join(folder, "portal.db").replaceAll("\\", "/")}`;
}

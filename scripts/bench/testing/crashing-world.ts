import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { freePort } from "../../setup/ports.mjs";
import { portalCommand, startPortal, startSimulator } from "../../setup/servers.mjs";
import type { Server } from "../../setup/child-processes.mjs";
import { controlSimulator } from "../webhook-capture";

const HOST = "127.0.0.1";
const PUBLISHER = "northwind-labs";
/** More than Microsoft lets them buy: some changes are refused here. */
export const MOST_SEATS = 30;

const controlSchema = z.object({
  publishers: z.array(z.object({ publisherId: z.string(), name: z.string(), tenantId: z.string(), clientId: z.string(), clientSecret: z.string() })),
});
export type MicrosoftsPublisher = z.infer<typeof controlSchema>["publishers"][number];

/** The built portal, which can be killed and started again, and a Microsoft that goes on meanwhile. */
export interface CrashingWorld {
  readonly folder: string;
  readonly databaseUrl: string;
  readonly simulator: string;
  readonly publisher: MicrosoftsPublisher;
  /** Resolves when it answers. */
  start(): Promise<void>;
  kill(): Promise<void>;
}

/** @param variables what both are started with, but for their addresses */
export async function openCrashingWorld(root: string, variables: Readonly<Record<string, string>>): Promise<CrashingWorld> {
  const folder = mkdtempSync(join(tmpdir(), "portal-crash-"));
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const simulator = `http://${HOST}:${simulatorPort}`;
  const databaseUrl = `file:${join(folder, "portal.db").replaceAll("\\", "/")}`;
  const ours = {
    ...variables,
    ...{ PORT: String(port), PORTAL_URL: `http://${HOST}:${port}`, DATABASE_URL: databaseUrl, WORKER: "on" },
    ...{ SIMULATOR_PORT: String(simulatorPort), SIMULATOR_WEBHOOK_URL: `http://${HOST}:${port}/api/webhook/{offerId}`, ENTRA_AUTHORITY: `${simulator}/entra`, MARKETPLACE_API_URL: `${simulator}/marketplace/api` },
  };
  const log = (name: string) => join(root, `test-results/logs/webhook-crash-${name}.log`);
  const microsoft = await startSimulator(root, { port: simulatorPort, variables: ours, log: log("simulator") });
  const publisher = controlSchema.parse(microsoft.control).publishers.find(({ publisherId }) => publisherId === PUBLISHER);
  if (publisher === undefined) throw new Error(`The simulator plays no ${PUBLISHER}.`);
  await controlSimulator(simulator, "PUT", "/settings", { activationDelayMs: 0 });
  // Microsoft calls again soon: a whole afternoon's tries in a minute.
  await controlSimulator(simulator, "PUT", "/webhooks/settings", { retryAfterMs: 100, retryAtMostMs: 700, windowMs: 6_000 });
  await portalCommand(root, ["db", "migrate"], microsoft.variables);
  const document = join(folder, "offers.json");
  writeFileSync(document, JSON.stringify(catalogueOf(publisher)));
  await portalCommand(root, ["offers", "apply", document], { ...microsoft.variables, CLIENT_SECRET: publisher.clientSecret });

  let starts = 0;
  let portal: Server | null = null;
  return {
    ...{ folder, databaseUrl, simulator, publisher },
    start: async () => {
      starts += 1;
      portal = (await startPortal(root, { port, host: HOST, variables: microsoft.variables, log: log(`portal-${starts}`) })).server;
    },
    kill: async () => portal?.kill(),
  };
}

/** JSON is YAML. */
function catalogueOf({ publisherId, name, tenantId, clientId }: MicrosoftsPublisher): object {
  const seats = { perSeat: true, minSeats: 1, maxSeats: MOST_SEATS };
  return {
    publisher: { key: publisherId, name },
    technicalConfiguration: { tenantId, clientId, clientSecret: "${CLIENT_SECRET}" },
    offers: [
      { key: "teamboard", offerId: "teamboard", name: "Teamboard", plans: [{ planId: "team-monthly", name: "Team", ...seats }, { planId: "team-annual", name: "Team, yearly", ...seats }] },
      { key: "ledgerlight", offerId: "ledgerlight", name: "Ledgerlight", plans: [{ planId: "basic-monthly", name: "Basic", perSeat: false, changesTo: ["pro-monthly"] }, { planId: "pro-monthly", name: "Pro", perSeat: false, changesTo: ["basic-monthly"] }, { planId: "pro-annual", name: "Pro, yearly", perSeat: false }] },
    ],
  };
}

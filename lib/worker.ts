import { followActivations, refuseActivations, settleActivations, watchHandOvers } from "./activations/jobs";
import { sweepLandingSessions } from "./activations/landing/jobs";
import { deliveries } from "./actions/deliveries/deliver";
import { sweepDeliveries } from "./actions/deliveries/sweep";
import { removeActions } from "./actions/seal/jobs";
import { sealDue } from "./actions/seal/seal";
import { closeDatabase, database } from "./db/client";
import type { RegisteredJob } from "./jobs/define";
import { sweepDirectoryGrants } from "./licenses/directory/jobs";
import { sweepImports, workThroughImport } from "./licenses/imports/jobs";
import { endLicenses, expireLicenseInvitations } from "./licenses/jobs";
import { processInbox } from "./inbox/jobs";
import { writeChecked } from "./licenses/check/note-checked";
import { sweepJobs } from "./jobs/sweep";
import { keepWorking, type StandingWork } from "./jobs/standing";
import { startWorker, type RunningWorker } from "./jobs/work";
import { env } from "./kernel/env";
import { PortalError } from "./kernel/errors";
import { log } from "./kernel/log";
import { startTracing, stopTracing } from "./kernel/tracing";
import { followChanges, reconcileHourly, reconcileSubscriptions } from "./subscriptions/jobs";
import { migrationStatus } from "./db/migrate";
import { nameClients } from "./http/client-address";
import { drainOnSignals, watchRequests } from "./http/drain";
import { REQUEST_ID_HEADER } from "./http/request-id";
import { logRequests } from "./http/request-log";
import { classifierOfBuild } from "./http/route-class";
import { secureAnswers } from "./http/security-headers";

/** Every kind of job that this version can do: the one place that knows all nouns. */
export const JOBS: readonly RegisteredJob[] = [processInbox, followActivations, settleActivations, watchHandOvers, refuseActivations, sweepLandingSessions, sweepJobs, followChanges, reconcileSubscriptions, reconcileHourly, endLicenses, expireLicenseInvitations, workThroughImport, sweepImports, sweepDirectoryGrants, removeActions, sweepDeliveries];

/** What works beside the jobs, from rows of its own. */
function standingWork(): StandingWork[] {
  return [deliveries(), { name: "actions.seal", turn: async ({ ctx, stopping }) => sealDue(ctx, stopping) }];
}

declare global {
  /** What works in the background of this process, and stops with it. */
  var portalWorkers: readonly RunningWorker[] | undefined;
}

/** When the portal's process starts: checks what it needs and, unless WORKER is off, begins to work in the background. */
export async function start(): Promise<void> {
  await check();
  secureAnswers();
  nameClients();
  logRequests(classifierOfBuild());
  watchRequests();
  if (env().WORKER) beginWork();
  // Otherwise Next itself ends the process, and cuts the worker off.
  if (process.env.NEXT_MANUAL_SIG_HANDLE) stopOnSignals();
}

/** `npm run worker`: the background work alone, in a process of its own, until it is told to stop. */
export async function runWorker(): Promise<void> {
  await check();
  beginWork();
  stopOnSignals();
  await new Promise<never>(() => undefined);
}

/** Requests in flight, the worker, what is not written or exported yet, the database: in this order. */
function stopOnSignals(): void {
  drainOnSignals({ stopSeconds: env().STOP_SECONDS, stopWorker, lastly: [writeChecked, stopTracing, closeDatabase] });
}

/** Finishes what is under way within STOP_SECONDS and hands back the rest. Does nothing where no worker runs. */
export async function stopWorker(): Promise<void> {
  await Promise.all(globalThis.portalWorkers?.map((worker) => worker.stop(env().STOP_SECONDS)) ?? []);
  globalThis.portalWorkers = undefined;
}

function beginWork(): void {
  globalThis.portalWorkers ??= [startWorker({ jobs: JOBS, concurrency: env().WORKER_CONCURRENCY }), ...standingWork().map(keepWorking)];
}

/**
 * The configuration is usable and the database is migrated. Otherwise the process stops with one line that says what
 * to change.
 */
async function check(): Promise<void> {
  try {
    process.env.NEXTAUTH_URL = env().PORTAL_URL;
    await startTracing(env().OTEL_EXPORTER_OTLP_ENDPOINT);
    const { pending } = await migrationStatus(env().DATABASE_URL);
    if (pending.length > 0) {
      throw new PortalError("misconfigured", {
        what: "The database is not up to date:",
        why: `${pending.join(", ")} still to be applied.`,
        todo: "Run: npm run portal -- db migrate",
      });
    }
    await database().publisher.count();
    warnOfPlainHttp(env().PORTAL_URL);
  } catch (error) {
    process.stderr.write(`${error instanceof PortalError ? `${error.message} ${error.explanation.todo}` : `The portal cannot start: ${String(error)}`}\n`);
    process.exit(1);
  }
}

function warnOfPlainHttp(portalUrl: string): void {
  const { protocol, hostname } = new URL(portalUrl);
  if (protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname)) return;
  log.warn({ event: "portal.plain-http", portalUrl }, "PORTAL_URL is not https: cookies are sent over plain connections, and Microsoft takes no such landing page");
}

interface FailedRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** One log event for a fault in a page or a server action, under the digest and request id that the visitor is shown. */
export function reportRequestError(error: unknown, request: FailedRequest, { routePath }: { readonly routePath: string }): void {
  const digest = typeof error === "object" && error !== null && "digest" in error ? error.digest : undefined;
  log.error(
    { event: "page.failed", method: request.method, route: routePath, requestId: request.headers[REQUEST_ID_HEADER], digest, err: error },
    "a page failed",
  );
}

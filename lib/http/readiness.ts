import { databaseHealth } from "../db/health";
import { addSeconds } from "../kernel/clock";
import { env } from "../kernel/env";
import { isDraining } from "./drain";

const DATABASE_MILLISECONDS = 2_000;
const LATEST_BEAT_SECONDS = 120;

/** Whether this process should be sent requests, and what stands in the way. */
export interface Readiness {
  readonly ready: boolean;
  readonly stopping: boolean;
  readonly database: "answers" | "away";
  readonly migrations: "applied" | "pending" | "unknown";
  /** late: no worker of the deployment has said for two minutes that it lives. */
  readonly worker: "alive" | "late" | "unknown";
}

/**
 * Ready is who may take requests: the database answers in time and has every migration of this version. A late worker
 * counts where it is this process that should do the work: elsewhere it is told, and requests are taken all the same.
 */
export async function readiness(now: Date): Promise<Readiness> {
  const health = await databaseHealth(DATABASE_MILLISECONDS);
  const stopping = isDraining();
  const migrations = health === null ? "unknown" : health.pendingMigrations.length > 0 ? "pending" : "applied";
  const worker = health === null ? "unknown" : isLate(health.workerBeatAt, now) ? "late" : "alive";
  const ready = !stopping && migrations === "applied" && (worker === "alive" || !env().WORKER);
  return { ready, stopping, database: health === null ? "away" : "answers", migrations, worker };
}

/** A process that has just started is given the same time to begin. */
function isLate(beatAt: Date | null, now: Date): boolean {
  const limit = addSeconds(now, -LATEST_BEAT_SECONDS);
  const startedAt = addSeconds(now, -process.uptime());
  return (beatAt === null || beatAt < limit) && startedAt < limit;
}

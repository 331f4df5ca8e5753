import { database } from "../../db/client";
import { currentTime } from "../../kernel/clock";
import type { Context, SystemScope } from "../../kernel/context";
import { standingContext, type StandingWork, type Turn } from "../../jobs/standing";
import { pickMessages } from "./pick";
import { LEASE_SECONDS, roomFor, takeShift, workShift, type Signals } from "./shift";

/** So many endpoints are delivered to at a time by one worker. */
const MOST_SHIFTS = 64;

const NAME = "deliveries";

/** Endpoints that something is due at, and that nobody holds. */
async function dueEndpoints(now: Date): Promise<number[]> {
  const free = await database().endpoint.findMany({
    where: { url: { not: null }, pausedAt: null, AND: [{ OR: [{ leaseUntil: null }, { leaseUntil: { lte: now } }] }, { OR: [{ openUntil: null }, { openUntil: { lte: now } }] }] },
    orderBy: { id: "asc" },
    select: { id: true, failuresInARow: true, openUntil: true },
  });
  const due: number[] = [];
  for (const { id, ...health } of free) {
    // As a turn would choose, so that no turn is taken for what only waits behind something else.
    const [first] = await pickMessages(database(), { endpointId: id, ...roomFor(health, 0, now), limit: 1, now, underWay: [] });
    if (first !== undefined) due.push(id);
  }
  return due;
}

/**
 * The standing work of a worker: delivers messages to the publishers' endpoints, each endpoint by itself, so that one that
 * is dead or slow holds up nobody else.
 * @param leaseSeconds for how long what a dead worker held stays held.
 */
export function deliveries({ leaseSeconds = LEASE_SECONDS } = {}): StandingWork {
  let shifts = 0;
  return {
    name: NAME,
    turn: async ({ ctx, spawn, ...signals }: Turn) => {
      const due = await dueEndpoints(ctx.now);
      // Where there are more of them than turns, all have the same chance.
      const first = Math.floor(Math.random() * due.length);
      for (const endpointId of [...due.slice(first), ...due.slice(0, first)].slice(0, MOST_SHIFTS - shifts)) {
        shifts += 1;
        spawn(work(ctx, endpointId, { ...signals, leaseSeconds }).finally(() => (shifts -= 1)));
      }
      return false;
    },
  };
}

/** Delivers what is due now, and whatever becomes due by it; for the command line. @returns how many attempts that took. */
export async function deliverDue(): Promise<number> {
  const never = new AbortController().signal;
  for (let attempts = 0; ; ) {
    const ctx = standingContext(NAME);
    const due = await dueEndpoints(currentTime());
    const made = await Promise.all(due.map((endpointId) => work(ctx, endpointId, { stopping: never, signal: never, leaseSeconds: LEASE_SECONDS })));
    const more = made.reduce((sum, each) => sum + each, 0);
    // What waits behind a message that is not due yet is found each time, and nothing comes of it.
    if (more === 0) return attempts;
    attempts += more;
  }
}

async function work(ctx: Context<SystemScope>, endpointId: number, { leaseSeconds, ...signals }: Signals & { readonly leaseSeconds: number }): Promise<number> {
  const shift = await takeShift(ctx, endpointId, leaseSeconds);
  return shift === null ? 0 : workShift(ctx, shift, signals);
}

import { customerScope, systemScope } from "../../auth/scope";
import { database } from "../../db/client";
import type { RegisteredJob } from "../../jobs/define";
import { takeJobs } from "../../jobs/lease";
import { runJob } from "../../jobs/run-job";
import { addSeconds, currentTime } from "../../kernel/clock";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { newId } from "../../kernel/ids";
import { followChanges } from "../../subscriptions/jobs";
import type { Change } from "../../subscriptions/own-changes/schema";
import { requestChange, type RequestChangeOutcome } from "../../subscriptions/own-changes/request-change";
import { processInbox } from "../jobs";
import { openInboxWorld, type InboxWorld } from "./world";

const JOBS: readonly RegisteredJob[] = [processInbox, followChanges];

/** A simulated Microsoft whose own calls reach us, and a manager who changes what was bought. */
export interface OwnChangesWorld extends InboxWorld {
  /** Whoever the purchase names. */
  manager(subscriptionId: string, now?: Date): Promise<Context<CustomerScope, UserActor>>;
  request(subscriptionId: string, change: Change): Promise<RequestChangeOutcome>;
  /** Does what is due within `seconds`, of Microsoft's calls and of changes, until nothing is left of it. */
  work(kinds?: readonly string[], seconds?: number): Promise<void>;
  /** The newest request first. */
  requests(): Promise<{ id: number; state: string; problem: string | null; problemDetail: string | null; operationId: string | null; action: string; attempts: number; finishedAt: Date | null }[]>;
  /** What was done to a subscription, by whom. */
  log(subscriptionId: string): Promise<string[]>;
  /** How Microsoft's API goes wrong. */
  apiFaults(...faults: { path: string; method?: string; kind: string; status?: number; times?: number; retryAfter?: number }[]): Promise<void>;
}

/** Call it before anything reads `env()`. */
export async function openOwnChanges(): Promise<OwnChangesWorld> {
  const inbox = await openInboxWorld();
  const world: OwnChangesWorld = {
    ...inbox,
    manager: async (subscriptionId, now = currentTime()) => {
      const { tenantId, beneficiaryObjectId: objectId } = await database().subscription.findUniqueOrThrow({ where: { subscriptionId } });
      if (tenantId === null || objectId === null) throw new Error("The purchase names nobody.");
      const actor = { kind: "user", tenantId, objectId, name: "Mira Soto", email: null } as const;
      return { actor, scope: customerScope(actor), correlationId: newId(), now };
    },
    request: async (subscriptionId, change) => requestChange(await world.manager(subscriptionId), { subscriptionId, change }),
    work: async (kinds = JOBS.map(({ kind }) => kind), seconds = 90) => {
      for (let turns = 0; turns < 60; turns += 1) {
        const until = addSeconds(currentTime(), seconds);
        if ((await database().job.count({ where: { kind: { in: [...kinds] }, nextAt: { lte: until } } })) === 0) return;
        const ctx = { actor: { kind: "job", name: "test" } as const, scope: systemScope(), correlationId: newId(), now: until };
        // The others wait: a lease that nobody works under would keep them from the next turn.
        await database().job.updateMany({ where: { kind: { notIn: [...kinds] }, state: "waiting" }, data: { nextAt: addSeconds(until, 1) } });
        const taken = await takeJobs(ctx, "test", 50);
        await Promise.all(taken.map((job) => runJob(ctx, job, JOBS.find(({ kind }) => kind === job.kind), new AbortController().signal)));
      }
    },
    requests: () => database().changeRequest.findMany({ orderBy: { id: "desc" }, select: { id: true, state: true, problem: true, problemDetail: true, operationId: true, action: true, attempts: true, finishedAt: true } }),
    log: async (subscriptionId) =>
      (await database().subscriptionAction.findMany({ where: { subscription: { subscriptionId } }, orderBy: { number: "asc" }, select: { type: true, actorName: true, actorKind: true } })).map(({ type, actorName, actorKind }) => `${type} by ${actorName ?? actorKind}`),
    apiFaults: async (...faults) => {
      await inbox.microsoft.control("/faults", { method: "PUT", body: { faults: faults.map(({ path, method, ...fault }) => ({ match: { path, ...(method ? { method } : {}) }, ...fault })) } });
    },
  };
  return world;
}

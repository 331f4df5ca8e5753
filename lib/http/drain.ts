import type { Server, ServerResponse } from "node:http";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { log } from "../kernel/log";
import { onEveryRequest } from "./every-request";

/** How long a stopping process goes on taking requests: load balancers notice, and open connections are told to close. */
const GRACE_MILLISECONDS = 2_000;
/** For connections that were opened before the port was closed and have not asked for anything yet. */
const SILENCE_MILLISECONDS = 500;
/** Ctrl-C reaches a process twice, from the terminal and from npm. */
const SAME_SIGNAL_MILLISECONDS = 250;

interface Answering {
  draining: boolean;
  readonly servers: Set<Server>;
  readonly open: Set<ServerResponse>;
}

declare global {
  /** Next.js instantiates a module several times in one process; all of them speak of the same requests. */
  var portalAnswering: Answering | undefined;
}

function answering(): Answering {
  return (globalThis.portalAnswering ??= { draining: false, servers: new Set(), open: new Set() });
}

/** Whether this process has been told to stop: it should be sent no more requests. */
export function isDraining(): boolean {
  return answering().draining;
}

/** Keeps track of Next's server, which it hands to nobody, and of the requests it has not answered yet. Returns what ends it. */
export function watchRequests(): () => void {
  const state = answering();
  const end = onEveryRequest(({ response, server }) => {
    state.servers.add(server);
    state.open.add(response);
    response.once("close", () => state.open.delete(response));
    if (state.draining) response.setHeader("connection", "close");
  });
  return () => {
    end();
    globalThis.portalAnswering = undefined;
  };
}

export interface Stopping {
  /** How long requests in flight may still take. */
  readonly stopSeconds: number;
  /** Lets go of background work; begun at once, awaited after the requests. */
  readonly stopWorker: () => Promise<void>;
  /** When nothing runs any more: what is to be written or closed, in this order. */
  readonly lastly: readonly (() => Promise<void>)[];
  readonly graceMilliseconds?: number;
}

/**
 * Stops answering without losing a request: not ready any more, every answer closes its connection, then no new
 * connections, then what is in flight, then the worker's end and whatever comes last.
 */
export async function drain({ stopSeconds, stopWorker, lastly, graceMilliseconds = GRACE_MILLISECONDS }: Stopping): Promise<void> {
  const state = answering();
  const deadline = performance.now() + stopSeconds * 1000;
  state.draining = true;
  for (const response of state.open) if (!response.headersSent) response.setHeader("connection", "close");
  const worker = quietly("worker", stopWorker);
  // A process that serves nobody, as the worker's own, has nothing to wait for.
  if (state.servers.size > 0) await sleep(Math.min(graceMilliseconds, stopSeconds * 1000));
  const closed = [...state.servers].map(stopListening);
  await untilAnswered(state, deadline, closed);
  if (state.open.size > 0) log.warn({ event: "process.requests-cut", requests: state.open.size }, "requests that took too long were cut off");
  for (const server of state.servers) server.closeAllConnections();
  await worker;
  for (const step of lastly) await quietly("end", step);
}

/**
 * What the kernel has accepted and Node has not yet is lost when the port is closed: so it is closed in the moment after
 * a turn of the event loop in which there was next to nothing to do.
 */
async function stopListening(server: Server): Promise<void> {
  for (let patience = 2_000; patience > 0; patience -= 1) {
    const started = performance.now();
    await turn();
    if (performance.now() - started < 0.5) break;
  }
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

async function untilAnswered(state: Answering, deadline: number, closed: readonly Promise<void>[]): Promise<void> {
  const over = new AbortController();
  void Promise.all(closed).then(() => over.abort());
  let silentSince = performance.now();
  while (!over.signal.aborted && performance.now() < deadline) {
    if (state.open.size > 0) silentSince = performance.now();
    if (performance.now() - silentSince >= SILENCE_MILLISECONDS) return;
    await sleep(20);
  }
}

async function quietly(what: string, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    log.error({ event: "process.stop-failed", what, err: error }, "a step of stopping failed");
  }
}

/**
 * On SIGTERM or SIGINT drains and ends the process with 0; a second signal, or `stopSeconds` and some more, end it at
 * once. For processes in which Next was told to leave signals alone (NEXT_MANUAL_SIG_HANDLE), and the worker's own.
 */
export function drainOnSignals(stopping: Stopping): void {
  let askedAt: number | undefined;
  const stop = (signal: NodeJS.Signals): void => {
    if (askedAt !== undefined) {
      if (performance.now() - askedAt > SAME_SIGNAL_MILLISECONDS) process.exit(signal === "SIGINT" ? 130 : 143);
      return;
    }
    askedAt = performance.now();
    log.info({ event: "process.stopping", signal, requests: answering().open.size }, "stopping");
    setTimeout(() => {
      log.error({ event: "process.stop-overdue" }, "stopping took too long");
      process.exit(1);
    }, (stopping.stopSeconds + 10) * 1000);
    void drain(stopping).then(() => {
      log.info({ event: "process.stopped" }, "stopped");
      process.exit(0);
    });
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop);
}

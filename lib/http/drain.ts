import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { log } from "../kernel/log";
import { onEveryRequest } from "./every-request";

/** How long a stopping process goes on taking requests: load balancers notice, and open connections are told to close. */
const GRACE_MILLISECONDS = 2_000;
/** For connections that were opened before the port was closed and have not asked for anything yet. */
const SILENCE_MILLISECONDS = 500;
/** How long the port is to bring nothing new before it is closed, what counts as a short turn, and when any short turn will do. */
const SILENT_PORT_MILLISECONDS = 25;
const QUIET_TURN_MILLISECONDS = 0.5;
const HOLD_MILLISECONDS = 1_000;
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
 * What the kernel has accepted and Node has not yet is lost when the port is closed, and Node takes one connection in a
 * turn of its event loop. So that nothing is, new ones are taken and held unread until turn after turn has brought none;
 * then, in the same moment, the port is closed, and what was held is served.
 */
async function stopListening(server: Server): Promise<void> {
  const { held, release } = holdConnections(server);
  const began = performance.now();
  let silentSince = began;
  for (let quiet = false; !quiet; ) {
    const before = { held: held.length, at: performance.now() };
    await turn();
    const now = performance.now();
    const short = held.length === before.held && now - before.at <= QUIET_TURN_MILLISECONDS;
    if (!short) silentSince = now;
    quiet = short && (now - silentSince >= SILENT_PORT_MILLISECONDS || now - began >= HOLD_MILLISECONDS);
    if (now - began >= 2 * HOLD_MILLISECONDS) break;
  }
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  release();
  return closed;
}

function holdConnections(server: Server): { held: readonly Socket[]; release: () => void } {
  const handlers = server.listeners("connection");
  const held: Socket[] = [];
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => held.push(socket.on("error", () => undefined)));
  const release = (): void => {
    server.removeAllListeners("connection");
    for (const handler of handlers) server.on("connection", (socket: Socket) => void Reflect.apply(handler, server, [socket]));
    for (const socket of held) if (!socket.destroyed) server.emit("connection", socket);
  };
  return { held, release };
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

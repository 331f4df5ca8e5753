import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { systemScope } from "../auth/scope";
import { currentTime } from "../kernel/clock";
import type { Context, SystemScope } from "../kernel/context";
import { newId } from "../kernel/ids";
import { log } from "../kernel/log";
import type { RunningWorker } from "./work";

const PAUSE_MILLISECONDS = 1_000;
const LONGEST_PAUSE_MILLISECONDS = 15_000;

/** What a turn of standing work is given. */
export interface Turn {
  readonly ctx: Context<SystemScope>;
  /** Aborted when the worker is asked to stop: nothing new is begun from then on. */
  readonly stopping: AbortSignal;
  /** Aborted when it has to end: what is under way is cut off. */
  readonly signal: AbortSignal;
  /** Work that goes on while further turns are taken; a stop waits for it. What it throws is logged. */
  readonly spawn: (work: Promise<unknown>) => void;
}

/**
 * Work that has no beginning and no end, for which rows of its own are the memory: what is due stands there, who holds it,
 * too. Apart from jobs because it comes by the thousand, or is never over.
 */
export interface StandingWork {
  readonly name: string;
  /** @returns whether there was anything to do: then the next turn follows at once. */
  readonly turn: (turn: Turn) => Promise<boolean>;
}

/** A context for one turn of work that nobody asked for. */
export function standingContext(name: string): Context<SystemScope> {
  return { actor: { kind: "job", name }, scope: systemScope(), correlationId: newId(), now: currentTime() };
}

/** Takes turns until it is stopped; a turn that fails is logged, and tried again after a longer pause. */
export function keepWorking({ name, turn }: StandingWork): RunningWorker {
  const stopTaking = new AbortController();
  const stopWorking = new AbortController();
  setMaxListeners(0, stopWorking.signal, stopTaking.signal);
  const running = new Set<Promise<unknown>>();
  const spawn = (work: Promise<unknown>): void => {
    const watched: Promise<unknown> = work
      .catch((error: unknown) => log.error({ event: "standing-work.failed", name, err: error }, "standing work failed: it will be taken up again"))
      .finally(() => running.delete(watched));
    running.add(watched);
  };

  const loop = async (): Promise<void> => {
    for (let faults = 0; !stopTaking.signal.aborted; ) {
      try {
        const busy = await turn({ ctx: standingContext(name), stopping: stopTaking.signal, signal: stopWorking.signal, spawn });
        faults = 0;
        if (!busy) await pause(stopTaking.signal, PAUSE_MILLISECONDS);
      } catch (error) {
        faults += 1;
        log.error({ event: "standing-work.turn-failed", name, err: error }, "a turn of standing work failed");
        await pause(stopTaking.signal, Math.min(PAUSE_MILLISECONDS * 2 ** faults, LONGEST_PAUSE_MILLISECONDS));
      }
    }
  };

  const looping = loop();
  const all = async (): Promise<void> => {
    await looping;
    await Promise.all(running);
  };
  let stopped: Promise<void> | undefined;
  const stop = async (seconds: number): Promise<void> => {
    stopTaking.abort();
    const over = new AbortController();
    await Promise.race([all(), pause(over.signal, seconds * 1000)]);
    over.abort();
    stopWorking.abort();
    await all();
  };
  return { name, stop: (seconds) => (stopped ??= stop(seconds)) };
}

async function pause(signal: AbortSignal, milliseconds: number): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}

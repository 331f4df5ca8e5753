import autocannon, { type Options, type Result } from "autocannon";
import { SetupError } from "../setup/setup-error.mjs";
import type { Figures, Measured } from "./figures";

export const CONNECTIONS = 10;
/** Requests, not seconds: code becomes fast by being run, which takes a slow machine longer. */
const WARM_UP = 200;
/** Of each connection. Of fewer the middle one would be one of the fast ones, because the slow ones are not over yet. */
const FEWEST_ANSWERS = 5;
const LONGEST_SECONDS = 60;

/** A path to load, and what every one of its answers has to be. */
export interface Target extends Omit<Measured, "rounds"> {
  readonly headers: Readonly<Record<string, string>>;
  /** Stands in the answer, and in no error page; empty: the answer is. */
  readonly text: string;
  /** Of every answer. */
  readonly status: number;
  /** What is posted next; a path without it is asked for with GET. */
  readonly next: (() => Posted) | null;
}

/** One request that is another one than those before it. */
export interface Posted {
  readonly body: string;
  /** Is told when the answer has come, and that it was the right one. */
  readonly answered: () => void;
}

/**
 * Loads every target for a while, one after the other, and that for several rounds: what else the machine does meanwhile hits them all.
 * @param say what comes next
 */
export async function measure(origin: string, targets: readonly Target[], { rounds, seconds }: { rounds: number; seconds: number }, say: (line: string) => void): Promise<Measured[]> {
  say("Warming up");
  for (const target of targets) {
    await tryOnce(origin, target);
    await load(origin, target, { amount: WARM_UP });
  }
  const figures = new Map<Target, Figures[]>(targets.map((target) => [target, []]));
  for (let round = 1; round <= rounds; round += 1) {
    say(`Round ${round} of ${rounds}`);
    for (const [target, taken] of figures) taken.push(await figuresOf(origin, target, seconds));
  }
  return [...figures].map(([{ name, group, path, yardstick }, taken]) => ({ name, group, path, yardstick, rounds: taken }));
}

/** Says what came instead, which a count of wrong answers does not. */
async function tryOnce(origin: string, { name, path, headers, text, status, next }: Target): Promise<void> {
  const posted = next?.();
  const response = await fetch(origin + path, { method: posted ? "POST" : "GET", body: posted?.body, headers, redirect: "manual" });
  const body = await response.text();
  if (response.status !== status || !body.includes(text)) throw new SetupError(`${name} (${path}) answers ${response.status} without “${text}”: nothing is measured.`, body.slice(0, 2_000));
  posted?.answered();
}

async function figuresOf(origin: string, target: Target, seconds: number): Promise<Figures> {
  const fewest = FEWEST_ANSWERS * CONNECTIONS;
  const timed = await load(origin, target, { duration: seconds });
  const { requests, duration, latency } = timed.requests.total >= fewest ? timed : await load(origin, target, { amount: fewest });
  return { requestsPerSecond: requests.total / duration, p50: latency.p50, p99: latency.p99 };
}

/** @throws SetupError where one of the answers is another than that of the page. */
async function load(origin: string, target: Target, until: { duration: number } | { amount: number }): Promise<Result> {
  const { name, path, headers, text, status } = target;
  const result = await autocannon({ ...until, url: origin + path, headers, connections: CONNECTIONS, timeout: LONGEST_SECONDS, verifyBody: (body) => String(body).includes(text), ...posting(target) });
  const others = result.requests.total - (result.statusCodeStats?.[`${status}`]?.count ?? 0);
  if (others !== 0 || result.mismatches !== 0 || result.errors !== 0) {
    throw new SetupError(`${name} (${path}) answered ${others} times with another status than ${status}, ${result.mismatches} times without “${text}”, and ${result.errors} times not at all: nothing is measured.`);
  }
  return result;
}

/** A connection makes one request at a time, and its context lasts as long as that. */
function posting({ headers, status, next }: Target): Pick<Options, "method" | "requests"> {
  if (next === null) return {};
  const answered = new WeakMap<object, () => void>();
  return {
    method: "POST",
    requests: [
      {
        setupRequest: (request, context) => {
          const posted = next();
          answered.set(context, posted.answered);
          return { ...request, method: "POST", headers, body: posted.body };
        },
        onResponse: (code, _body, context) => {
          if (code === status) answered.get(context)?.();
        },
      },
    ],
  };
}

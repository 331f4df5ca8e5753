import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { testDatabase } from "../../../db/testing";
import { transaction } from "../../../db/transaction";
import { randomFrom } from "../../../jobs/testing/crash-run";
import { recordAction } from "../../record";
import { makeTold, startReceiver, systemContext, type Told } from "../testing";
import { harmOf, readOutgoing, type Arrival, type Harm } from "./crash-check";
import { crashWorkers, kill } from "./crash-workers";

export interface DeliveryCrashReport extends Harm {
  readonly kills: number;
  readonly actions: number;
  readonly arrivals: number;
  /** Arrivals of what had arrived before, and attempts that the kills cut off. */
  readonly repeats: number;
  readonly cutOff: number;
}

/** As short as steps, which prolong it each second, allow. */
const LEASE_SECONDS = 1.5;
const OFFERS = 2;
const SUBSCRIPTIONS = 6;
const LONGEST_ANSWER_MILLISECONDS = 12;
const LONGEST_BREATH_MILLISECONDS = 60;
const PATIENCE_MILLISECONDS = 60_000;
const LOOK_MILLISECONDS = 5;
const MOST_FOR_ACTIONS_MILLISECONDS = 300;
/** One message in so many is turned away at first, one action in so many is undone before it is committed. */
const TURNED_AWAY = 40;
const UNDONE = 10;

type Random = () => number;

/**
 * Actions are written all the time, and two workers tell a receiver, of which one is killed without warning `kills` times,
 * at moments that `seed` chooses, mostly between sending and writing down; the other is held up meanwhile every second
 * time, until what it held is another's. In the end everything has to arrive.
 */
export async function deliveryCrashRun({ kills, seed }: { kills: number; seed: number }): Promise<DeliveryCrashReport> {
  const mine = await testDatabase();
  const [random, writing, answering] = [randomFrom(seed), randomFrom(seed + 1), randomFrom(seed + 2)];
  let secrets: readonly string[] = [];
  const receiver = await startReceiver(() => secrets);
  const workers = await crashWorkers(mine.url, LEASE_SECONDS);
  try {
    const arrivals: Arrival[] = [];
    let places = 0;
    let isCalm = false;
    receiver.answer = async ({ id, body, verified }) => {
      const isFirst = !arrivals.some((arrival) => arrival.id === id);
      const arrival: Arrival = { id, body, verified, arrivedAt: (places += 1), answeredAt: null };
      arrivals.push(arrival);
      await sleep(answering() * LONGEST_ANSWER_MILLISECONDS);
      if (isFirst && !isCalm && answering() < 1 / TURNED_AWAY) return 500;
      arrival.answeredAt = places += 1;
      return 200;
    };
    const told: Told[] = [];
    for (let offer = 0; offer < OFFERS; offer += 1) told.push(await makeTold(receiver.url, { subscriptions: SUBSCRIPTIONS }));
    secrets = told.map(({ secret }) => secret);

    const stop = new AbortController();
    let actions = 0;
    const busy = actUntil(stop.signal, told, writing, () => (actions += 1));
    await crash({ kills, random, start: workers.start, arrived: () => arrivals.length, acted: () => actions });
    isCalm = true;
    stop.abort();
    await busy;
    await until(async () => (await mine.database.delivery.count({ where: { state: "waiting" } })) === 0, { every: 200 });
    return {
      ...{ kills, actions, arrivals: arrivals.length, repeats: arrivals.length - new Set(arrivals.map(({ id }) => id)).size },
      cutOff: await mine.database.deliveryAttempt.count({ where: { outcome: "lost" } }),
      ...harmOf(await readOutgoing(mine.database), arrivals, actions),
    };
  } finally {
    await workers.close();
    await receiver.close();
    await mine.close();
  }
}

/** Writes actions as commands do, until it is told to stop. */
async function actUntil(signal: AbortSignal, told: readonly Told[], random: Random, committed: () => void): Promise<void> {
  while (!signal.aborted) {
    const { publisherId, subscriptions } = pick(told, random);
    const subscriptionInfoId = pick(subscriptions, random);
    const isUndone = random() < 1 / UNDONE;
    const writing = transaction(systemContext(), async (ctx) => {
      await recordAction(ctx, { type: "Renew", publisherId, subscriptionInfoId });
      if (isUndone) throw new Undone();
    });
    await writing.then(committed, (error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
    await sleep(random() * LONGEST_BREATH_MILLISECONDS);
  }
}

class Undone extends Error {}

interface Crash {
  readonly kills: number;
  readonly random: Random;
  readonly start: () => Promise<ChildProcess>;
  /** How many messages have. */
  readonly arrived: () => number;
  /** How many actions are there. */
  readonly acted: () => number;
}

async function crash({ kills, random, start, arrived, acted }: Crash): Promise<void> {
  let [one, other] = await Promise.all([start(), start()]);
  for (let number = 0; number < kills; number += 1) {
    const enough = arrived() + 8 + random() * 20;
    if (!(await until(() => arrived() >= enough))) throw new Error("What waits does not arrive.");
    if (random() < 0.5) [one, other] = [other, one];
    await kill(one);
    const isHeldUp = number % 2 === 1 && process.platform !== "win32" && (await holdUp(other, acted));
    const before = arrived();
    one = await start();
    if (isHeldUp) await until(() => arrived() > before);
    other.kill("SIGCONT");
  }
}

/** Stops a worker where it is, unless that is in a transaction, which on SQLite would hold up everybody. */
async function holdUp(child: ChildProcess, acted: () => number): Promise<boolean> {
  for (let tries = 0; tries < 20; tries += 1) {
    child.kill("SIGSTOP");
    const before = acted();
    const goesOn = await until(() => acted() > before + 1, { patience: MOST_FOR_ACTIONS_MILLISECONDS });
    if (goesOn) return true;
    child.kill("SIGCONT");
  }
  return false;
}

function pick<T>(list: readonly T[], random: Random): T {
  const chosen = list[Math.floor(random() * list.length)];
  if (chosen === undefined) throw new Error("There is nothing to pick from.");
  return chosen;
}

/** @returns false when it was waited for in vain. */
async function until(isSo: () => boolean | Promise<boolean>, { patience = PATIENCE_MILLISECONDS, every = LOOK_MILLISECONDS } = {}): Promise<boolean> {
  for (const since = performance.now(); !(await isSo()); ) {
    if (performance.now() - since > patience) return false;
    await sleep(every);
  }
  return true;
}

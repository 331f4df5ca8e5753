import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createDatabase } from "@/lib/db/client";
import { randomFrom } from "@/lib/jobs/testing/crash-run";
import { onInterrupt, stopAll } from "../../setup/child-processes.mjs";
import { benchVariables } from "../world";
import { CallLog } from "./call-log";
import { check } from "./crash-check";
import { openCrashingWorld } from "./crashing-world";
import { WebhookLoad } from "./webhook-load";

/**
 * The built portal under the calls of a busy Microsoft, killed without warning as often as it is told to, at moments that
 * a seed chooses. Prints what was lost, doubled or otherwise harmed, as JSON.
 */
const ROOT = resolve(import.meta.dirname, "../../..");
const SEED = 20_261_121;
const SUBSCRIPTIONS = 24;
const LANES = 4;
const LONGEST_LIFE_MS = 1_500;
const PATIENCE_MS = 90_000;

const kills = Number(process.argv[2] ?? "5");
const world = await openCrashingWorld(ROOT, benchVariables(ROOT, "."));
const database = createDatabase(world.databaseUrl);
const remove = () => rmSync(world.folder, { recursive: true, force: true });
onInterrupt(remove);
try {
  const log = new CallLog(world.simulator);
  const cutOff = await crash(log);
  process.stdout.write(JSON.stringify({ kills, cutOff, ...(await check(database, world.simulator, log.calls)) }));
} finally {
  await database.$disconnect();
  await stopAll();
  remove();
}
process.exit();

/** @returns how many attempts at processing were cut off */
async function crash(log: CallLog): Promise<number> {
  const random = randomFrom(SEED);
  const load = new WebhookLoad(world, randomFrom(SEED + 1));
  await world.start();
  await load.buy(SUBSCRIPTIONS);
  const working = Promise.all([load.run(LANES), log.follow()]);
  for (let number = 0; number < kills; number += 1) {
    await Promise.race([sleep(100 + random() * LONGEST_LIFE_MS), working]);
    await world.kill();
    await freeLeases();
    await world.start();
  }
  await sleep(LONGEST_LIFE_MS);
  load.stop();
  await untilQuiet(log);
  log.stop();
  await working;
  return database.jobAttempt.count({ where: { outcome: "lost" } });
}

/** What the dead one held would be free after a minute; that minute is not what is tried here. */
async function freeLeases(): Promise<void> {
  await database.job.updateMany({ where: { state: "running" }, data: { nextAt: new Date() } });
}

/** Until Microsoft has no more calls to make and the portal has looked after all that it kept. */
async function untilQuiet(log: CallLog): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const calls = await log.look();
    const unprocessed = await database.inboxEvent.count({ where: { state: { not: "processed" } } });
    if (calls === 0 && unprocessed === 0) return;
    // This Microsoft does not lag behind itself: what waits for that is looked at again at once.
    if (calls === 0) await database.job.updateMany({ where: { kind: "inbox.process", state: "waiting", nextAt: { gt: new Date() } }, data: { nextAt: new Date() } });
    await sleep(1_000);
  }
}

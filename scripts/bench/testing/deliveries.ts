import { createServer, type RequestListener } from "node:http";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { actionMessage } from "@/lib/actions/deliveries/action-message";
import { LEASE_SECONDS } from "@/lib/actions/deliveries/shift";
import { makeTold, type Told } from "@/lib/actions/deliveries/testing";
import { crashWorkers, kill } from "@/lib/actions/deliveries/testing/crash-workers";
import { testDatabase } from "@/lib/db/testing";
import { insertRows } from "@/lib/db/testing/insert-rows";
import { newId } from "@/lib/kernel/ids";
import { freePort } from "../../setup/ports.mjs";
import type { Figures } from "../figures";
import { BESIDE, type DeliveryRounds } from "../deliveries-report";

/**
 * A worker that delivers to a receiver which does nothing but answer, alone and beside an endpoint of another offer that is
 * dead and one that hangs. Each measurement has a worker of its own, which nothing hangs in any more. Prints the figures
 * of each round, as JSON.
 */
const [rounds = 5, seconds = 4] = process.argv.slice(2).map(Number);
const SUBSCRIPTIONS = 200;
const WARM_UP = 200;
/** More than any worker delivers. */
const PER_SECOND = 1_500;
const OTHERS = 500;
const PACE_MILLISECONDS = 25;
const PATIENCE_MILLISECONDS = 60_000;

const mine = await testDatabase();
const arrivedAt = new Map<string, number>();

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("It listens nowhere.");
  return `http://127.0.0.1:${address.port}`;
}

const fast = await listen((request, response) => {
  arrivedAt.set(String(request.headers["webhook-id"]), performance.now());
  request.resume();
  response.end();
});
const hanging = await listen((request) => request.resume());
const dead = `http://127.0.0.1:${await freePort()}`;
const told = await makeTold(fast, { subscriptions: SUBSCRIPTIONS });
const others = { alone: null, "beside a dead endpoint": await makeTold(dead, { subscriptions: SUBSCRIPTIONS }), "beside one that hangs": await makeTold(hanging, { subscriptions: SUBSCRIPTIONS }) };

/** @returns their webhook-ids */
async function post({ publisherId, endpointId, subscriptions }: Told, count: number): Promise<string[]> {
  const now = new Date();
  const rows = Array.from({ length: count }, (_, number) => {
    const subscriptionInfoId = subscriptions[number % subscriptions.length] ?? null;
    const body = actionMessage({ id: newId(), type: "Renew", initiatorUserId: newId(), date: now, subscriptionInfoId, subscriptionUserId: null });
    return { id: newId(), publisherId, endpointId, kind: "action", subject: "Renew", subscriptionInfoId, body: JSON.stringify(body), state: "waiting", createdAt: now, triedSince: now, nextAt: now, attempts: 0, failures: 0, correlationId: newId() };
  });
  await insertRows("Deliveries", rows);
  return rows.map(({ id }) => `msg_${id}`);
}

async function allArrive(ids: readonly string[]): Promise<void> {
  for (const since = performance.now(); !ids.every((id) => arrivedAt.has(id)); await sleep(10)) {
    if (performance.now() - since > PATIENCE_MILLISECONDS) throw new Error("What waits does not arrive.");
  }
}

/** Nothing has ever been sent, and nobody has failed. */
async function beginAnew(): Promise<void> {
  arrivedAt.clear();
  await mine.database.deliveryAttempt.deleteMany();
  await mine.database.delivery.deleteMany();
  await mine.database.endpoint.updateMany({ data: { lease: null, leaseUntil: null, failuresInARow: 0, failingSince: null, openUntil: null } });
}

/** The other endpoint begins to fail only now. */
async function closeCircuit({ endpointId }: Told): Promise<void> {
  await mine.database.delivery.updateMany({ where: { endpointId, state: "waiting" }, data: { nextAt: new Date() } });
  await mine.database.endpoint.update({ where: { id: endpointId }, data: { failuresInARow: 0, openUntil: null } });
}

/** From the row to its arrival, while there is little to do. */
async function latencies(): Promise<number[]> {
  const postedAt = new Map<string, number>();
  for (const until = performance.now() + seconds * 1000; performance.now() < until; await sleep(PACE_MILLISECONDS)) {
    for (const id of await post(told, 1)) postedAt.set(id, performance.now());
  }
  await allArrive([...postedAt.keys()]);
  return [...postedAt].map(([id, at]) => Math.max(0, (arrivedAt.get(id) ?? Infinity) - at)).sort((one, other) => one - other);
}

async function perSecond(): Promise<number> {
  await post(told, PER_SECOND * seconds);
  const before = arrivedAt.size;
  const since = performance.now();
  while (arrivedAt.size === before) await sleep(1);
  const from = { at: performance.now(), arrived: arrivedAt.size };
  await sleep(seconds * 1000);
  const arrived = arrivedAt.size - from.arrived;
  if (performance.now() - since > PATIENCE_MILLISECONDS) throw new Error("What waits does not arrive.");
  return arrived / ((performance.now() - from.at) / 1000);
}

async function measure(other: Told | null): Promise<Figures> {
  await beginAnew();
  const worker = await workers.start();
  try {
    await allArrive(await post(told, WARM_UP));
    if (other !== null) await post(other, OTHERS);
    const sorted = await latencies();
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    if (other !== null) await closeCircuit(other);
    return { requestsPerSecond: await perSecond(), p50: at(0.5), p99: at(0.99) };
  } finally {
    await kill(worker);
  }
}

const workers = await crashWorkers(mine.url, LEASE_SECONDS);
const figures: DeliveryRounds = { alone: [], "beside a dead endpoint": [], "beside one that hangs": [] };
try {
  for (let round = 0; round < rounds; round += 1) for (const beside of BESIDE) figures[beside].push(await measure(others[beside]));
} finally {
  await workers.close();
  await mine.close();
}
process.stdout.write(JSON.stringify(figures));
process.exit();

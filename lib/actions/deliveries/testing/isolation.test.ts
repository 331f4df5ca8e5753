import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { database } from "../../../db/client";
import { testDatabase, type TestDatabase } from "../../../db/testing";
import { keepWorking } from "../../../jobs/standing";
import { currentTime } from "../../../kernel/clock";
import { setEndpoints } from "../../../offers/set-endpoints";
import { deliveries } from "../deliver";
import { AT_ONCE } from "../shift";
import { act, makeTold, startReceiver, systemContext, type Receiver, type Told } from "../testing";

const ROUNDS = 3;
const SOON = { timeout: 30_000, interval: 50 };

let mine: TestDatabase;
let receiver: Receiver;
const secrets: string[] = [];
beforeAll(async () => {
  mine = await testDatabase();
  receiver = await startReceiver(() => secrets);
});
afterAll(async () => {
  await receiver.close();
  await mine.close();
});

/** A port at which nobody answers. */
async function deadUrl(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("It listened nowhere.");
  return `http://127.0.0.1:${address.port}/dead`;
}

interface World extends Told {
  readonly path: string;
  /** By subscription, in their order. */
  readonly acted: Map<string, string[]>;
}

async function world(path: string, url: string): Promise<World> {
  // As many as are on their way at a time: the one that hangs has no room left.
  const told = await makeTold(url, { subscriptions: AT_ONCE });
  secrets.push(told.secret);
  return { ...told, path, acted: new Map(told.subscriptions.map((id) => [id, []])) };
}

async function happen(...worlds: readonly World[]): Promise<void> {
  for (const each of worlds) for (const [id, actions] of each.acted) actions.push(await act(each, id));
}

/** What arrived at one of them, by subscription; a message that came twice counts where it came first. */
function arrived({ path, acted }: World): Map<string, string[]> {
  const actions = receiver.received.flatMap((message) => (message.path === path && message.verified && message.action !== null ? [message.action] : []));
  return new Map([...acted.keys()].map((id) => [id, [...new Set(actions.filter(({ subscriptionInfoId }) => subscriptionInfoId === id).map((action) => action.id))]]));
}

it("one endpoint that is dead and one that hangs keep nothing from one that is well; all is made up for once they are", async () => {
  const dead = await world("/dead", await deadUrl());
  const [hanging, well] = [await world("/hanging", `${receiver.url}/hanging`), await world("/well", `${receiver.url}/well`)];
  let release = (): void => undefined;
  const released = new Promise<number>((resolve) => (release = () => resolve(200)));
  let answered = 0;
  receiver.answer = async ({ path }) => {
    if (path !== "/hanging") return 200;
    const status = await released;
    answered += 1;
    return status;
  };
  const worker = keepWorking(deliveries());
  try {
    await happen(dead, hanging, well);
    // Neither of the two gets any further from here on.
    await expect.poll(() => receiver.received.filter(({ path }) => path === "/hanging").length, SOON).toBe(AT_ONCE);
    await expect.poll(() => database().deliveryAttempt.count({ where: { endpointId: dead.endpointId, outcome: "failed" } }), SOON).toBeGreaterThan(0);
    for (let round = 1; round < ROUNDS; round += 1) {
      await happen(dead, hanging, well);
      await expect.poll(() => arrived(well), SOON).toEqual(well.acted);
    }
    expect([answered, await database().delivery.count({ where: { endpointId: { in: [dead.endpointId, hanging.endpointId] }, state: "delivered" } })]).toEqual([0, 0]);

    release();
    await expect.poll(() => arrived(hanging), SOON).toEqual(hanging.acted);
    const { key } = await database().offer.findUniqueOrThrow({ where: { id: dead.offerId } });
    await setEndpoints(systemContext(), { offerKey: key, rules: { activation: { mode: "automatic", url: null, deadlineMinutes: 60 }, logUrl: `${receiver.url}/dead` } });
    const healed = async (): Promise<Map<string, string[]>> => {
      // As if the time of those that have failed had come.
      await database().delivery.updateMany({ where: { endpointId: dead.endpointId, state: "waiting" }, data: { nextAt: currentTime() } });
      return arrived(dead);
    };
    await expect.poll(healed, SOON).toEqual(dead.acted);
  } finally {
    release();
    await worker.stop(5);
  }
  expect(await database().delivery.count({ where: { state: { not: "delivered" } } })).toBe(0);
}, 60_000);

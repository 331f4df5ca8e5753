import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSettings } from "../env";
import { startSimulator } from "../server";
import { PORTAL_URL, Wire } from "../testing";
import { endpointForTests, Marketplace } from "./testing";

const endpoint = endpointForTests();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "simulator-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** One life of the simulator, which knows from its environment where to call. */
async function run<T>(work: (marketplace: Marketplace) => Promise<T>): Promise<T> {
  const simulator = await startSimulator(readSettings({ SIMULATOR_PORT: "0", PORTAL_URL, SIMULATOR_STATE: join(folder, "state.json"), SIMULATOR_WEBHOOK_URL: `${endpoint().url}/api/webhook/{offerId}` }));
  try {
    return await work(new Marketplace(new Wire(simulator.url)));
  } finally {
    await simulator.close();
  }
}

test("calls that are owed are made after a restart, and what was set holds", async () => {
  endpoint().answer = () => 503;
  const asked = await run(async (marketplace) => {
    await marketplace.settings({ retryAfterMs: 3600_000, retryAtMostMs: 3600_000, windowMs: 7200_000 });
    await marketplace.wire.control("/webhooks/publishers/northwind-labs", "PUT", { token: "v2" });
    const id = await marketplace.subscribed();
    const operationId = await marketplace.does(id, "change-plan", { planId: "basic-monthly" });
    expect(await marketplace.settle()).toBe(1);
    return { id, operationId };
  });
  expect(endpoint().received.map(({ path }) => path)).toEqual(["/api/webhook/ledgerlight"]);
  endpoint().answer = () => 400;
  await run(async (marketplace) => {
    expect(await marketplace.statusOf(asked.id, asked.operationId)).toBe("InProgress");
    await marketplace.advance("PT1H");
    expect(endpoint().received[1]?.text).toBe(endpoint().received[0]?.text);
    expect(await marketplace.calls()).toMatchObject([{ attempt: 2, verdict: "refused", token: { claims: { ver: "2.0" } } }, { attempt: 1 }]);
    expect(await marketplace.statusOf(asked.id, asked.operationId)).toBe("Failed");
  });
});

test("a call that was on its way at the end is made once more", async () => {
  let hold: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (hold = resolve));
  endpoint().answer = () => held.then(() => 200);
  const id = await run(async (marketplace) => {
    const bought = await marketplace.subscribed();
    await marketplace.does(bought, "suspend");
    await expect.poll(() => endpoint().received.length).toBe(1);
    return bought;
  });
  hold();
  endpoint().answer = () => 200;
  await run(async (marketplace) => {
    expect(await marketplace.settle()).toBe(0);
    expect((await marketplace.subscription(id)).status).toBe("Suspended");
  });
  expect(endpoint().actions()).toEqual(["Suspend", "Suspend"]);
});

test("a window that closed in between has closed", async () => {
  const asked = await run(async (marketplace) => {
    await marketplace.settings({ windowMs: 300 });
    const id = await marketplace.subscribed();
    const operationId = await marketplace.does(id, "change-plan", { planId: "basic-monthly" });
    await marketplace.settle();
    return { id, operationId };
  });
  await new Promise((resolve) => setTimeout(resolve, 350));
  await run(async (marketplace) => {
    expect(await marketplace.statusOf(asked.id, asked.operationId)).toBe("Succeeded");
    expect((await marketplace.subscription(asked.id)).planId).toBe("basic-monthly");
  });
});

test("what the API lags behind by, it still lags behind by after a restart", async () => {
  const seenIn = async ({ wire }: Marketplace, id: string): Promise<unknown> => (await wire.api(`/${id}`)).json;
  const id = await run(async (marketplace) => {
    const bought = await marketplace.subscribed();
    await marketplace.settings({ subscriptionLagMs: 3600_000 });
    await marketplace.does(bought, "suspend");
    return bought;
  });
  await run(async (marketplace) => {
    expect(await seenIn(marketplace, id)).toMatchObject({ saasSubscriptionStatus: "Subscribed" });
    expect((await marketplace.subscription(id)).status).toBe("Suspended");
    await marketplace.advance("PT1H");
    expect(await seenIn(marketplace, id)).toMatchObject({ saasSubscriptionStatus: "Suspended" });
  });
});

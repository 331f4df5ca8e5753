import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "../db/client";
import { takeJobs } from "../jobs/lease";
import { runJob } from "../jobs/run-job";
import { addSeconds, currentTime } from "../kernel/clock";
import type { SimulatorProcess } from "../marketplace/simulator-process";
import { activate } from "./activate";
import { followActivations, secondsToNextLook, settleActivations } from "./jobs";
import { arrive } from "./landing/arrive";
import { openPortal, startMicrosoft, systemContext, type Portal } from "./testing";

let microsoft: SimulatorProcess;
let portal: Portal;
beforeAll(async () => {
  microsoft = await startMicrosoft();
  portal = await openPortal(microsoft);
});
afterAll(async () => {
  await portal.close();
  await microsoft.stop();
});
beforeEach(() => portal.empty());

/** Somebody who bought, arrived, and now presses the button. */
async function confirmed(): Promise<{ subscriptionId: string; press: () => ReturnType<typeof activate> }> {
  const buyer = portal.person("mira");
  const { subscriptionId, token } = await portal.buy({ persona: "mira" });
  await arrive(await portal.land(token, buyer));
  return { subscriptionId, press: () => activate(portal.customer(buyer), { subscriptionId, contactEmail: "mira@auroradental.example" }) };
}

/** The worker's next turn, as it comes `seconds` from now. */
async function turn(seconds: number): Promise<string[]> {
  const ctx = { ...systemContext(), now: addSeconds(currentTime(), seconds) };
  const taken = await takeJobs(ctx, "test", 10);
  return Promise.all(taken.map((job) => runJob(ctx, job, [followActivations, settleActivations].find(({ kind }) => kind === job.kind), new AbortController().signal)));
}

const activation = () => database().activation.findFirstOrThrow({ include: { subscription: true } });
const openAlerts = async (): Promise<string[]> => (await database().alert.findMany({ where: { closedAt: null } })).map(({ kind }) => kind);

describe("an activation whose page is closed", () => {
  it("is followed to Subscribed", async () => {
    const { subscriptionId, press } = await confirmed();
    await microsoft.control("/settings", { method: "PUT", body: { activationDelayMs: 3600_000 } });
    await press();
    expect(await turn(0)).toEqual([]);
    expect(await turn(6)).toEqual(["again"]);
    expect((await activation()).state).toBe("accepted");
    await microsoft.control("/clock", { method: "POST", body: { advance: "PT2H" } });
    expect(await turn(60)).toEqual(["done"]);
    expect(await activation()).toMatchObject({ state: "subscribed", subscription: { status: "Subscribed" } });
    expect((await portal.actions(subscriptionId)).map(({ type }) => type)).toEqual(["Resolve", "Activate"]);
    expect(await turn(7200)).toEqual(["done"]);
    expect(await turn(7300)).toEqual([]);
  });

  it("is followed to its failure", async () => {
    const { subscriptionId, press } = await confirmed();
    await microsoft.control("/settings", { method: "PUT", body: { activationDelayMs: 3600_000 } });
    await press();
    await portal.change(subscriptionId, "unsubscribe");
    expect(await turn(6)).toEqual(["done"]);
    expect(await activation()).toMatchObject({ state: "failed", subscription: { status: "Unsubscribed" } });
    expect(await database().alert.findMany()).toMatchObject([{ kind: "activation-failed", subscriptionId, closedAt: null, occurrences: 1 }]);
  });

  it("calls the staff once when Microsoft takes too long, and calls off when it is done after all", async () => {
    const { press } = await confirmed();
    await microsoft.control("/settings", { method: "PUT", body: { activationDelayMs: 6 * 3600_000 } });
    await press();
    await database().activation.updateMany({ data: { acceptedAt: addSeconds(currentTime(), -3700) } });
    expect(await turn(6)).toEqual(["again"]);
    expect(await openAlerts()).toEqual(["activation-slow"]);
    expect(await turn(1000)).toEqual(["again"]);
    expect(await database().alert.findMany()).toMatchObject([{ occurrences: 1 }]);
    await microsoft.control("/clock", { method: "POST", body: { advance: "PT7H" } });
    expect(await turn(3000)).toEqual(["done"]);
    expect(await openAlerts()).toEqual([]);
  });
});

describe("an activation that a crash cut off", () => {
  it("before the call is made by the job, in the name of whoever pressed", async () => {
    const { subscriptionId, press } = await confirmed();
    await portal.faults({ path: `/subscriptions/${subscriptionId}/activate`, kind: "drop", times: 20 });
    expect((await press()).kind).toBe("unavailable");
    await portal.faults();
    // As it stands when the process died before it had an answer.
    await database().activation.updateMany({ data: { callingUntil: addSeconds(currentTime(), 40) } });
    expect(await turn(6)).toEqual(["again"]);
    await database().activation.updateMany({ data: { callingUntil: addSeconds(currentTime(), -1) } });
    expect(await turn(60)).toEqual(["again"]);
    expect((await activation()).state).toBe("accepted");
    expect(await turn(120)).toEqual(["done"]);
    const [, made] = await portal.actions(subscriptionId);
    expect(made).toMatchObject({ type: "Activate", initiatorUserId: portal.person("mira").objectId });
  }, 60_000);

  it("after Microsoft took it is found out, and not activated twice", async () => {
    const { subscriptionId, press } = await confirmed();
    await press();
    await database().activation.updateMany({ data: { state: "requested", acceptedAt: null } });
    await database().subscriptionAction.deleteMany({ where: { type: "Activate" } });
    await turn(6);
    await turn(60);
    expect(await activation()).toMatchObject({ state: "subscribed" });
    expect((await portal.actions(subscriptionId)).filter(({ type }) => type === "Activate")).toHaveLength(1);
  });
});

it("calls the staff to an order that Microsoft refuses", async () => {
  const { subscriptionId, press } = await confirmed();
  await portal.faults({ path: `/subscriptions/${subscriptionId}/activate`, kind: "status", status: 400, times: 5 });
  expect((await press()).kind).toBe("refused");
  expect(await openAlerts()).toEqual(["activation-refused"]);
  expect(await turn(6)).toEqual(["done"]);
  await portal.faults();
  expect((await press()).kind).toBe("accepted");
  expect(await turn(12)).toEqual(["done"]);
  expect(await openAlerts()).toEqual([]);
});

it("looks often at first, and ever more seldom", () => {
  const pauses = [0, 59, 60, 599, 600, 3599, 3600, 86_399, 86_400].map(secondsToNextLook);
  expect(pauses).toEqual([5, 5, 20, 20, 120, 120, 900, 900, 7200]);
});

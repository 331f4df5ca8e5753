import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "../../../db/client";
import { addSeconds, currentTime } from "../../../kernel/clock";
import type { Context, PublisherScope, UserActor } from "../../../kernel/context";
import type { SimulatorProcess } from "../../../marketplace/simulator-process";
import { openPortal, startMicrosoft, type Portal } from "../../testing";
import { finishActivation, refuseActivation, retryActivation } from "../decide";
import { getHandOff } from "../queries";
import { confirmable, handOverTo, newestToken, report, turn } from "../testing";

/** However long Microsoft is away, a purchase that was set up or refused goes on, or the staff can decide. */

let microsoft: SimulatorProcess;
let portal: Portal;
let staff: Context<PublisherScope, UserActor>;
beforeAll(async () => {
  microsoft = await startMicrosoft();
  portal = await openPortal(microsoft);
});
afterAll(async () => {
  await portal.close();
  await microsoft.stop();
});
beforeEach(async () => {
  await portal.empty();
  await handOverTo("https://ledgerlight.example/activations");
  await microsoft.control("/webhooks/settings", { method: "PUT", body: { ownChangeMs: 0, ownEndMs: 0 } });
  const { publisher } = await database().offer.findUniqueOrThrow({ where: { key: "ledgerlight" }, select: { publisher: { select: { key: true } } } });
  staff = await portal.staff(publisher.key);
});

const HOUR = 3600;
const activation = () => database().activation.findFirstOrThrow({ include: { subscription: true } });
const alerts = async () => (await database().alert.findMany({ orderBy: { id: "asc" } })).map(({ kind, occurrences, closedAt }) => `${kind} ${occurrences} ${closedAt === null ? "open" : "closed"}`);
const types = async (subscriptionId: string) => (await portal.actions(subscriptionId)).map(({ type }) => type);
/** It asks for a pause, so that nobody tries again within a call. */
const away = () => portal.faults({ path: ".", kind: "status", status: 503, retryAfter: 7200 });
const age = async (kind: string, failures: number) => database().job.updateMany({ where: { kind, state: { notIn: ["done", "dead"] } }, data: { createdAt: addSeconds(currentTime(), -26 * HOUR), failures } });
const decided = async (subscriptionId: string, decide: typeof retryActivation, seen?: number) => decide({ ...staff, now: currentTime() }, { subscriptionId, seen: seen ?? (await activation()).version });
const refuse: typeof retryActivation = (ctx, input) => refuseActivation(ctx, { ...input, reason: null });

async function reportedDone(): Promise<string> {
  const { subscriptionId, press } = await confirmable(portal);
  await press();
  await report(await newestToken(), { result: "succeeded" });
  return subscriptionId;
}

describe("an activation that was set up", () => {
  it("goes on for as long as Microsoft is away, and calls the staff once", async () => {
    const subscriptionId = await reportedDone();
    await away();
    expect(await turn()).toEqual(["activation.follow failed"]);
    expect(await alerts()).toEqual([]);
    await age("activation.follow", 39);
    expect(await turn(2 * HOUR)).toContain("activation.follow again");
    expect(await alerts()).toEqual(["activation-slow 1 open"]);
    await database().alert.updateMany({ data: { key: "closed", closedAt: currentTime() } });
    expect(await turn(2 * HOUR)).toContain("activation.follow again");
    expect(await alerts()).toEqual(["activation-slow 1 closed"]);
    await portal.faults();
    for (let round = 0; round < 3; round += 1) await turn(2 * HOUR);
    expect(await activation()).toMatchObject({ state: "subscribed", problem: null });
    expect(await types(subscriptionId)).toEqual(["Resolve", "RequestActivation", "Activate"]);
  });

  it("is the staff's to decide after an hour, unless Microsoft is being called right now", async () => {
    const subscriptionId = await reportedDone();
    expect([await decided(subscriptionId, finishActivation), await decided(subscriptionId, refuse)]).toEqual([{ kind: "changed" }, { kind: "changed" }]);
    await age("activation.follow", 3);
    await database().activation.updateMany({ data: { callingUntil: addSeconds(currentTime(), 30) } });
    expect(await decided(subscriptionId, refuse)).toEqual({ kind: "changed" });
    expect(await getHandOff(staff, subscriptionId)).toMatchObject({ decisions: [] });
    await database().activation.updateMany({ data: { callingUntil: addSeconds(currentTime(), -1) } });
    expect(await getHandOff({ ...staff, now: currentTime() }, subscriptionId)).toMatchObject({ state: "requested", decisions: ["finish", "refuse"] });
    expect(await decided(subscriptionId, retryActivation)).toEqual({ kind: "changed" });
    expect(await decided(subscriptionId, finishActivation)).toEqual({ kind: "decided" });
    expect(await decided(subscriptionId, finishActivation)).toEqual({ kind: "changed" });
    for (let round = 0; round < 3; round += 1) await turn(60);
    expect(await activation()).toMatchObject({ state: "subscribed", attempts: 2 });
    expect(await types(subscriptionId)).toEqual(["Resolve", "RequestActivation", "FinishActivation", "Activate"]);
    expect(await portal.sent("/activate")).toHaveLength(1);
  });

  it("goes on at Microsoft or is refused, where both begin at once", async () => {
    const subscriptionId = await reportedDone();
    await age("activation.follow", 3);
    const { version } = await activation();
    const [outcome] = await Promise.all([decided(subscriptionId, refuse, version), turn(60)]);
    for (let round = 0; round < 6; round += 1) await turn(2 * HOUR);
    const { state, subscription } = await activation();
    expect([state, subscription.status]).toEqual(outcome.kind === "decided" ? ["failed", "Unsubscribed"] : ["subscribed", "Subscribed"]);
    expect(await portal.sent("/activate")).toHaveLength(outcome.kind === "decided" ? 0 : 1);
  });
});

it("an order that was refused is cancelled when Microsoft is back, however late, and the staff knows", async () => {
  const { subscriptionId, press } = await confirmable(portal);
  await press();
  expect(await decided(subscriptionId, refuse)).toEqual({ kind: "decided" });
  await away();
  expect(await turn()).toEqual(["activation.refuse failed"]);
  await age("activation.refuse", 39);
  expect(await turn(2 * HOUR)).toContain("activation.refuse again");
  expect(await alerts()).toEqual(["activation-slow 1 open"]);
  await portal.faults();
  for (let round = 0; round < 4; round += 1) await turn(2 * HOUR);
  expect(await activation()).toMatchObject({ state: "failed", subscription: { status: "Unsubscribed" } });
  expect(await alerts()).toEqual(["activation-slow 1 closed"]);
});

it("an order that Microsoft refused and then could not be asked about calls the staff", async () => {
  const subscriptionId = await reportedDone();
  await portal.faults({ path: `${subscriptionId}/activate`, kind: "status", status: 400 }, { path: `${subscriptionId}$`, kind: "status", status: 503, retryAfter: 7200 });
  await turn();
  expect(await activation()).toMatchObject({ state: "refused" });
  expect(await alerts()).toEqual(["activation-refused 1 open"]);
});

it("an order that is refused once more while its former cancellation is under way is followed anew", async () => {
  await microsoft.control("/webhooks/settings", { method: "PUT", body: { ownChangeMs: 0, ownEndMs: 3 * 24 * HOUR * 1000 } });
  const { subscriptionId, press } = await confirmable(portal);
  await press();
  await decided(subscriptionId, refuse);
  await turn();
  await age("activation.refuse", 0);
  await turn(60);
  expect(await activation()).toMatchObject({ state: "reported-failed", problem: "cancel-not-taken" });
  expect(await decided(subscriptionId, refuse)).toEqual({ kind: "decided" });
  await turn();
  expect(await database().job.count({ where: { kind: "activation.refuse", state: "waiting" } })).toBe(1);
  await microsoft.control("/clock", { method: "POST", body: { advance: "P4D" } });
  await turn(60);
  expect(await activation()).toMatchObject({ state: "failed", subscription: { status: "Unsubscribed" } });
  expect((await portal.sent()).filter(({ method }) => method === "DELETE")).toHaveLength(1);
});

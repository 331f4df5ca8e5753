import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "../../db/client";
import { addSeconds, currentTime } from "../../kernel/clock";
import type { Context, PublisherScope, UserActor } from "../../kernel/context";
import type { SimulatorProcess } from "../../marketplace/simulator-process";
import { DECISIONS, decisionsAt, type Decision } from "../policy";
import { ACTIVATION_STATES } from "../schema";
import { openPortal, startMicrosoft, type Portal } from "../testing";
import { finishActivation, refuseActivation, retryActivation, type DecideOutcome } from "./decide";
import { getHandOff } from "./queries";
import { confirmable, handOverTo, newestToken, report, turn } from "./testing";

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
  await ownChanges({ ownChangeMs: 1, ownChangesThatFail: 0 });
  const { publisher } = await database().offer.findUniqueOrThrow({ where: { key: "ledgerlight" }, select: { publisher: { select: { key: true } } } });
  staff = await portal.staff(publisher.key);
});

const activation = () => database().activation.findFirstOrThrow({ include: { subscription: true, tokens: { orderBy: { id: "asc" } } } });
const types = async (subscriptionId: string) => (await portal.actions(subscriptionId)).map(({ type }) => type);
const openAlerts = async () => (await database().alert.findMany({ where: { closedAt: null } })).map(({ kind }) => kind);
const ownChanges = (settings: object) => microsoft.control("/webhooks/settings", { method: "PUT", body: settings });
const calls = async (method: string) => (await portal.sent()).filter((each) => each.method === method).length;
const FAILED = { result: "failed", message: "No room." } as const;

async function decide(decision: Decision, subscriptionId: string, { seen, reason = null }: { seen?: number; reason?: string | null } = {}): Promise<DecideOutcome> {
  const ctx = { ...staff, now: currentTime() };
  const input = { subscriptionId, seen: seen ?? (await activation()).version };
  if (decision === "refuse") return refuseActivation(ctx, { ...input, reason });
  return decision === "retry" ? retryActivation(ctx, input) : finishActivation(ctx, input);
}

async function handedOver(request: Parameters<Portal["buy"]>[0] = {}, buyer?: UserActor): Promise<string> {
  const { subscriptionId, press } = await confirmable(portal, request, buyer);
  expect((await press()).kind).toBe("handed-over");
  return subscriptionId;
}

/** Turns of the worker until nothing is due within a minute, with time for Microsoft in between. */
async function settleDown(): Promise<void> {
  for (let round = 0; round < 12; round += 1) if ((await turn(60)).length === 0) return;
}

describe("which decisions are open", () => {
  it.each(ACTIVATION_STATES.map((state) => [state] as const))("in the state %s, by the table and by the commands", async (state) => {
    const open: Record<string, readonly Decision[]> = { "handed-over": DECISIONS, "reported-failed": DECISIONS, refused: ["finish", "refuse"] };
    expect(decisionsAt(state, "PendingFulfillmentStart")).toEqual(open[state] ?? []);
    expect(["Subscribed", "Suspended", "Unsubscribed", "Transferred"].flatMap((status) => decisionsAt(state, status))).toEqual([]);
    const subscriptionId = await handedOver();
    for (const decision of DECISIONS) {
      // As while Microsoft is being called: what stands still is tried in microsoft-away.test.ts.
      await database().activation.updateMany({ data: { state, callingUntil: state === "requested" ? addSeconds(currentTime(), 60) : null } });
      const isOpen = (open[state] ?? []).includes(decision);
      expect((await decide(decision, subscriptionId)).kind, decision).toBe(isOpen ? "decided" : "changed");
      if (!isOpen) expect((await activation()).state).toBe(state);
    }
  });
});

describe("once more", () => {
  it("sends a new token, and the former one is good for nothing", async () => {
    const subscriptionId = await handedOver();
    const former = await newestToken();
    expect(await report(former, FAILED)).toEqual({ kind: "taken" });
    expect(await decide("retry", subscriptionId)).toEqual({ kind: "decided" });
    const newer = await newestToken();
    expect(newer).not.toBe(former);
    expect(await activation()).toMatchObject({ state: "handed-over", problem: null, problemDetail: null, tokens: [{ outcome: "failed" }, { outcome: null }] });
    expect(await openAlerts()).toEqual([]);
    expect(await decide("retry", subscriptionId)).toEqual({ kind: "decided" });
    expect(await report(newer, { result: "succeeded" })).toEqual({ kind: "over", why: "revoked" });
    expect(await report(await newestToken(), { result: "succeeded" })).toEqual({ kind: "taken" });
    expect(await database().delivery.findMany({ orderBy: { number: "asc" }, select: { state: true, sealedHeaders: true } })).toEqual(Array.from({ length: 3 }, () => ({ state: "withdrawn", sealedHeaders: null })));
    await settleDown();
    expect(await types(subscriptionId)).toEqual(["Resolve", "RequestActivation", "FailActivation", "RetryActivation", "RetryActivation", "Activate"]);
  });

  it("is not sent where there is no address, and stays as it is", async () => {
    const subscriptionId = await handedOver();
    await handOverTo(null);
    expect(await decide("retry", subscriptionId)).toEqual({ kind: "no-endpoint" });
    expect(await activation()).toMatchObject({ state: "handed-over", tokens: [{ outcome: null }] });
  });
});

describe("finishing by hand", () => {
  it("activates without the publisher's system, in the name of whoever confirmed", async () => {
    const subscriptionId = await handedOver();
    const token = await newestToken();
    expect(await decide("finish", subscriptionId)).toEqual({ kind: "decided" });
    expect(await report(token, { result: "succeeded" })).toEqual({ kind: "over", why: "revoked" });
    await settleDown();
    expect(await activation()).toMatchObject({ state: "subscribed", attempts: 1 });
    const actions = await portal.actions(subscriptionId);
    expect(actions.map(({ type, initiatorUserId }) => [type, initiatorUserId])).toEqual([
      ["Resolve", portal.person("mira").objectId],
      ["RequestActivation", portal.person("mira").objectId],
      ["FinishActivation", staff.actor.objectId],
      ["Activate", portal.person("mira").objectId],
    ]);
  });
});

describe("refusing", () => {
  it("cancels at Microsoft, never activates, and tells the customer why", async () => {
    const subscriptionId = await handedOver();
    expect(await decide("refuse", subscriptionId, { reason: "Not in this country." })).toEqual({ kind: "decided" });
    expect(await activation()).toMatchObject({ state: "refusing", tokens: [{ outcome: "revoked" }] });
    await settleDown();
    expect(await activation()).toMatchObject({ state: "failed", problem: "refused-by-publisher", problemDetail: "Not in this country.", subscription: { status: "Unsubscribed" } });
    expect(await portal.sent("/activate")).toEqual([]);
    expect(await calls("DELETE")).toBe(1);
    expect(await types(subscriptionId)).toEqual(["Resolve", "RequestActivation", "RefuseActivation", "Unsubscribe"]);
    expect(await openAlerts()).toEqual([]);
  });

  it.each(["lost-answer", "drop"] as const)("goes on after a call that ends as %s: what has arrived is looked for first", async (kind) => {
    const subscriptionId = await handedOver();
    await decide("refuse", subscriptionId);
    await microsoft.control("/faults", { method: "PUT", body: { faults: [{ match: { method: "DELETE" }, kind, times: 1 }] } });
    await settleDown();
    expect(await activation()).toMatchObject({ state: "failed", subscription: { status: "Unsubscribed" } });
    expect(await calls("DELETE")).toBe(kind === "drop" ? 2 : 1);
    expect(await types(subscriptionId)).toEqual(["Resolve", "RequestActivation", "RefuseActivation", "Unsubscribe"]);
  });

  it("that Microsoft takes and then does not make is the staff's to decide again", async () => {
    const subscriptionId = await handedOver();
    await ownChanges({ ownChangesThatFail: 1, ownChangeFailure: "Locked by a dispute." });
    await decide("refuse", subscriptionId);
    await settleDown();
    expect(await activation()).toMatchObject({ state: "reported-failed", problem: "cancel-not-taken", problemDetail: "Locked by a dispute." });
    await ownChanges({ ownChangesThatFail: 0 });
    expect(await decide("refuse", subscriptionId)).toEqual({ kind: "decided" });
    await settleDown();
    expect(await activation()).toMatchObject({ state: "failed", problem: "refused-by-publisher" });
  });

  it("says plainly that Microsoft does not take it, and leaves the decision to the staff", async () => {
    const subscriptionId = await handedOver({ csp: true }, portal.person("zoe"));
    await decide("refuse", subscriptionId);
    await settleDown();
    expect(await activation()).toMatchObject({ state: "reported-failed", problem: "cancel-not-taken", problemDetail: expect.stringContaining("Delete is not among") as string, subscription: { status: "PendingFulfillmentStart" } });
    expect(await openAlerts()).toEqual(["activation-reported-failed"]);
    expect(await decide("finish", subscriptionId)).toEqual({ kind: "decided" });
    expect(await openAlerts()).toEqual([]);
  });
});

describe("deciding at the same time", () => {
  it("one of them wins, and who saw something older changes nothing", async () => {
    const subscriptionId = await handedOver();
    const { version: seen } = await activation();
    const outcomes = await Promise.all([...DECISIONS, ...DECISIONS].map((decision) => decide(decision, subscriptionId, { seen })));
    expect(outcomes.filter(({ kind }) => kind === "decided")).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === "changed")).toHaveLength(5);
    expect((await types(subscriptionId)).filter((type) => /^(Retry|Finish|Refuse)/.test(type))).toHaveLength(1);
  });

  it.each(DECISIONS)("either the report or the decision to %s counts", async (decision) => {
    const subscriptionId = await handedOver();
    const [token, { version: seen }] = [await newestToken(), await activation()];
    const [reported, decided] = await Promise.all([report(token, { result: "succeeded" }), decide(decision, subscriptionId, { seen })]);
    expect([reported.kind === "taken", decided.kind === "decided"].filter(Boolean)).toHaveLength(1);
    expect(reported.kind === "taken" ? decided : reported).toEqual(reported.kind === "taken" ? { kind: "changed" } : { kind: "over", why: "revoked" });
  });

  it("is nobody's but this publisher's", async () => {
    const subscriptionId = await handedOver();
    const other = portal.world.publishers.find(({ publisherId }) => publisherId !== staff.scope.publisherKey)?.publisherId ?? "";
    const seen = (await activation()).version;
    const stranger = await portal.staff(other);
    await expect(finishActivation(stranger, { subscriptionId, seen })).rejects.toMatchObject({ code: "not-found" });
    expect(await getHandOff(stranger, subscriptionId)).toBeNull();
  });
});

describe("what the staff sees", () => {
  it("is when it was handed over, the message, the deadline, and what may be decided", async () => {
    const subscriptionId = await handedOver();
    const { handedOverAt, version, tokens } = await activation();
    const shown = await getHandOff(staff, subscriptionId);
    expect(shown).toMatchObject({ version, handedOverAt, state: "handed-over", decisions: DECISIONS, isLate: false, hasEndpoint: true, reportsUntil: tokens[0]?.expiresAt, isCancellable: true, message: { number: tokens[0]?.deliveryNumber, state: "waiting", attempts: 0 } });
    expect(shown?.deadline).toEqual(addSeconds(handedOverAt ?? new Date(), 3600));
    expect(await getHandOff({ ...staff, now: addSeconds(currentTime(), 3700) }, subscriptionId)).toMatchObject({ isLate: true });
    expect(JSON.stringify(shown)).not.toContain(await newestToken());
  });
});

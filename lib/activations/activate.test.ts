import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "../db/client";
import { addSeconds, currentTime } from "../kernel/clock";
import type { UserActor } from "../kernel/context";
import { encryptSecret } from "../kernel/crypto";
import type { SimulatorProcess } from "../marketplace/simulator-process";
import { activate } from "./activate";
import type { ActivateOutcome } from "./carry-out";
import { followActivation } from "./follow";
import { arrive } from "./landing/arrive";
import { settleActivation } from "./settle";
import { openPortal, startMicrosoft, type Portal } from "./testing";

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

const CONTACT = "accounts@auroradental.example";

/** A purchase that its buyer has opened. */
async function bought(request: Parameters<Portal["buy"]>[0] = {}, visitor = portal.person("mira")): Promise<string> {
  const { subscriptionId, token } = await portal.buy(request);
  await arrive(await portal.land(token, visitor, { offerKey: request.offerId ?? "ledgerlight" }));
  return subscriptionId;
}

const press = (subscriptionId: string, actor: UserActor = portal.person("mira"), now = currentTime()): Promise<ActivateOutcome> =>
  activate(portal.customer(actor, now), { subscriptionId, contactEmail: CONTACT });

const activationOf = (subscriptionId: string) => database().activation.findFirst({ where: { subscription: { subscriptionId } } });
const rowOf = (subscriptionId: string) => database().subscription.findUniqueOrThrow({ where: { subscriptionId } });
const activateActions = async (subscriptionId: string) => (await portal.actions(subscriptionId)).filter(({ type }) => type === "Activate");
const accepted = async () => (await portal.sent("/activate")).filter(({ status }) => status === 200);

describe("activating", () => {
  it("asks Microsoft once and keeps who asked, and what Microsoft took", async () => {
    const mira = portal.person("mira");
    const subscriptionId = await bought();
    const ctx = portal.customer(mira);
    expect(await activate(ctx, { subscriptionId, contactEmail: CONTACT })).toEqual({ kind: "accepted" });
    expect(await activationOf(subscriptionId)).toMatchObject({
      state: "accepted",
      requestedTenantId: mira.tenantId,
      requestedObjectId: mira.objectId,
      requestedName: mira.name,
      attempts: 1,
      callingUntil: null,
      acceptedAt: ctx.now,
      finishedAt: null,
      problem: null,
      correlationId: ctx.correlationId,
    });
    expect(await rowOf(subscriptionId)).toMatchObject({ contactEmail: CONTACT, status: "PendingFulfillmentStart" });
    expect(await activateActions(subscriptionId)).toEqual([{ type: "Activate", initiatorUserId: mira.objectId, actorTenantId: mira.tenantId }]);
    expect(await portal.sent("/activate")).toMatchObject([{ method: "POST", status: 200, correlationId: ctx.correlationId }]);
    expect((await portal.atMicrosoft(subscriptionId)).status).toBe("Subscribed");
  });

  it("sends no quantity for a flat plan, and the seats of a plan that counts them", async () => {
    const flat = await bought();
    const seats = await bought({ offerId: "teamboard", planId: "team-monthly", quantity: 7 });
    await press(flat);
    await press(seats);
    const bodies = (await accepted()).map(({ path, body }) => [path.split("/").at(-2), JSON.parse(body) as unknown]);
    expect(bodies).toEqual([
      [flat, { planId: "basic-monthly" }],
      [seats, { planId: "team-monthly", quantity: 7 }],
    ]);
  });

  it("is one call and one action however often and at once it is pressed", async () => {
    const subscriptionId = await bought();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => press(subscriptionId)));
    expect(outcomes.filter(({ kind }) => kind === "accepted")).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === "already")).toHaveLength(19);
    expect(await portal.sent("/activate")).toHaveLength(1);
    expect(await activateActions(subscriptionId)).toHaveLength(1);
    expect(await activationOf(subscriptionId)).toMatchObject({ state: "accepted", attempts: 1 });

    expect(await press(subscriptionId)).toEqual({ kind: "already" });
    await followActivation(portal.customer(portal.person("mira")), subscriptionId);
    expect(await press(subscriptionId)).toEqual({ kind: "already" });
    expect(await portal.sent("/activate")).toHaveLength(1);
  });

  it("is already done where an answer from the past says pending once more", async () => {
    const subscriptionId = await bought();
    await press(subscriptionId);
    await followActivation(portal.customer(portal.person("mira")), subscriptionId);
    await database().subscription.update({ where: { subscriptionId }, data: { status: "PendingFulfillmentStart" } });
    expect(await press(subscriptionId)).toEqual({ kind: "already" });
    expect(await portal.sent("/activate")).toHaveLength(1);
    expect(await activateActions(subscriptionId)).toHaveLength(1);
  });
});

describe("who may activate", () => {
  it.each([
    ["the guest in the tenant that invited them", { persona: "nadia" }, () => portal.person("nadia", "guest")],
    ["a personal account", { persona: "paula" }, () => portal.person("paula")],
    ["the claimant", { csp: true }, () => portal.person("zoe")],
    ["the reseller", { csp: true }, () => portal.person("rico")],
  ])("%s", async (_, request, visitor) => {
    const subscriptionId = await bought(request, visitor());
    expect(await press(subscriptionId, visitor())).toEqual({ kind: "accepted" });
    expect(await activateActions(subscriptionId)).toMatchObject([{ initiatorUserId: visitor().objectId }]);
  });

  it("not a colleague, nor somebody of the organisation who comes after the claimant", async () => {
    const named = await bought();
    const claimed = await bought({ csp: true }, portal.person("zoe"));
    for (const id of [named, claimed]) expect(await press(id, portal.person("jonas"))).toEqual({ kind: "not-allowed" });
    expect(await rowOf(named)).toMatchObject({ contactEmail: null });
    await expectUntouched();
  });

  it("nobody outside: there is no such subscription for them", async () => {
    const work = await bought();
    const personal = await bought({ persona: "paula" }, portal.person("paula"));
    const strangers = [portal.person("stella"), portal.person("nadia"), portal.person("rico"), portal.person("paula"), portal.person("priya")];
    for (const stranger of strangers) await expect(press(work, stranger)).rejects.toMatchObject({ code: "not-found" });
    const sameTenant = { ...portal.person("paula"), objectId: "00000000-0000-0000-0000-0000000000aa" };
    for (const stranger of [sameTenant, portal.person("mira")]) await expect(press(personal, stranger)).rejects.toMatchObject({ code: "not-found" });
    await expect(press("00000000-0000-0000-0000-0000000000bb")).rejects.toMatchObject({ code: "not-found" });
    await expectUntouched();
  });

  async function expectUntouched(): Promise<void> {
    expect(await database().activation.count()).toBe(0);
    expect(await portal.sent("/activate")).toEqual([]);
  }
});

describe("an activation that was cut off", () => {
  /** What a process leaves that died after it declared its intent. */
  async function cutOff(subscriptionId: string, callingUntil: Date): Promise<void> {
    const { id } = await rowOf(subscriptionId);
    const { tenantId, objectId, name } = portal.person("mira");
    await database().activation.create({
      data: { subscriptionInfoId: id, state: "requested", requestedTenantId: tenantId, requestedObjectId: objectId, requestedName: name, requestedAt: currentTime(), callingUntil, attempts: 1 },
    });
  }

  it("before the call is taken up by the next click", async () => {
    const subscriptionId = await bought();
    await cutOff(subscriptionId, addSeconds(currentTime(), -1));
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map(() => press(subscriptionId)));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["accepted", "already", "already", "already", "already"]);
    expect(await activationOf(subscriptionId)).toMatchObject({ state: "accepted", attempts: 2 });
    expect(await portal.sent("/activate")).toHaveLength(1);
    expect(await activateActions(subscriptionId)).toHaveLength(1);
  });

  it("is left alone while it may still be running", async () => {
    const subscriptionId = await bought();
    await cutOff(subscriptionId, addSeconds(currentTime(), 30));
    expect(await press(subscriptionId)).toEqual({ kind: "already" });
    expect(await portal.sent("/activate")).toEqual([]);
    expect(await press(subscriptionId, portal.person("mira"), addSeconds(currentTime(), 31))).toEqual({ kind: "accepted" });
  });

  it("after Microsoft took it ends as Microsoft has it, with the action of whoever pressed", async () => {
    const subscriptionId = await bought();
    expect(await press(subscriptionId)).toEqual({ kind: "accepted" });
    // As if the process had died before it could write Microsoft's answer.
    await database().activation.updateMany({ data: { state: "requested", acceptedAt: null, callingUntil: addSeconds(currentTime(), -1) } });
    await deleteActivateActions();
    // Whoever looks first, looks for whoever asked.
    await followActivation(portal.customer(portal.person("jonas")), subscriptionId);
    expect(await activationOf(subscriptionId)).toMatchObject({ state: "subscribed" });
    expect(await activateActions(subscriptionId)).toMatchObject([{ initiatorUserId: portal.person("mira").objectId }]);
  });

  it("after Microsoft took it is already done for the next click, which Microsoft refuses", async () => {
    const subscriptionId = await bought();
    await press(subscriptionId);
    await database().activation.updateMany({ data: { state: "requested", acceptedAt: null, callingUntil: addSeconds(currentTime(), -1) } });
    await deleteActivateActions();
    expect((await portal.atMicrosoft(subscriptionId)).status).toBe("Subscribed");
    expect(await press(subscriptionId)).toEqual({ kind: "already" });
    expect((await portal.sent("/activate")).map(({ status }) => status)).toEqual([200, 400]);
    expect(await activationOf(subscriptionId)).toMatchObject({ state: "subscribed", problem: null, callingUntil: null });
    expect(await rowOf(subscriptionId)).toMatchObject({ status: "Subscribed" });
    expect(await activateActions(subscriptionId)).toHaveLength(1);
  });

  async function deleteActivateActions(): Promise<void> {
    await database().subscriptionAction.deleteMany({ where: { type: "Activate" } });
  }
});

describe("somebody who sees the effect before the answer is there", () => {
  it.each([
    ["a yes", { kind: "latency" }, { kind: "accepted" }],
    ["a no", { kind: "status", status: 400 }, { kind: "refused" }],
    ["none", { kind: "status", status: 429, retryAfter: 600 }, { kind: "unavailable" }],
  ] as const)("writes the one action; an answer that follows, %s, changes nothing", async (_, fault, outcome) => {
    const subscriptionId = await bought();
    await portal.faults({ path: "/activate$", delayMs: 400, ...fault });
    const pressed = press(subscriptionId);
    await expect.poll(async () => (await activationOf(subscriptionId))?.state).toBe("requested");
    await database().subscription.update({ where: { subscriptionId }, data: { status: "Subscribed" } });
    await settleActivation(portal.customer(portal.person("jonas")), subscriptionId);
    expect((await activationOf(subscriptionId))?.state).toBe("subscribed");

    expect(await pressed).toMatchObject(outcome);
    expect(await activationOf(subscriptionId)).toMatchObject({ state: "subscribed", problem: null, attempts: 1 });
    expect(await activateActions(subscriptionId)).toMatchObject([{ initiatorUserId: portal.person("mira").objectId }]);
  });
});

describe("when Microsoft does not take it", () => {
  it.each([
    ["500", "unavailable", { kind: "status", status: 500 }],
    ["429 without an end", "throttled", { kind: "status", status: 429, retryAfter: 600 }],
    ["no connection", "unavailable", { kind: "drop" }],
    ["the page of a gateway, with 200", "unreadable", { kind: "html" }],
  ] as const)("%s: the intent stays, and a later click works", async (_, problem, fault) => {
    const subscriptionId = await bought();
    await portal.faults({ path: "/activate$", ...fault });
    const ctx = portal.customer(portal.person("mira"));
    expect(await activate(ctx, { subscriptionId, contactEmail: CONTACT })).toEqual({ kind: "unavailable", correlationId: ctx.correlationId });
    expect(await activationOf(subscriptionId)).toMatchObject({ state: "requested", callingUntil: null, problem });
    expect(await activateActions(subscriptionId)).toEqual([]);
    expect((await portal.atMicrosoft(subscriptionId)).status).toBe("PendingFulfillmentStart");

    await portal.faults();
    await portal.mark();
    expect(await press(subscriptionId)).toEqual({ kind: "accepted" });
    expect(await activationOf(subscriptionId)).toMatchObject({ state: "accepted", problem: null, problemDetail: null, attempts: 2 });
    expect(await accepted()).toHaveLength(1);
    expect(await activateActions(subscriptionId)).toHaveLength(1);
  });

  it("no token to be had: a later click works", async () => {
    const subscriptionId = await bought();
    globalThis.publisherTokens?.clear();
    await portal.faults({ path: "/oauth2/", kind: "status", status: 503 });
    expect(await press(subscriptionId)).toMatchObject({ kind: "unavailable" });
    await portal.faults();
    expect(await press(subscriptionId)).toEqual({ kind: "accepted" });
  });

  it("no: it is told, and may be tried again", async () => {
    const subscriptionId = await bought();
    await portal.faults({ path: "/activate$", kind: "status", status: 400 });
    const ctx = portal.customer(portal.person("mira"));
    expect(await activate(ctx, { subscriptionId, contactEmail: CONTACT })).toEqual({ kind: "refused", correlationId: ctx.correlationId, reason: "Microsoft refused the request." });
    expect(await activationOf(subscriptionId)).toMatchObject({ state: "refused", problem: "refused", callingUntil: null });
    expect(await activateActions(subscriptionId)).toEqual([]);
    await portal.faults();
    expect(await press(subscriptionId)).toEqual({ kind: "accepted" });
    expect(await activationOf(subscriptionId)).toMatchObject({ state: "accepted", problem: null });
    expect(await activateActions(subscriptionId)).toHaveLength(1);
  });

  it("no, and then silence: nobody is told no before Microsoft was asked", async () => {
    const subscriptionId = await bought();
    await portal.faults({ path: "/activate$", kind: "status", status: 400 }, { path: `${subscriptionId}$`, kind: "drop" });
    expect(await press(subscriptionId)).toMatchObject({ kind: "unavailable" });
    await portal.faults();
    expect(await press(subscriptionId)).toEqual({ kind: "accepted" });
  });

  it.each([
    ["Suspended", ["suspend"]],
    ["Subscribed", []],
  ])("a no because it is %s already is none", async (status, changes) => {
    const subscriptionId = await bought();
    await activateElsewhere(subscriptionId);
    for (const change of changes) await portal.change(subscriptionId, change);
    expect(await press(subscriptionId)).toEqual({ kind: "already" });
    expect(await rowOf(subscriptionId)).toMatchObject({ status });
    expect(await activationOf(subscriptionId)).toMatchObject({ state: "subscribed", problem: null });
    expect(await activateActions(subscriptionId)).toHaveLength(1);
  });

  it.each([
    ["where the portal knows that", true],
    ["where only Microsoft knows that", false],
  ])("ended is ended, %s", async (_, known) => {
    const subscriptionId = await bought();
    await portal.change(subscriptionId, "unsubscribe");
    if (known) await followActivation(portal.customer(portal.person("mira")), subscriptionId);
    expect(await press(subscriptionId)).toEqual({ kind: "ended" });
    expect(await rowOf(subscriptionId)).toMatchObject({ status: "Unsubscribed" });
    expect((await activationOf(subscriptionId))?.state).toBe(known ? undefined : "failed");
    expect(await portal.sent("/activate")).toHaveLength(known ? 0 : 1);
    expect(await activateActions(subscriptionId)).toEqual([]);
  });

  it("an application that Microsoft does not let in is our matter, and no error page", async () => {
    const subscriptionId = await bought();
    const configuration = await database().technicalConfiguration.findFirstOrThrow({ where: { publisher: { key: "northwind-labs" } } });
    const where = { id: configuration.id };
    await database().technicalConfiguration.update({ where, data: { clientSecret: await encryptSecret("wrong") } });
    expect(await press(subscriptionId)).toMatchObject({ kind: "refused" });
    expect(await activationOf(subscriptionId)).toMatchObject({ state: "refused", problem: "client-secret-wrong", callingUntil: null });

    await database().technicalConfiguration.update({ where, data: { clientSecret: await encryptSecret("x", [{ id: "gone", key: new Uint8Array(32) }]) } });
    expect(await press(subscriptionId)).toMatchObject({ kind: "refused" });
    expect(await activationOf(subscriptionId)).toMatchObject({ state: "refused", problem: "misconfigured", callingUntil: null });

    await database().technicalConfiguration.update({ where, data: { clientSecret: configuration.clientSecret } });
    expect(await press(subscriptionId)).toEqual({ kind: "accepted" });
    expect(await activateActions(subscriptionId)).toHaveLength(1);
  });

  /** In Partner Center, say: the portal does not hear of it. */
  async function activateElsewhere(subscriptionId: string): Promise<void> {
    await press(subscriptionId);
    await portal.atMicrosoft(subscriptionId);
    await database().activation.deleteMany();
    await database().subscriptionAction.deleteMany({ where: { type: "Activate" } });
  }
});

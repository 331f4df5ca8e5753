import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "../../../db/client";
import { addSeconds, currentTime } from "../../../kernel/clock";
import { hashSecret } from "../../../kernel/crypto";
import type { SimulatorProcess } from "../../../marketplace/simulator-process";
import { activate } from "../../activate";
import { lookAtActivation } from "../../follow";
import { settleActivation } from "../../settle";
import { openPortal, startMicrosoft, systemContext, type Portal } from "../../testing";
import { callerWith, confirmable, handOverTo, newestToken, report, tokenIn, turn } from "../testing";

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
beforeEach(async () => {
  await portal.empty();
  await handOverTo("https://ledgerlight.example/activations");
});

const DAY = 24 * 3600;
const activation = () => database().activation.findFirstOrThrow({ include: { subscription: true, tokens: { orderBy: { id: "asc" } } } });
const openAlerts = async () => (await database().alert.findMany({ where: { closedAt: null }, orderBy: { id: "asc" } })).map(({ kind, occurrences }) => `${kind} ${occurrences}`);
const types = async (subscriptionId: string) => (await portal.actions(subscriptionId)).map(({ type }) => type);
const SUCCEEDED = { result: "succeeded" } as const;
const FAILED = { result: "failed", message: "The region is full. <b>Sorry</b>" } as const;

describe("a confirmation that the publisher's system is given", () => {
  it("writes the message with its token, encrypted, the action and the watch, and asks nothing of Microsoft", async () => {
    const { subscriptionId, press } = await confirmable(portal);
    const now = currentTime();
    expect(await press(now)).toEqual({ kind: "handed-over" });
    const { tokens, subscription, ...row } = await activation();
    expect(row).toMatchObject({ state: "handed-over", handedOverAt: now, attempts: 0, requestedName: portal.person("mira").name, problem: null });
    expect(subscription.contactEmail).toBe("accounts@auroradental.example");
    const [delivery] = await database().delivery.findMany();
    const token = await newestToken();
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(tokens).toMatchObject([{ hash: hashSecret(token), deliveryNumber: delivery?.number, expiresAt: addSeconds(now, 30 * DAY), outcome: null }]);
    expect(delivery).toMatchObject({ kind: "activation", subject: "Activate", state: "waiting", subscriptionInfoId: subscription.id });
    expect(delivery?.sealedHeaders).not.toContain(token);
    expect(delivery?.body).not.toContain(token);
    expect(JSON.parse(delivery?.body ?? "")).toEqual({ id: subscriptionId, subscriptionName: subscription.name, offerId: "ledgerlight", planId: "basic-monthly", quantity: null, subscription: JSON.parse(subscription.marketplaceJson ?? "") as unknown });
    expect(await portal.actions(subscriptionId)).toMatchObject([{ type: "Resolve" }, { type: "RequestActivation", initiatorUserId: portal.person("mira").objectId }]);
    expect(await database().job.findMany({ where: { kind: { startsWith: "activation." } } })).toMatchObject([{ kind: "activation.watch-hand-over", nextAt: addSeconds(now, 900) }]);
    expect(await portal.sent("/activate")).toEqual([]);
  });

  it("tells the seats of a plan that counts them, and asks Microsoft first where its words are not there", async () => {
    await handOverTo("https://ledgerlight.example/activations", { offerKey: "teamboard" });
    const { press } = await confirmable(portal, { offerId: "teamboard", planId: "team-monthly", quantity: 7 });
    await database().subscription.updateMany({ data: { marketplaceJson: null } });
    expect(await press()).toEqual({ kind: "handed-over" });
    const { body } = await database().delivery.findFirstOrThrow();
    expect(JSON.parse(body)).toMatchObject({ offerId: "teamboard", quantity: 7, subscription: { planId: "team-monthly", quantity: 7, saasSubscriptionStatus: "PendingFulfillmentStart" } });
  });

  it("is one, however often and at once it is pressed, and goes on to Subscribed when it is done", async () => {
    const { subscriptionId, press } = await confirmable(portal);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => press()));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual([...Array.from({ length: 7 }, () => "already"), "handed-over"]);
    expect(await report(await newestToken(), SUCCEEDED)).toEqual({ kind: "taken" });
    expect(await press()).toEqual({ kind: "already" });
    expect((await activation()).state).toBe("requested");
    expect(await turn()).toEqual(["activation.follow again"]);
    expect(await turn(6)).toContain("activation.follow done");
    expect(await activation()).toMatchObject({ state: "subscribed", attempts: 1, subscription: { status: "Subscribed" } });
    expect(await types(subscriptionId)).toEqual(["Resolve", "RequestActivation", "Activate"]);
    expect((await portal.actions(subscriptionId)).at(-1)?.initiatorUserId).toBe(portal.person("mira").objectId);
    expect(await portal.sent("/activate")).toHaveLength(1);
    expect(await database().delivery.findMany()).toMatchObject([{ state: "withdrawn", sealedHeaders: null }]);
  });

  it("is one, whoever else presses: the reseller at the same moment, and a colleague who may not", async () => {
    const { subscriptionId, press } = await confirmable(portal, { csp: true }, portal.person("zoe"));
    const by = (key: string) => activate(portal.customer(portal.person(key)), { subscriptionId, contactEmail: `${key}@auroradental.example` });
    expect(await by("jonas")).toEqual({ kind: "not-allowed" });
    const outcomes = await Promise.all([press(), by("rico"), press(), by("rico")].map((each) => each.then(({ kind }) => kind)));
    expect(outcomes.sort()).toEqual(["already", "already", "already", "handed-over"]);
    expect([await by("rico"), await press(), await by("jonas")].map(({ kind }) => kind)).toEqual(["already", "already", "already"]);
    const [{ tokens, requestedObjectId }, actions] = [await activation(), await portal.actions(subscriptionId)];
    expect([tokens.length, await database().delivery.count()]).toEqual([1, 1]);
    expect(actions.filter(({ type }) => type === "RequestActivation")).toMatchObject([{ initiatorUserId: requestedObjectId }]);
  });

  it("is kept where the publisher's address is not set: the staff is called, and a later confirmation works", async () => {
    await handOverTo(null);
    const { subscriptionId, press } = await confirmable(portal);
    expect(await press()).toMatchObject({ kind: "not-set-up" });
    expect(await activation()).toMatchObject({ state: "refused", problem: "no-endpoint", handedOverAt: null, attempts: 0 });
    expect(await openAlerts()).toEqual(["activation-refused 1"]);
    expect([await database().delivery.count(), await types(subscriptionId), await portal.sent("/activate")]).toEqual([0, ["Resolve"], []]);
    await handOverTo("https://ledgerlight.example/activations");
    expect(await press()).toEqual({ kind: "handed-over" });
    expect([await openAlerts(), await types(subscriptionId)]).toEqual([[], ["Resolve", "RequestActivation"]]);
  });

  it("is not handed over once more where Microsoft refused what was set up", async () => {
    const { subscriptionId, press } = await confirmable(portal);
    await press();
    await report(await newestToken(), SUCCEEDED);
    await portal.faults({ path: "activate$", kind: "status", status: 400 });
    await turn();
    expect(await activation()).toMatchObject({ state: "refused" });
    await portal.faults();
    expect(await press()).toEqual({ kind: "accepted" });
    expect(await types(subscriptionId)).toEqual(["Resolve", "RequestActivation", "Activate"]);
    expect(await database().delivery.count()).toBe(1);
  });
});

describe("a report", () => {
  it("of a failure is the customer's to read; the subscription stays pending, and nothing is asked of Microsoft", async () => {
    const { subscriptionId, press } = await confirmable(portal);
    await press();
    expect(await report(await newestToken(), FAILED)).toEqual({ kind: "taken" });
    expect(await activation()).toMatchObject({ state: "reported-failed", problem: "publisher-failed", problemDetail: FAILED.message, subscription: { status: "PendingFulfillmentStart" } });
    expect((await portal.actions(subscriptionId)).at(-1)).toMatchObject({ type: "FailActivation", initiatorUserId: "00000000-0000-0000-0000-000000000006" });
    expect(await openAlerts()).toEqual(["activation-reported-failed 1"]);
    expect(await lookAtActivation(portal.customer(portal.person("mira")), subscriptionId)).toEqual({ status: "PendingFulfillmentStart", progress: "set-up-failed" });
    expect(await press()).toEqual({ kind: "already" });
    expect(await portal.sent("/activate")).toEqual([]);
  });

  it("counts once, also where several come at the same moment", async () => {
    const { press } = await confirmable(portal);
    await press();
    const token = await newestToken();
    const outcomes = await Promise.all([SUCCEEDED, FAILED, SUCCEEDED, SUCCEEDED].map((completion) => report(token, completion)));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["taken", "used", "used", "used"]);
    const [{ state }, { tokens }] = [await activation(), await activation()];
    expect(tokens[0]?.outcome).toBe(state === "requested" ? "succeeded" : "failed");
  });

  it.each([
    ["too late", async () => report(await newestToken(), SUCCEEDED, addSeconds(currentTime(), 30 * DAY)), "expired"],
    ["after the subscription has ended", async (subscriptionId: string) => {
      const token = await newestToken();
      await portal.change(subscriptionId, "unsubscribe");
      await lookAtActivation(portal.customer(portal.person("mira"), addSeconds(currentTime(), 61)), subscriptionId);
      expect(await database().delivery.findMany()).toMatchObject([{ state: "withdrawn", sealedHeaders: null }]);
      return report(token, SUCCEEDED);
    }, "revoked"],
  ])("%s does nothing", async (_, call, why) => {
    const { subscriptionId, press } = await confirmable(portal);
    await press();
    expect(await call(subscriptionId)).toEqual({ kind: "over", why });
    expect(["handed-over", "failed"]).toContain((await activation()).state);
    expect(await types(subscriptionId)).not.toContain("Activate");
    expect(await database().job.count({ where: { kind: "activation.follow" } })).toBe(0);
  });

  it("without a token, or with one that nobody was given, is nobody's", async () => {
    for (const token of [null, "", "short", "A".repeat(43), "A".repeat(100_000)]) await expect(callerWith(token)).rejects.toMatchObject({ code: "unauthenticated" });
  });
});

describe("the watch", () => {
  const progress = async (subscriptionId: string) => (await lookAtActivation(portal.customer(portal.person("mira")), subscriptionId)).progress;
  const handedOver = async (secondsAgo: number) => database().activation.updateMany({ data: { handedOverAt: addSeconds(currentTime(), -secondsAgo) } });
  const nextLook = async () => Math.round(((await database().job.findFirstOrThrow({ where: { kind: "activation.watch-hand-over" } })).nextAt?.getTime() ?? 0) / 60_000 - currentTime().getTime() / 60_000);

  it("calls the staff once in time, and when the token has expired; the customer is told when the staff was", async () => {
    const { subscriptionId, press } = await confirmable(portal);
    await press();
    expect(await turn(890)).toEqual([]);
    expect(await turn(901)).toEqual(["activation.watch-hand-over again"]);
    expect([await openAlerts(), await progress(subscriptionId)]).toEqual([[], "setting-up"]);
    await handedOver(3601);
    expect(await progress(subscriptionId)).toBe("setting-up");
    await turn(1000);
    expect([await openAlerts(), await progress(subscriptionId)]).toEqual([["activation-hanging 1"], "late"]);
    const { version } = await activation();
    await turn(2 * 3600);
    expect([await openAlerts(), await progress(subscriptionId), version]).toEqual([["activation-hanging 1"], "late", 0]);
    await database().marketplaceToken.updateMany({ data: { expiresAt: currentTime() } });
    expect(await turn(2 * 3600)).toEqual(["activation.watch-hand-over done"]);
    expect(await openAlerts()).toEqual(["activation-hanging 2"]);
    expect(await tokenIn((await activation()).tokens[0]?.deliveryNumber ?? 0)).toBeNull();
  });

  it("goes by the deadline that the offer has now, and calls the staff back where it was put off", async () => {
    const url = "https://ledgerlight.example/activations";
    await handOverTo(url, { deadlineMinutes: 43_200 });
    const { subscriptionId, press } = await confirmable(portal);
    await press();
    await handedOver(6 * 60);
    expect(await nextLook()).toBe(15);
    await handOverTo(url, { deadlineMinutes: 5 });
    await turn(901);
    expect([await openAlerts(), await progress(subscriptionId), await nextLook()]).toEqual([["activation-hanging 1"], "late", 60]);
    await handOverTo(url, { deadlineMinutes: 10 });
    await turn(3601);
    expect([await openAlerts(), await progress(subscriptionId), await nextLook()]).toEqual([[], "setting-up", 4]);
    await handedOver(601);
    await turn(3600);
    expect([await openAlerts(), await progress(subscriptionId)]).toEqual([["activation-hanging 1"], "late"]);
  });

  it("is over when it goes on: the alert is settled, and none comes", async () => {
    const { press } = await confirmable(portal);
    await press();
    await handedOver(3601);
    await turn(901);
    expect(await openAlerts()).toEqual(["activation-hanging 1"]);
    await report(await newestToken(), SUCCEEDED);
    expect([await openAlerts(), (await activation()).problem]).toEqual([[], null]);
    await turn(31 * DAY);
    expect(await openAlerts()).toEqual([]);
  });
});

describe("a subscription that becomes something else meanwhile", () => {
  it("is no order of the customer's where somebody activated it at Microsoft", async () => {
    const { subscriptionId, press } = await confirmable(portal);
    await press();
    await database().subscription.updateMany({ data: { status: "Subscribed" } });
    await settleActivation(systemContext(), subscriptionId);
    expect(await activation()).toMatchObject({ state: "subscribed", tokens: [{ outcome: "revoked" }] });
    expect(await types(subscriptionId)).toEqual(["Resolve", "RequestActivation"]);
  });

});

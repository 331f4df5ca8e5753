import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { database } from "../db/client";
import { addSeconds, currentTime } from "../kernel/clock";
import { startWorker } from "../jobs/work";
import { newId } from "../kernel/ids";
import { fulfillment } from "../marketplace/fulfillment";
import { getMarketplaceCredentials } from "../offers/queries";
import { refreshSubscription } from "../subscriptions/refresh";
import { processInbox } from "./jobs";
import { openInboxWorld, systemContext, type InboxWorld } from "./testing/world";

let world: InboxWorld;
beforeAll(async () => {
  world = await openInboxWorld();
});
afterAll(() => world.close());
beforeEach(() => world.empty());

const answers = async () => (await world.calls()).map(({ action, answer }) => [action, answer?.status]);
const outcomes = async () => (await world.events()).map(({ action, outcome }) => [action, outcome]);
const bodyOf = (subscriptionId: string, action: string, more: object = {}) => ({ id: newId(), subscriptionId, action, ...more });

describe("what happens at Microsoft", () => {
  it("a change of plan is accepted, carried out and applied once", async () => {
    const id = await world.subscribe();
    await world.change(id, "change-plan", { planId: "team-annual" });
    expect(await answers()).toEqual([["ChangePlan", 200]]);
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ planId: "team-annual", status: "Subscribed" });
    expect(await world.actions(id)).toEqual(["ChangePlan"]);
    expect(await world.events()).toEqual([{ action: "ChangePlan", decision: "accepted", state: "processed", outcome: "applied", receipts: 1 }]);
    expect(await world.alerts()).toEqual([]);
    expect(await world.operations(id)).toMatchObject([{ status: "Succeeded" }]);
    expect(await database().operation.findMany()).toMatchObject([{ action: "ChangePlan", status: "Succeeded", planFrom: "team-monthly", planTo: "team-annual", decision: "accepted", requestSource: "Azure" }]);
  });

  it("a change of seats is accepted, and told to be done only after the answer", async () => {
    const id = await world.subscribe();
    await world.change(id, "change-quantity", { quantity: 18 });
    // Before anything is said about it, it is under way.
    expect(await world.operations(id)).toMatchObject([{ action: "ChangeQuantity", status: "InProgress" }]);
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ quantity: 18 });
    expect(await world.actions(id)).toEqual(["ChangeQuantity"]);
    const [call] = await world.calls();
    expect(call).toMatchObject({ wasAcknowledgedEarly: false });
    expect(await database().inboxStep.findMany({ orderBy: { number: "asc" }, select: { step: true } })).toEqual(["decided", "acknowledged", "verified", "applied", "finished"].map((step) => ({ step })));
  });

  it("a change that nobody acknowledges takes effect by silence, and is applied then", async () => {
    const id = await world.subscribe();
    await world.change(id, "change-quantity", { quantity: 11 });
    await world.microsoft.control("/faults", { method: "PUT", body: { faults: [{ match: { path: "/operations/", method: "PATCH" }, kind: "status", status: 500 }] } });
    // Not before the answer is out.
    await expect.poll(async () => (await world.server.turn(5), database().inboxStep.count({ where: { step: "acknowledge-failed" } })), { timeout: 10_000, interval: 200 }).toBe(1);
    expect(await world.row(id)).toMatchObject({ quantity: 10 });
    await world.advance("PT10S");
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ quantity: 11 });
    expect(await world.actions(id)).toEqual(["ChangeQuantity"]);
    expect(await world.alerts()).toEqual([]);
  });

  it("a suspension and its end are applied", async () => {
    const id = await world.subscribe();
    await world.change(id, "suspend");
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ status: "Suspended" });
    await world.change(id, "reinstate");
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ status: "Subscribed" });
    expect(await world.actions(id)).toEqual(["Suspend", "Reinstate"]);
    expect(await outcomes()).toEqual([["Suspend", "applied"], ["Reinstate", "applied"]]);
    expect(await world.alerts()).toEqual([]);
  });

  it("a renewal brings the dates of the new term", async () => {
    const id = await world.subscribe();
    const before = await world.row(id);
    await world.change(id, "renew");
    await world.server.workOff();
    const after = await world.row(id);
    expect(after.endDate?.getTime()).toBeGreaterThan(before.endDate?.getTime() ?? Infinity);
    expect(after.endDate?.toISOString()).toContain((await world.see()).subscriptions.find((each) => each.id === id)?.endDate?.slice(0, 10));
    expect(await world.actions(id)).toEqual(["Renew"]);
  });

  it("a cancellation ends it, and nothing brings it back", async () => {
    const id = await world.subscribe();
    await world.change(id, "unsubscribe");
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ status: "Unsubscribed" });
    expect(await world.actions(id)).toEqual(["Unsubscribe"]);
    await world.send("teamboard", bodyOf(id, "Subscribe"));
    await world.send("teamboard", bodyOf(id, "Renew"));
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ status: "Unsubscribed" });
    expect(await world.actions(id)).toEqual(["Unsubscribe"]);
  });

  it("the Subscribe after an activation is noted, and makes nothing by itself", async () => {
    await world.settings({ subscribe: "on-activation" });
    const id = await world.subscribe();
    await world.server.workOff();
    expect(await answers()).toEqual([["Subscribe", 200]]);
    expect(await outcomes()).toEqual([["Subscribe", "unchanged"]]);
    expect(await world.actions(id)).toEqual(["Subscribe"]);
    expect(await world.row(id)).toMatchObject({ status: "Subscribed" });
  });

  it("the Subscribe at a purchase makes it known, and calls nobody", async () => {
    await world.settings({ subscribe: "at-purchase" });
    const bought = await world.microsoft.control("/purchases", { method: "POST", body: { offerId: "teamboard", planId: "team-monthly", quantity: 2 } });
    await world.settle();
    await world.server.workOff();
    const { subscriptionId } = z.object({ subscriptionId: z.string() }).parse(bought);
    expect(await world.row(subscriptionId)).toMatchObject({ status: "PendingFulfillmentStart" });
    expect(await world.alerts()).toEqual([]);
  });

  it("the end of a free trial is a renewal", async () => {
    const bought = await world.microsoft.control("/purchases", { method: "POST", body: { offerId: "ledgerlight", planId: "pro-monthly", freeTrial: true } });
    const { subscriptionId } = z.object({ subscriptionId: z.string() }).parse(bought);
    await world.activate(subscriptionId, { offerId: "ledgerlight", planId: "pro-monthly" });
    expect(await database().subscription.findFirst()).toMatchObject({ isFreeTrial: true });
    await world.advance("P32D");
    await world.server.workOff();
    expect(await database().subscription.findFirst()).toMatchObject({ isFreeTrial: false, status: "Subscribed" });
    expect(await world.actions(subscriptionId)).toEqual(["Renew"]);
  });

  it("what a reseller's customer has is changed by the reseller alone, and all the same here", async () => {
    const bought = await world.microsoft.control("/purchases", { method: "POST", body: { offerId: "teamboard", planId: "team-monthly", quantity: 4, csp: true } });
    const { subscriptionId } = z.object({ subscriptionId: z.string() }).parse(bought);
    await world.activate(subscriptionId, { offerId: "teamboard", planId: "team-monthly", quantity: 4 });
    await world.change(subscriptionId, "change-quantity", { quantity: 6 });
    await world.server.workOff();
    expect(await world.row(subscriptionId)).toMatchObject({ quantity: 6 });
    expect(await world.alerts()).toEqual([]);
  });

  it("who did it stands in the log: the marketplace", async () => {
    const id = await world.subscribe();
    await world.change(id, "suspend");
    await world.server.workOff();
    expect(await database().subscriptionAction.findFirst()).toMatchObject({ actorKind: "marketplace", initiatorUserId: "00000000-0000-0000-0000-000000000002" });
  });

  it("a renewal that comes as two calls is one renewal", async () => {
    const id = await world.subscribe();
    await world.change(id, "renew");
    await world.send("teamboard", { id: newId(), activityId: newId(), operationRequestSource: "Azure", subscriptionId: id, timeStamp: new Date().toISOString(), action: "Subscribe" });
    await world.server.workOff();
    expect(await world.actions(id)).toEqual(["Renew"]);
    expect(await world.alerts()).toEqual([]);
  });

  it("an unheard-of action is answered with 200, kept, and shown to the staff", async () => {
    const id = await world.subscribe();
    expect((await world.send("teamboard", bodyOf(id, "Transfer"))).answer?.status).toBe(200);
    await world.server.workOff();
    expect(await outcomes()).toEqual([["Transfer", "unchanged"]]);
    // Nothing has changed, and the API knows no such operation: the log has only what it bears out.
    expect(await world.actions(id)).toEqual([]);
    expect(await world.alerts()).toEqual(["webhook-unknown-action"]);
  });

  it.each(["minimal", "partial-subscription", "empty-strings"])("the reported body %s is taken", async (body) => {
    const id = await world.subscribe();
    const action = body === "empty-strings" ? "unsubscribe" : "renew";
    await world.faults({ body, times: 1 });
    await world.change(id, action);
    expect((await world.calls()).map(({ answer }) => answer?.status)).toEqual([200]);
    await world.server.workOff();
    const theirs = (await world.see()).subscriptions.find((each) => each.id === id);
    expect(await world.row(id)).toMatchObject({ status: theirs?.status, planId: theirs?.planId });
    expect((await world.row(id)).endDate?.toISOString().slice(0, 10)).toBe(theirs?.endDate?.slice(0, 10));
  });
});

describe("the API is the truth, not the body", () => {
  it("a cancellation that the API does not bear out changes nothing, and the staff is called", async () => {
    const id = await world.subscribe();
    expect((await world.send("teamboard", bodyOf(id, "Unsubscribe", { subscription: { id, saasSubscriptionStatus: "Unsubscribed" } }))).answer?.status).toBe(200);
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ status: "Subscribed" });
    expect(await world.actions(id)).toEqual([]);
    expect(await world.alerts()).toEqual(["webhook-contradiction"]);
    expect(await outcomes()).toEqual([["Unsubscribe", "contradicted"]]);
  });

  it("a late call that has been overtaken calls nobody", async () => {
    const id = await world.subscribe();
    await world.faults({ match: { action: "Suspend" }, way: "delay", delayMs: 60_000, times: 1 });
    await world.settings({ inOrder: false });
    await world.change(id, "suspend");
    await world.change(id, "reinstate");
    await world.advance("PT2M");
    await world.server.workOff();
    expect((await answers()).map(([action]) => action)).toEqual(["Reinstate", "Suspend"]);
    expect(await world.row(id)).toMatchObject({ status: "Subscribed" });
    expect(await world.alerts()).toEqual([]);
  });

  it("a change whose operation nobody knows is asked for again, and then left to what the API says", async () => {
    const id = await world.subscribe();
    expect((await world.send("teamboard", bodyOf(id, "ChangeQuantity", { quantity: 40 }))).answer?.status).toBe(200);
    expect(await world.server.turn(2)).toEqual(["again"]);
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ quantity: 10 });
    expect(await outcomes()).toEqual([["ChangeQuantity", "unverified"]]);
    expect(await world.alerts()).toEqual(["webhook-unverified"]);
  });

  it("an operation that is about something else than the call says is not believed", async () => {
    const id = await world.subscribe();
    await world.change(id, "change-quantity", { quantity: 12 });
    await world.server.workOff();
    const [operation] = await world.operations(id);
    await world.send("teamboard", { id: operation?.id, subscriptionId: id, action: "ChangePlan", planId: "enterprise-annual" });
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ planId: "team-monthly", quantity: 12 });
    expect(await world.alerts()).toEqual(["webhook-contradiction"]);
    expect(await world.actions(id)).toEqual(["ChangeQuantity"]);
  });

  it.each([404, 400])("what is only told is believed though Get Operation answers %i", async (unknownOperationStatus) => {
    await world.settings({ toldOperations: "unknown", unknownOperationStatus });
    const id = await world.subscribe();
    await world.change(id, "suspend");
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ status: "Suspended" });
    expect(await world.alerts()).toEqual([]);
  });

  it("a subscription that nobody knows is no reason to make one", async () => {
    await world.send("teamboard", bodyOf(newId(), "Subscribe"));
    await world.send("teamboard", bodyOf("no-guid", "Renew"));
    await world.server.workOff();
    expect(await outcomes()).toEqual([["Subscribe", "unverified"], ["Renew", "unverified"]]);
    expect(await database().subscription.count()).toBe(0);
    expect(await world.alerts()).toEqual(["webhook-unverified", "webhook-unverified"]);
  });

  it("a subscription that only Microsoft knows is taken up", async () => {
    const id = await world.subscribe();
    await database().subscription.deleteMany();
    await world.change(id, "suspend");
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ status: "Suspended" });
    expect(await world.actions(id)).toEqual(["Suspend"]);
  });

  it("Microsoft away: tried again until it is back", async () => {
    const id = await world.subscribe();
    await world.change(id, "suspend");
    await world.microsoft.control("/faults", { method: "PUT", body: { faults: [{ match: { path: `/subscriptions/${id}`, method: "GET" }, kind: "status", status: 404 }] } });
    expect(await world.server.turn(0)).toEqual(["again"]);
    await world.microsoft.control("/faults", { method: "PUT", body: { faults: [] } });
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ status: "Suspended" });
  });
});

describe("whose offer it is", () => {
  it("a call at another offer's address is processed, and the staff is told", async () => {
    const id = await world.subscribe();
    await world.microsoft.control("/webhooks/offers/teamboard", { method: "PUT", body: { url: world.server.addressOf("ledgerlight") } });
    await world.change(id, "change-quantity", { quantity: 3 });
    expect(await answers()).toEqual([["ChangeQuantity", 200]]);
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ quantity: 3 });
    expect(await world.alerts()).toEqual(["webhook-wrong-address"]);
  });

  it("another publisher's call about it is kept apart, and changes nothing", async () => {
    const id = await world.subscribe();
    const body = bodyOf(id, "Unsubscribe");
    expect((await world.send("inkwell", body)).answer?.status).toBe(200);
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ status: "Subscribed" });
    const [alert] = await database().alert.findMany({ include: { publisher: true } });
    expect(alert).toMatchObject({ kind: "webhook-unverified", publisher: { key: "fabrikam-apps" } });
    // Nor does it stand in the way of Microsoft's own call of the same event.
    expect((await world.send("teamboard", body)).answer?.status).toBe(200);
    expect((await database().inboxEvent.findMany()).map(({ receipts }) => receipts)).toEqual([1, 1]);
  });

  it("one in preview is the offer's", async () => {
    const offer = await database().offer.findFirstOrThrow({ where: { offerId: "teamboard" } });
    const bought = await world.microsoft.control("/purchases", { method: "POST", body: { offerId: "teamboard", planId: "team-monthly", quantity: 2, preview: true } });
    const { subscriptionId } = bought as { subscriptionId: string };
    const client = fulfillment(await getMarketplaceCredentials(offer.id));
    await client.activate(subscriptionId, { planId: "team-monthly", quantity: 2 }, { correlationId: newId(), patience: "interactive" });
    await world.settle();
    await world.change(subscriptionId, "suspend");
    await world.server.workOff();
    expect(await database().subscription.findUniqueOrThrow({ where: { subscriptionId } })).toMatchObject({ offerId: offer.id, status: "Suspended" });
    expect(await world.alerts()).toEqual([]);
  });

  it("one of an offer that is not registered is only reported", async () => {
    const id = await world.subscribe({ offerId: "ledgerlight", planId: "basic-monthly" });
    await database().subscription.deleteMany();
    await database().plan.deleteMany({ where: { offer: { offerId: "ledgerlight" } } });
    await database().offer.deleteMany({ where: { offerId: "ledgerlight" } });
    await world.send("teamboard", bodyOf(id, "Suspend"));
    await world.server.workOff();
    expect(await outcomes()).toEqual([["Suspend", "unregistered"]]);
    expect(await database().subscription.count()).toBe(0);
    expect(await world.alerts()).toEqual(["subscription-unregistered"]);
  });
});

describe("changes of our own", () => {
  const patch = async (id: string, body: object): Promise<void> => {
    const offer = await database().offer.findFirstOrThrow({ where: { offerId: "teamboard" } });
    const { tenantId, clientId, clientSecret } = await getMarketplaceCredentials(offer.id);
    const token = await fetch(`${process.env.ENTRA_AUTHORITY}/${tenantId}/oauth2/v2.0/token`, { method: "POST", body: new URLSearchParams({ grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope: "20e940b3-4c77-4b0b-9a53-9e16a1b010a7/.default" }) });
    const { access_token: bearer } = (await token.json()) as { access_token: string };
    const answer = await fetch(`${process.env.MARKETPLACE_API_URL}/saas/subscriptions/${id}?api-version=2018-08-31`, { method: "PATCH", headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" }, body: JSON.stringify(body) });
    expect(answer.status).toBe(202);
  };

  it("are never refused by the rules, and applied once, whether the call or a look comes first", async () => {
    await database().offer.updateMany({ data: { seatIncreases: "refuse" } });
    for (const lookFirst of [true, false]) {
      const id = await world.subscribe();
      await patch(id, { quantity: 14 });
      await world.advance("PT5S");
      if (lookFirst) await refreshSubscription(systemContext(), id);
      await world.server.workOff();
      await refreshSubscription(systemContext(), id);
      expect(await world.row(id)).toMatchObject({ quantity: 14 });
      expect(await world.actions(id)).toEqual(["ChangeQuantity"]);
    }
    expect(await answers()).toEqual([["ChangeQuantity", 200], ["ChangeQuantity", 200]]);
    expect(await world.alerts()).toEqual([]);
    expect(await database().subscriptionAction.findMany({ select: { actorKind: true } })).toEqual([{ actorKind: "marketplace" }, { actorKind: "job" }]);
    // Nobody says of them that they are done: Microsoft does not take it well.
    expect(await database().inboxStep.count({ where: { step: { startsWith: "acknowledge" } } })).toBe(0);
  });
});

describe("an API that lags behind its own calls", () => {
  it.each<[string, { quantity?: number; planId?: string }, string, object]>([
    ["renew", {}, "Renew", { status: "Subscribed" }],
    ["change-quantity", { quantity: 12 }, "ChangeQuantity", { quantity: 12 }],
    ["change-plan", { planId: "team-annual" }, "ChangePlan", { planId: "team-annual" }],
    ["suspend", {}, "Suspend", { status: "Suspended" }],
  ])("is waited for after %s, calls nobody, and what it shows late is no second action", async (what, to, action, then) => {
    const id = await world.subscribe();
    await world.settings({ subscriptionLagMs: 3_600_000 });
    await world.change(id, what, to);
    await world.advance("PT11S");
    await world.server.workOff();
    expect(await world.actions(id)).toEqual([action]);
    await world.settings({ subscriptionLagMs: 0 });
    await refreshSubscription(systemContext(), id);
    expect(await world.row(id)).toMatchObject(then);
    expect(await world.actions(id)).toEqual([action]);
    expect(await world.alerts()).toEqual([]);
  });

  it("closes the alert that it caused once it has come round", async () => {
    await world.settings({ toldOperations: "unknown" });
    const id = await world.subscribe();
    await world.settings({ subscriptionLagMs: 3_600_000 });
    await world.change(id, "suspend");
    for (let look = 0; look < 4; look += 1) await world.server.turn(600);
    expect(await world.alerts()).toEqual(["webhook-contradiction"]);
    await world.settings({ subscriptionLagMs: 0 });
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ status: "Suspended" });
    expect(await world.alerts()).toEqual([]);
    expect(await outcomes()).toEqual([["Suspend", "applied"]]);
  });

  it("is asked once more where somebody was told something later", async () => {
    const id = await world.subscribe();
    await database().subscription.updateMany({ data: { checkedAt: addSeconds(currentTime(), 3) } });
    await world.change(id, "suspend");
    await world.send("teamboard", bodyOf(id, "Transfer"));
    expect(await world.server.turn(0)).toEqual(["again", "again"]);
    expect(await world.actions(id)).toEqual([]);
    expect(await world.alerts()).toEqual([]);
    await database().subscription.updateMany({ data: { checkedAt: currentTime() } });
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ status: "Suspended" });
    expect(await world.actions(id)).toEqual(["Suspend"]);
  });
});

describe("two workers on one database", () => {
  it("process each event once", async () => {
    const ids = await Promise.all(Array.from({ length: 24 }, () => world.subscribe()));
    for (const [index, id] of ids.entries()) await world.microsoft.control(`/subscriptions/${id}/${index % 2 === 0 ? "suspend" : "renew"}`, { method: "POST", body: {} });
    await world.settle();
    const workers = [1, 2].map(() => startWorker({ jobs: [processInbox], concurrency: 1 }));
    await expect.poll(() => database().inboxEvent.count({ where: { state: "processed" } }), { timeout: 15_000 }).toBe(24);
    await Promise.all(workers.map((worker) => worker.stop(5)));
    const finished = await database().inboxStep.groupBy({ by: ["eventNumber"], where: { step: "finished" }, _count: true });
    expect(finished.map(({ _count }) => _count)).toEqual(ids.map(() => 1));
    expect((await database().jobAttempt.findMany({ where: { job: { kind: "inbox.process" } } })).map(({ outcome }) => outcome)).toEqual(ids.map(() => "done"));
    for (const id of ids) expect(await world.actions(id)).toHaveLength(1);
  });
});

describe("processed again", () => {
  it("nothing happens a second time", async () => {
    const id = await world.subscribe();
    await world.change(id, "change-quantity", { quantity: 12 });
    await world.server.workOff();
    await world.change(id, "suspend");
    await world.server.workOff();
    const before = await world.actions(id);
    await database().job.updateMany({ data: { state: "waiting", nextAt: currentTime(), createdAt: currentTime() } });
    await world.server.workOff();
    expect(await world.actions(id)).toEqual(before);
    expect(before).toEqual(["ChangeQuantity", "Suspend"]);
    expect(await world.alerts()).toEqual([]);
  });
});

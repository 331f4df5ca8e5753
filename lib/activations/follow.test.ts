import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "../db/client";
import { transaction } from "../db/transaction";
import { addSeconds, currentTime } from "../kernel/clock";
import { fulfillment } from "../marketplace/fulfillment";
import type { SimulatorProcess } from "../marketplace/simulator-process";
import { getMarketplaceCredentials } from "../offers/queries";
import { applyMarketplaceState } from "../subscriptions/apply-marketplace-state";
import { refreshSubscription } from "../subscriptions/refresh";
import { activate } from "./activate";
import { followActivation, lookAtActivation } from "./follow";
import { arrive } from "./landing/arrive";
import { getOrder } from "./landing/queries";
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

const rowOf = (subscriptionId: string) => database().subscription.findUniqueOrThrow({ where: { subscriptionId }, include: { activation: true } });
const follow = (subscriptionId: string) => followActivation(portal.customer(portal.person("mira")), subscriptionId);

/** Opened by its buyer, and activated where `activationDelayMs` is given. */
async function bought(request: Parameters<Portal["buy"]>[0] & { activationDelayMs?: number } = {}): Promise<string> {
  const { activationDelayMs, ...purchase } = request;
  const { subscriptionId, token } = await portal.buy(purchase);
  await arrive(await portal.land(token, portal.person("mira")));
  if (activationDelayMs !== undefined) {
    await microsoft.control("/settings", { method: "PUT", body: { activationDelayMs } });
    expect(await activate(portal.customer(portal.person("mira")), { subscriptionId, contactEmail: "a@b.example" })).toEqual({ kind: "accepted" });
  }
  return subscriptionId;
}

/** What Microsoft says of a subscription now, to be written as if it had been asked at another time. */
async function answer(subscriptionId: string) {
  const { publisherId, offerId } = await rowOf(subscriptionId);
  if (publisherId === null || offerId === null) throw new Error("The subscription has no offer.");
  const subscription = await fulfillment(await getMarketplaceCredentials(offerId)).getSubscription(subscriptionId, { correlationId: "test", patience: "interactive" });
  return {
    write: (askedAt: Date) => transaction(portal.customer(portal.person("mira")), (writing) => applyMarketplaceState(writing, { publisherId, offerId, subscription, plan: null, askedAt })),
  };
}

describe("following an activation", () => {
  it("leaves it under way until Microsoft has done it, and then keeps the term", async () => {
    const subscriptionId = await bought({ activationDelayMs: 60_000 });
    expect(await follow(subscriptionId)).toEqual({ status: "PendingFulfillmentStart" });
    expect(await rowOf(subscriptionId)).toMatchObject({ status: "PendingFulfillmentStart", startDate: null, endDate: null, activation: { state: "accepted", finishedAt: null } });

    const soon = await bought({ activationDelayMs: 0 });
    expect(await follow(soon)).toEqual({ status: "Subscribed" });
    const { startDate, endDate } = await portal.atMicrosoft(soon);
    const row = await rowOf(soon);
    expect(row).toMatchObject({ status: "Subscribed", activation: { state: "subscribed", problem: null } });
    expect(row.startDate).toEqual(new Date(startDate ?? ""));
    expect(row.endDate).toEqual(new Date(endDate ?? ""));
    expect(row.activation?.finishedAt).not.toBeNull();
    expect((await portal.actions(soon)).map(({ type }) => type)).toEqual(["Resolve", "Activate"]);
  });

  it("tells of one that fails late", async () => {
    const subscriptionId = await bought({ activation: "fails-late", activationDelayMs: 0 });
    expect(await follow(subscriptionId)).toEqual({ status: "Unsubscribed" });
    const row = await rowOf(subscriptionId);
    expect(row).toMatchObject({ status: "Unsubscribed", activation: { state: "failed" } });
    expect(row.activation?.finishedAt).not.toBeNull();
    await follow(subscriptionId);
    expect((await rowOf(subscriptionId)).activation).toEqual(row.activation);
  });

  it("ends it once, however many look at once", async () => {
    const subscriptionId = await bought({ activationDelayMs: 0 });
    await Promise.all([1, 2, 3, 4, 5, 6].map(() => follow(subscriptionId)));
    const { activation } = await rowOf(subscriptionId);
    expect(activation?.state).toBe("subscribed");
    await follow(subscriptionId);
    expect((await rowOf(subscriptionId)).activation).toEqual(activation);
    expect((await portal.actions(subscriptionId)).map(({ type }) => type)).toEqual(["Resolve", "Activate"]);
  });

  it("stays subscribed through what comes later", async () => {
    const subscriptionId = await bought({ activationDelayMs: 0 });
    await follow(subscriptionId);
    for (const [change, status] of [["suspend", "Suspended"], ["reinstate", "Subscribed"], ["unsubscribe", "Unsubscribed"]] as const) {
      await portal.change(subscriptionId, change);
      expect(await follow(subscriptionId)).toEqual({ status });
      expect(await rowOf(subscriptionId)).toMatchObject({ status, activation: { state: "subscribed" } });
    }
    expect((await portal.actions(subscriptionId)).map(({ type }) => type)).toEqual(["Resolve", "Activate", "Suspend", "Reinstate", "Unsubscribe"]);
  });

  it("changes nothing while Microsoft does not answer", async () => {
    const subscriptionId = await bought({ activationDelayMs: 0 });
    const before = await rowOf(subscriptionId);
    for (const kind of ["drop", "html", "invalid-json", "empty"] as const) {
      await portal.faults({ path: `/${subscriptionId}$`, kind });
      await expect(follow(subscriptionId)).rejects.toMatchObject({ code: "upstream-unavailable" });
    }
    expect(await rowOf(subscriptionId)).toEqual(before);
    await portal.faults();
    expect(await follow(subscriptionId)).toEqual({ status: "Subscribed" });
  });

  it("takes up plan and seats that were changed at Microsoft, and drops the price of the plan before", async () => {
    const { subscriptionId, token } = await portal.buy({ offerId: "teamboard", planId: "team-monthly", quantity: 3 });
    await arrive(await portal.land(token, portal.person("mira"), { offerKey: "teamboard" }));
    await activate(portal.customer(portal.person("mira")), { subscriptionId, contactEmail: "a@b.example" });
    await follow(subscriptionId);
    expect((await rowOf(subscriptionId)).planJson).not.toBeNull();
    await portal.change(subscriptionId, "change-quantity", { quantity: 9 });
    await follow(subscriptionId);
    expect((await rowOf(subscriptionId)).planJson).not.toBeNull();
    await portal.change(subscriptionId, "change-plan", { planId: "team-annual" });
    await follow(subscriptionId);
    expect(await rowOf(subscriptionId)).toMatchObject({ quantity: 9, planId: "team-annual", planJson: null, contactEmail: "a@b.example" });
  });
});

describe("the looks of browsers", () => {
  const look = (subscriptionId: string, now: Date) => lookAtActivation(portal.customer(portal.person("mira"), now), subscriptionId);

  it("sees the activation to its end also where somebody else has learnt of it first, and tells the buyer that it worked", async () => {
    const { subscriptionId, token } = await portal.buy({});
    const landing = await portal.land(token, portal.person("mira"));
    await arrive(landing);
    await activate(portal.customer(portal.person("mira")), { subscriptionId, contactEmail: "a@b.example" });
    // A call of Microsoft's, for one, asks about the subscription and knows nothing of activations.
    await refreshSubscription(systemContext(), subscriptionId);
    expect(await rowOf(subscriptionId)).toMatchObject({ status: "Subscribed", activation: { state: "accepted" } });
    expect(await getOrder(landing)).toMatchObject({ kind: "resolved", activatedSinceArrival: true });
    expect(await look(subscriptionId, currentTime())).toEqual({ status: "Subscribed", progress: "over" });
    expect(await rowOf(subscriptionId)).toMatchObject({ activation: { state: "subscribed" } });
    expect(await getOrder(landing)).toMatchObject({ kind: "resolved", activatedSinceArrival: true });
  });
  const later = () => addSeconds(currentTime(), 3);
  const asked = async () => (await portal.sent()).filter(({ method, path }) => method === "GET" && path.includes("/subscriptions/")).length;

  it("are one question while it is under way", async () => {
    const subscriptionId = await bought({ activationDelayMs: 0 });
    await portal.mark();
    const answers = await Promise.all(Array.from({ length: 20 }, () => look(subscriptionId, later())));
    expect(answers).toEqual(answers.map(() => ({ status: "Subscribed", progress: "over" })));
    expect(await asked()).toBe(1);
    expect(await rowOf(subscriptionId)).toMatchObject({ activation: { state: "subscribed" } });
  });

  it("within two seconds are told what is known", async () => {
    const subscriptionId = await bought({ activationDelayMs: 0 });
    await look(subscriptionId, later());
    await portal.change(subscriptionId, "suspend");
    await portal.mark();
    const { checkedAt } = await rowOf(subscriptionId);
    if (checkedAt === null) throw new Error("Nobody has asked.");
    expect(await look(subscriptionId, new Date(checkedAt.getTime() + 1_999))).toEqual({ status: "Subscribed", progress: "over" });
    expect(await asked()).toBe(0);
    expect(await look(subscriptionId, addSeconds(checkedAt, 2))).toEqual({ status: "Suspended", progress: "over" });
    expect(await asked()).toBe(1);
  });

  it("fail together, and the next one asks again", async () => {
    const subscriptionId = await bought({ activationDelayMs: 0 });
    await portal.faults({ path: `/${subscriptionId}$`, kind: "empty" });
    const looks = await Promise.allSettled([1, 2, 3].map(() => look(subscriptionId, later())));
    expect(looks.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    await portal.faults();
    expect(await look(subscriptionId, later())).toEqual({ status: "Subscribed", progress: "over" });
  });

  it("see nothing of what is another's, however fresh it is", async () => {
    const subscriptionId = await bought({ activationDelayMs: 0 });
    for (const stranger of ["stella", "paula"]) {
      await expect(lookAtActivation(portal.customer(portal.person(stranger)), subscriptionId)).rejects.toMatchObject({ code: "not-found" });
    }
  });
});

describe("who may look", () => {
  it("colleagues and the publisher's staff, nobody outside", async () => {
    const subscriptionId = await bought({ activationDelayMs: 0 });
    await followActivation(portal.customer(portal.person("jonas")), subscriptionId);
    await followActivation(await portal.staff("northwind-labs"), subscriptionId);
    await portal.mark();
    for (const stranger of ["stella", "paula", "rico", "nadia"]) {
      await expect(followActivation(portal.customer(portal.person(stranger)), subscriptionId)).rejects.toMatchObject({ code: "not-found" });
    }
    await expect(followActivation(await portal.staff("fabrikam-apps"), subscriptionId)).rejects.toMatchObject({ code: "not-found" });
    expect(await portal.sent()).toEqual([]);
  });
});

describe("answers out of order", () => {
  it("an answer to an older question does not overwrite that to a newer one", async () => {
    const subscriptionId = await bought({ activationDelayMs: 0 });
    await follow(subscriptionId);
    const older = await answer(subscriptionId);
    await portal.change(subscriptionId, "suspend");
    const newer = await answer(subscriptionId);
    const asked = currentTime();
    await newer.write(addSeconds(asked, 2));
    const row = await rowOf(subscriptionId);
    await older.write(addSeconds(asked, 1));
    expect(await rowOf(subscriptionId)).toEqual(row);
    expect(row).toMatchObject({ status: "Suspended", checkedAt: addSeconds(asked, 2) });
  });

  it("an end is final: an older question that found it ends it, a newer one that did not revives nothing", async () => {
    const subscriptionId = await bought({ activationDelayMs: 0 });
    await follow(subscriptionId);
    const alive = await answer(subscriptionId);
    await portal.change(subscriptionId, "unsubscribe");
    const ended = await answer(subscriptionId);
    const asked = currentTime();
    await alive.write(addSeconds(asked, 5));
    expect((await rowOf(subscriptionId)).status).toBe("Subscribed");
    await ended.write(addSeconds(asked, 1));
    expect((await rowOf(subscriptionId)).status).toBe("Unsubscribed");
    await alive.write(addSeconds(asked, 9));
    expect((await rowOf(subscriptionId)).status).toBe("Unsubscribed");
  });
});

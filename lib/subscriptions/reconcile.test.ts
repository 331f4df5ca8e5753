import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { database } from "../db/client";
import { addSeconds, currentTime } from "../kernel/clock";
import { newId } from "../kernel/ids";
import { reconcile, type OnProgress } from "./reconcile";
import { openLostWebhooks, systemContext, type ListPage, type LostWebhooks } from "./testing";

const DAY = 86_400;
const TEAM = { offerId: "teamboard", planId: "team-monthly", quantity: 5 };

let portal: LostWebhooks;
beforeAll(async () => {
  portal = await openLostWebhooks();
});
afterAll(() => portal.close());
beforeEach(() => portal.empty());

const run = async (now?: Date, onProgress?: OnProgress) => reconcile(systemContext(now), { technicalConfigurationId: await portal.configurationOf("northwind-labs") }, onProgress);
const row = (subscriptionId: string) => database().subscription.findUniqueOrThrow({ where: { subscriptionId } });
const drifts = () => database().drift.findMany({ orderBy: { id: "asc" } });
const openDrifts = async () => (await drifts()).filter(({ closedAt }) => closedAt === null);
const alerts = async () => (await database().alert.findMany({ where: { closedAt: null }, orderBy: { id: "asc" } })).map(({ kind }) => kind);
const lastRun = () => database().reconciliation.findFirstOrThrow({ orderBy: { id: "desc" } });
const pageSize = (size: number) => portal.microsoft.control("/settings", { method: "PUT", body: { pageSize: size } });

describe("changes of which no call came", () => {
  it.each<[string, (id: string) => Promise<void>, string, string[], object]>([
    ["another plan", (id) => portal.change(id, "change-plan", { planId: "enterprise-annual" }), "planId", ["ChangePlan"], { planId: "enterprise-annual" }],
    ["more seats", (id) => portal.change(id, "change-quantity", { quantity: 9 }), "quantity", ["ChangeQuantity"], { quantity: 9 }],
    ["a cancellation", (id) => portal.change(id, "unsubscribe"), "status", ["Unsubscribe"], { status: "Unsubscribed" }],
    ["a suspension", (id) => portal.change(id, "suspend"), "status", ["Suspend"], { status: "Suspended" }],
    ["no renewal any more", (id) => portal.change(id, "auto-renew-off"), "autoRenew", [], { autoRenew: false }],
  ])("%s is repaired, with one action", async (_, change, field, actions, columns) => {
    const [id, other] = [await portal.buyActive({ ...TEAM, quantity: 30 }), await portal.buyActive(TEAM)];
    expect(await run()).toMatchObject({ kind: "done", problem: null, counts: { listed: 2, added: 2, differing: 0 } });
    await run();
    const { startedAt } = await lastRun();
    await change(id);
    expect(await run()).toMatchObject({ kind: "done", problem: null, missing: 0, counts: { listed: 2, added: 0, differing: 1, repaired: 1 } });
    expect(await run()).toMatchObject({ counts: { differing: 0, repaired: 0 } });
    expect(await row(id)).toMatchObject(columns);
    expect(await portal.actions(id)).toEqual(["Subscribe", ...actions]);
    expect(await portal.actions(other)).toEqual(["Subscribe"]);
    const kept = (await drifts()).filter((drift) => drift.field === field);
    expect(kept).toMatchObject([{ subscriptionId: id, kind: "differs", agreedAt: startedAt, resolution: "repaired", problem: null }]);
    expect(await openDrifts()).toEqual([]);
    expect(await alerts()).toEqual([]);
    expect(await lastRun()).toMatchObject({ listed: 2, added: 0, differing: 0, problem: null });
  });

  it("a renewal moves the term, and a reinstatement ends the suspension", async () => {
    const id = await portal.buyActive();
    await run();
    await portal.change(id, "renew");
    await run();
    await portal.change(id, "suspend");
    await run();
    await portal.change(id, "reinstate");
    await run();
    expect(await portal.actions(id)).toEqual(["Subscribe", "Renew", "Suspend", "Reinstate"]);
    expect(await row(id)).toMatchObject({ status: "Subscribed" });
  });
});

describe("what is new here", () => {
  it("is added page by page, whatever its state; a preview too, and nobody else's", async () => {
    await pageSize(2);
    const ids = [await portal.buy(), await portal.buyActive(TEAM), await portal.buyActive({ preview: true }), await portal.buyActive({ csp: true }), await portal.buy()];
    await portal.buy({ offerId: "inkwell", planId: "standard-monthly" });
    await portal.change(ids[3] ?? "", "unsubscribe");
    const told: number[] = [];
    expect(await run(undefined, ({ listed }) => void told.push(listed))).toMatchObject({ kind: "done", counts: { listed: 5, added: 5, differing: 0, repaired: 0 } });
    expect(told).toEqual([2, 4, 5]);
    expect(await Promise.all(ids.map(async (id) => (await row(id)).status))).toEqual(["PendingFulfillmentStart", "Subscribed", "Subscribed", "Unsubscribed", "PendingFulfillmentStart"]);
    expect(await row(ids[1] ?? "")).toMatchObject({ quantity: 5, perSeat: true });
    expect(await database().subscription.count()).toBe(5);
    expect(await run()).toMatchObject({ counts: { added: 0, differing: 0 } });
    expect(await Promise.all(ids.map((id) => portal.actions(id)))).toEqual([[], ["Subscribe"], ["Subscribe"], ["Unsubscribe"], []]);
    expect(await database().subscriptionAction.findFirst({ where: { type: "Unsubscribe" } })).toMatchObject({ actorKind: "marketplace", details: '{"found":"list"}' });
  });

  it("is asked about where its entry lacks seats or term, so that they do not read as changed later", async () => {
    const [team, flat] = [await portal.buyActive(TEAM), await portal.buyActive()];
    portal.spoil((page) => ({ ...page, subscriptions: page.subscriptions.map(({ quantity: _, ...entry }) => (entry.id === flat ? { ...entry, term: null } : entry)) }));
    await run();
    expect(await row(team)).toMatchObject({ quantity: 5, perSeat: true });
    expect((await row(flat)).endDate).not.toBeNull();
    portal.spoil(null);
    expect(await run()).toMatchObject({ counts: { differing: 0 } });
    expect(await portal.actions(team)).toEqual(["Subscribe"]);
  });

  it("takes a row along that is older than the portal", async () => {
    const id = await portal.buyActive(TEAM);
    await database().subscription.create({ data: { id: newId(), subscriptionId: id, planId: "old", quantity: 1, status: "Subscribed", billingCycle: "" } });
    expect(await run()).toMatchObject({ counts: { added: 1 } });
    expect(await row(id)).toMatchObject({ planId: "team-monthly", quantity: 5 });
    expect(await portal.actions(id)).toEqual([]);
  });
});

describe("a purchase that nobody opens", () => {
  it("is flagged after 1, 7 and 25 days, once each, until it is active", async () => {
    const id = await portal.buy();
    const bought = currentTime();
    const after = async (days: number): Promise<[number, number, string | undefined]> => {
      await run(addSeconds(bought, days * DAY + 60));
      const [alert] = await database().alert.findMany({ where: { kind: "purchase-waiting", closedAt: null } });
      return [(await row(id)).pendingDaysTold, alert?.occurrences ?? 0, alert?.message];
    };
    expect(await after(0)).toEqual([0, 0, undefined]);
    expect(await after(1)).toEqual([1, 1, "A purchase has waited for 1 day to be activated."]);
    expect(await after(6)).toEqual([1, 1, "A purchase has waited for 1 day to be activated."]);
    expect(await after(7)).toEqual([7, 2, "A purchase has waited for 7 days to be activated."]);
    expect(await after(25)).toEqual([25, 3, "A purchase has waited for 25 days to be activated."]);
    expect((await after(29))[1]).toBe(3);
    await portal.change(id, "unsubscribe");
    expect(await after(30)).toEqual([0, 0, undefined]);
  });

  it("is told of at its longest only, where it is found late", async () => {
    await portal.buy();
    await portal.microsoft.control("/clock", { method: "POST", body: { advance: "P9D" } });
    await portal.buy();
    await run(addSeconds(currentTime(), 10 * DAY));
    expect((await database().alert.findMany({ orderBy: { message: "asc" } })).map(({ message }) => message)).toEqual(["A purchase has waited for 1 day to be activated.", "A purchase has waited for 7 days to be activated."]);
  });
});

describe("what is reported, and not touched", () => {
  it("has ended here: it stays so, and is asked about once", async () => {
    const id = await portal.buyActive();
    await run();
    await database().subscription.update({ where: { subscriptionId: id }, data: { status: "Unsubscribed" } });
    expect(await run()).toMatchObject({ kind: "done", counts: { differing: 1, repaired: 0 } });
    expect(await row(id)).toMatchObject({ status: "Unsubscribed" });
    expect(await openDrifts()).toMatchObject([{ subscriptionId: id, kind: "ended", field: "", ours: "Unsubscribed", theirs: "Subscribed", problem: expect.stringContaining("never brought back") as unknown }]);
    await run();
    expect(await drifts()).toHaveLength(1);
    expect(await portal.actions(id)).toEqual(["Subscribe"]);
    await portal.change(id, "unsubscribe");
    await run();
    expect(await drifts()).toMatchObject([{ resolution: "gone" }]);
  });

  it("belongs to an offer that is not registered, until that is", async () => {
    const [id, other] = [await portal.buyActive(TEAM), await portal.buy({ ...TEAM, preview: true })];
    const { id: offerId, ...offer } = await database().offer.findFirstOrThrow({ where: { offerId: "teamboard" } });
    await database().plan.deleteMany({ where: { offerId } });
    await database().offer.delete({ where: { id: offerId } });
    expect(await run()).toMatchObject({ kind: "done", problem: null, counts: { listed: 2, added: 0, differing: 0 } });
    await run();
    expect(await database().subscription.count()).toBe(0);
    expect(await openDrifts()).toMatchObject([{ subscriptionId: id, kind: "unregistered", ours: null, theirs: "teamboard" }, { subscriptionId: other, theirs: "teamboard" }]);
    expect(await database().alert.findMany()).toMatchObject([{ kind: "subscription-unregistered", occurrences: 1, message: expect.stringContaining("teamboard") as unknown }]);
    await database().offer.create({ data: offer });
    expect(await run()).toMatchObject({ counts: { added: 2 } });
    expect((await drifts()).map(({ resolution }) => resolution)).toEqual(["gone", "gone"]);
    expect(await alerts()).toEqual([]);
  });

  it("is not in the list: one alert each, until it is there again or has ended", async () => {
    const [id, ended, other] = [await portal.buyActive(), await portal.buyActive(), await portal.buyActive()];
    await run();
    portal.spoil((page) => ({ ...page, subscriptions: page.subscriptions.filter((entry) => entry.id === other) }));
    expect(await run()).toMatchObject({ kind: "done", missing: 2, problem: null });
    expect(await run()).toMatchObject({ missing: 2 });
    expect(await openDrifts()).toMatchObject([{ subscriptionId: expect.any(String) as unknown, kind: "missing", ours: "Subscribed", theirs: null }, {}]);
    expect(await database().alert.findMany()).toMatchObject([{ kind: "subscription-missing", occurrences: 1 }, { kind: "subscription-missing", occurrences: 1 }]);
    expect(await row(id)).toMatchObject({ status: "Subscribed" });
    await database().subscription.update({ where: { subscriptionId: ended }, data: { status: "Unsubscribed" } });
    await run();
    expect(await openDrifts()).toMatchObject([{ subscriptionId: id }]);
    portal.spoil(null);
    await portal.change(ended, "unsubscribe");
    await run();
    expect(await openDrifts()).toEqual([]);
    expect(await alerts()).toEqual([]);
  });

  it("is not in the list, and many are so at once: one alert for all, until none is without one of its own", async () => {
    await portal.buyActive();
    await run();
    const { publisherId, offerId } = await database().subscription.findFirstOrThrow();
    const lose = async (count: number): Promise<string[]> => {
      const ids = Array.from({ length: count }, () => newId());
      await database().subscription.createMany({ data: ids.map((id) => ({ id, subscriptionId: id, publisherId, offerId, planId: "basic-monthly", quantity: 1, status: "Subscribed", billingCycle: "P1M", createdAt: addSeconds(currentTime(), -60) })) });
      return ids;
    };
    const end = (ids: readonly string[]) => database().subscription.updateMany({ where: { subscriptionId: { in: [...ids] } }, data: { status: "Unsubscribed" } });
    const told = async () => {
      const { missing } = z.object({ missing: z.number() }).parse(await run());
      const open = await database().alert.findMany({ where: { closedAt: null } });
      return [missing, open.filter(({ subscriptionId }) => subscriptionId !== null).length, open.filter(({ subscriptionId }) => subscriptionId === null).length];
    };
    const alone = await lose(3);
    expect(await told()).toEqual([3, 3, 0]);
    const many = await lose(25);
    expect(await told()).toEqual([28, 3, 1]);
    expect(await database().alert.findMany({ where: { subscriptionId: null } })).toMatchObject([{ occurrences: 1, message: expect.stringContaining("lacks 28 subscriptions") as unknown }]);
    await end(many.slice(5));
    expect(await told()).toEqual([8, 3, 1]);
    await end(alone.slice(1));
    expect(await told()).toEqual([6, 1, 1]);
    const later = await lose(20);
    expect(await told()).toEqual([26, 21, 1]);
    await end(many);
    expect(await told()).toEqual([21, 21, 0]);
    await end([...later, ...alone]);
    expect(await told()).toEqual([0, 0, 0]);
  });

  it("belongs to another publisher of this portal: a problem that the staff is called to", async () => {
    const id = await portal.buyActive();
    await run();
    const { id: publisherId } = await database().publisher.findFirstOrThrow({ where: { NOT: { key: "northwind-labs" } } });
    await database().subscription.update({ where: { subscriptionId: id }, data: { publisherId, planId: "theirs" } });
    expect(await run()).toMatchObject({ kind: "done", problem: expect.stringContaining(id) as unknown });
    expect(await row(id)).toMatchObject({ publisherId, planId: "theirs" });
    expect(await alerts()).toEqual(["reconciliation-failed"]);
    expect(await drifts()).toEqual([]);
  });

  it("came while the list was read", async () => {
    const id = await portal.buyActive();
    await run();
    await database().subscription.update({ where: { subscriptionId: id }, data: { createdAt: addSeconds(currentTime(), 60) } });
    portal.spoil((page) => ({ ...page, subscriptions: [] }));
    expect(await run()).toMatchObject({ kind: "done", missing: 0 });
  });
});

describe("a list that is behind", () => {
  it("does not overrule an answer that came after it was asked for", async () => {
    const id = await portal.buyActive(TEAM);
    await run();
    portal.spoil(async (page) => {
      await database().subscription.update({ where: { subscriptionId: id }, data: { quantity: 7, checkedAt: addSeconds(currentTime(), 1) } });
      return page;
    });
    expect(await run()).toMatchObject({ counts: { differing: 0 } });
    expect(await drifts()).toEqual([]);
    expect(await row(id)).toMatchObject({ quantity: 7 });
  });

  it("loses to the API, which is asked each time, in one line of the report", async () => {
    const id = await portal.buyActive(TEAM);
    await run();
    const behind = (page: ListPage) => ({ ...page, subscriptions: page.subscriptions.map((entry) => ({ ...entry, quantity: 3 })) });
    portal.spoil(behind);
    for (let count = 0; count < 3; count += 1) expect(await run()).toMatchObject({ counts: { differing: 0, repaired: 0 } });
    expect(await drifts()).toMatchObject([{ ours: "5", theirs: "3", resolution: "agreed" }]);
    expect(await portal.actions(id)).toEqual(["Subscribe"]);
    // And yet what it says may be true one day.
    await portal.change(id, "change-quantity", { quantity: 3 });
    expect(await run()).toMatchObject({ counts: { differing: 1, repaired: 1 } });
    expect(await portal.actions(id)).toEqual(["Subscribe", "ChangeQuantity"]);
  });
});

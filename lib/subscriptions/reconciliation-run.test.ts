import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "../db/client";
import { addSeconds, currentTime } from "../kernel/clock";
import { newId } from "../kernel/ids";
import { reconcile, type OnProgress } from "./reconcile";
import { openLostWebhooks, systemContext, type LostWebhooks } from "./testing";

const TEAM = { offerId: "teamboard", planId: "team-monthly", quantity: 5 };
const LIST = "/saas/subscriptions/?$";

let portal: LostWebhooks;
beforeAll(async () => {
  portal = await openLostWebhooks();
});
afterAll(() => portal.close());
beforeEach(() => portal.empty());

const configuration = () => portal.configurationOf("northwind-labs");
const run = async (onProgress?: OnProgress, signal?: AbortSignal) => reconcile(systemContext(), { technicalConfigurationId: await configuration(), ...(signal ? { signal } : {}) }, onProgress);
const row = (subscriptionId: string) => database().subscription.findUniqueOrThrow({ where: { subscriptionId } });
const openDrifts = () => database().drift.findMany({ where: { closedAt: null }, orderBy: { id: "asc" } });
const alerts = async () => (await database().alert.findMany({ where: { closedAt: null }, orderBy: { id: "asc" } })).map(({ kind }) => kind);
const lastRun = () => database().reconciliation.findFirstOrThrow({ orderBy: { id: "desc" } });

describe("a list that breaks off", () => {
  it("keeps what was read and why it ended; nothing is reported missing, and the staff is called once", async () => {
    await portal.microsoft.control("/settings", { method: "PUT", body: { pageSize: 2 } });
    const ids = [await portal.buyActive(TEAM), await portal.buyActive(), await portal.buyActive(), await portal.buyActive(), await portal.buyActive()];
    await run();
    await portal.change(ids[0] ?? "", "change-quantity", { quantity: 8 });
    await portal.change(ids[4] ?? "", "suspend");
    const breakOff: OnProgress = () => portal.faults({ path: LIST, kind: "status", status: 500 });
    expect(await run(breakOff)).toMatchObject({ kind: "failed", counts: { listed: 2, differing: 1, repaired: 1 }, problem: expect.stringContaining("Microsoft does not answer") as unknown });
    await portal.faults({ path: LIST, kind: "html" });
    expect(await run()).toMatchObject({ kind: "failed", counts: { listed: 0 } });
    expect(await lastRun()).toMatchObject({ finishedAt: expect.any(Date) as unknown, problem: expect.stringContaining("could not be read") as unknown });
    expect(await openDrifts()).toEqual([]);
    expect(await database().alert.findMany()).toMatchObject([{ kind: "reconciliation-failed", occurrences: 2 }]);
    expect((await row(ids[0] ?? "")).quantity).toBe(8);
    await portal.faults();
    expect(await run()).toMatchObject({ kind: "done", problem: null, missing: 0, counts: { listed: 5, differing: 1, repaired: 1 } });
    expect(await alerts()).toEqual([]);
  }, 90_000);

  it("says what to do where the client secret has expired", async () => {
    await portal.microsoft.control("/publishers/northwind-labs", { method: "PUT", body: { secretExpired: true } });
    await database().technicalConfiguration.updateMany({ data: { tenantId: newId() } });
    expect(await run()).toMatchObject({ kind: "failed", problem: expect.stringContaining("Correct the tenant id") as unknown });
  });
});

describe("an entry that cannot be read", () => {
  it("is reported beside what can; nothing is reported missing, and the staff is called once", async () => {
    const [broken, fine, lacking] = [await portal.buyActive(TEAM), await portal.buyActive(TEAM), await portal.buyActive()];
    await run();
    await portal.change(fine, "change-quantity", { quantity: 6 });
    portal.spoil((page) => ({
      ...page,
      subscriptions: [...page.subscriptions.filter(({ id }) => id !== lacking).map((entry) => (entry.id === broken ? { ...entry, planId: null } : entry)), { id: "somebody@else.example" }],
    }));
    expect(await run()).toMatchObject({ kind: "done", missing: 0, problem: expect.stringContaining("2 entries") as unknown, counts: { listed: 3, differing: 1, repaired: 1 } });
    await run();
    expect(await openDrifts()).toMatchObject([
      { subscriptionId: broken, kind: "unreadable", problem: "planId cannot be read." },
      { subscriptionId: "", kind: "unreadable", problem: "id, offerId, planId, saasSubscriptionStatus cannot be read." },
    ]);
    expect((await row(fine)).quantity).toBe(6);
    expect(await database().alert.findMany()).toMatchObject([{ kind: "reconciliation-failed", occurrences: 1 }]);
    portal.spoil(null);
    expect(await run()).toMatchObject({ problem: null });
    expect(await openDrifts()).toEqual([]);
    expect(await alerts()).toEqual([]);
  });

  it("but for its id, is listed: what is missing is reported, what is gone is closed, and what is known of it stays", async () => {
    const [broken, lacking] = [await portal.buyActive(TEAM), await portal.buyActive()];
    await run();
    const { publisherId } = await row(broken);
    const known = { publisherId: publisherId ?? 0, foundAt: addSeconds(currentTime(), -60), seenAt: addSeconds(currentTime(), -60) };
    const drift = async (subscriptionId: string, kind: string, field = "") => database().drift.create({ data: { ...known, subscriptionId, kind, field, key: `${publisherId}:${subscriptionId}:${kind}:${field}` } });
    const [stays, back, gone] = [await drift(broken, "differs", "quantity"), await drift(broken, "missing"), await drift(newId(), "unregistered")];
    portal.spoil((page) => ({ ...page, subscriptions: page.subscriptions.filter(({ id }) => id !== lacking).map((entry) => ({ ...entry, planId: null })) }));
    expect(await run()).toMatchObject({ kind: "done", missing: 1, problem: "The list was read to its end. 1 entry of Microsoft's list could not be read." });
    expect(await openDrifts()).toMatchObject([{ id: stays.id }, { subscriptionId: broken, kind: "unreadable" }, { subscriptionId: lacking, kind: "missing" }]);
    expect(await database().drift.findMany({ where: { id: { in: [back.id, gone.id] } } })).toMatchObject([{ resolution: "gone" }, { resolution: "gone" }]);
    expect((await alerts()).sort()).toEqual(["reconciliation-failed", "subscription-missing"]);

    portal.spoil(null);
    expect(await run()).toMatchObject({ problem: null });
    expect(await openDrifts()).toEqual([]);
    expect(await alerts()).toEqual([]);
  });

  it("has not agreed in that comparison", async () => {
    const id = await portal.buyActive(TEAM);
    await run();
    const { checkedAt } = await row(id);
    portal.spoil((page) => ({ ...page, subscriptions: page.subscriptions.map((entry) => ({ ...entry, planId: null })) }));
    await run();
    portal.spoil(null);
    await portal.change(id, "change-quantity", { quantity: 7 });
    await run();
    expect(await database().drift.findMany({ where: { kind: "differs" } })).toMatchObject([{ field: "quantity", resolution: "repaired", agreedAt: checkedAt }]);
  });
});

describe("a repair that fails", () => {
  it("leaves its row open with the reason, the others repaired, and is made by the next comparison", async () => {
    const [stuck, fine] = [await portal.buyActive(TEAM), await portal.buyActive(TEAM)];
    await run();
    for (const id of [stuck, fine]) await portal.change(id, "change-quantity", { quantity: 11 });
    await portal.faults({ path: `/saas/subscriptions/${stuck}$`, kind: "status", status: 404 });
    expect(await run()).toMatchObject({ kind: "done", problem: null, counts: { differing: 2, repaired: 1 } });
    const [open, ...others] = await openDrifts();
    expect(open).toMatchObject({ subscriptionId: stuck, field: "quantity", ours: "5", theirs: "11", problem: expect.stringContaining("knows no such subscription") as unknown });
    expect(others).toEqual([]);
    await portal.faults();
    await run();
    expect(await database().drift.findUniqueOrThrow({ where: { id: open?.id ?? 0 } })).toMatchObject({ resolution: "repaired", problem: null, foundAt: open?.foundAt });
    expect(await portal.actions(stuck)).toEqual(["Subscribe", "ChangeQuantity"]);
  });

  it("is not tried for each of many where Microsoft lets none of them pass", async () => {
    const ids = [];
    for (let count = 0; count < 6; count += 1) ids.push(await portal.buyActive(TEAM));
    await run();
    for (const id of ids) await portal.change(id, "change-quantity", { quantity: 11 });
    await portal.faults({ path: "/saas/subscriptions/[^/]+$", kind: "status", status: 403 });
    expect(await run()).toMatchObject({ kind: "done", counts: { differing: 6, repaired: 0 } });
    expect((await openDrifts()).filter(({ problem }) => problem !== null)).toHaveLength(3);
    await portal.faults();
    expect(await run()).toMatchObject({ counts: { differing: 6, repaired: 6 } });
  });
});

describe("two at once", () => {
  it("are one, and both leave one action of a change", async () => {
    const id = await portal.buyActive(TEAM);
    await run();
    await portal.change(id, "change-quantity", { quantity: 6 });
    await portal.faults({ path: LIST, kind: "latency", delayMs: 300 });
    const kinds = (await Promise.all([run(), run(), run()])).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(["busy", "busy", "done"]);
    expect(await portal.actions(id)).toEqual(["Subscribe", "ChangeQuantity"]);
  });

  it("of two publishers do not meet", async () => {
    await portal.buyActive();
    const theirs = await portal.buyActive({ offerId: "inkwell", planId: "standard-monthly" });
    const { key } = await database().publisher.findFirstOrThrow({ where: { NOT: { key: "northwind-labs" } } });
    const other = reconcile(systemContext(), { technicalConfigurationId: await portal.configurationOf(key) });
    expect(await Promise.all([run(), other])).toMatchObject([{ kind: "done", counts: { added: 1 } }, { kind: "done", counts: { added: 1 } }]);
    const { id: publisherId } = await database().publisher.findUniqueOrThrow({ where: { key } });
    expect(await row(theirs)).toMatchObject({ publisherId });
  });

  it.each([
    [4, "busy"],
    [6, "done"],
  ])("after %i minutes without progress: %s", async (minutes, kind) => {
    const at = addSeconds(currentTime(), -60 * minutes);
    const technicalConfigurationId = await configuration();
    const { publisherId } = await database().technicalConfiguration.findUniqueOrThrow({ where: { id: technicalConfigurationId } });
    const { id } = await database().reconciliation.create({ data: { publisherId, technicalConfigurationId, startedAt: addSeconds(at, -7200), progressAt: at, correlationId: "crashed" } });
    expect(await run()).toMatchObject({ kind });
    const ended = kind === "done" ? { finishedAt: expect.any(Date) as unknown, problem: "It was cut off." } : { finishedAt: null, problem: null };
    expect(await database().reconciliation.findUniqueOrThrow({ where: { id } })).toMatchObject(ended);
  });

  it("the one that was taken for dead writes nothing more", async () => {
    await portal.microsoft.control("/settings", { method: "PUT", body: { pageSize: 1 } });
    await portal.buyActive();
    await portal.buyActive();
    const supersede: OnProgress = async () => {
      await database().reconciliation.updateMany({ where: { finishedAt: null }, data: { finishedAt: currentTime(), problem: "It was cut off." } });
    };
    expect(await run(supersede)).toMatchObject({ kind: "failed" });
    expect(await lastRun()).toMatchObject({ listed: 1, problem: "It was cut off." });
    expect(await alerts()).toEqual([]);
  });
});

it("stops between two pages when it is told to, and calls nobody", async () => {
  await portal.microsoft.control("/settings", { method: "PUT", body: { pageSize: 1 } });
  await portal.buyActive();
  await portal.buyActive();
  const stop = new AbortController();
  expect(await run(() => stop.abort(), stop.signal)).toMatchObject({ kind: "failed", counts: { added: 1 } });
  expect(await lastRun()).toMatchObject({ finishedAt: expect.any(Date) as unknown, problem: "It was stopped before its end.", added: 1 });
  expect(await alerts()).toEqual([]);
  expect(await run()).toMatchObject({ kind: "done", counts: { added: 1 } });
});

describe("a publisher with two applications", () => {
  it("keeps what only the other one lists until both were read again", async () => {
    const id = await portal.buyActive(TEAM);
    const { id: offerId, ...teamboard } = await database().offer.findFirstOrThrow({ where: { offerId: "teamboard" } });
    await database().plan.deleteMany({ where: { offerId } });
    await database().offer.delete({ where: { id: offerId } });
    const { id: first, publisherId, clientSecret } = await database().technicalConfiguration.findUniqueOrThrow({ where: { id: await configuration() } });
    const { id: second } = await database().technicalConfiguration.create({ data: { publisherId, tenantId: newId(), clientId: newId(), clientSecret, updatedAt: currentTime() } });
    await database().offer.create({ data: { ...teamboard, offerId: "another", key: "another", technicalConfigurationId: second } });
    const settle = async (): Promise<number> => {
      await reconcile(systemContext(), { technicalConfigurationId: first });
      return (await openDrifts()).length;
    };
    expect(await settle()).toBe(1);
    portal.spoil((page) => ({ ...page, subscriptions: page.subscriptions.filter((entry) => entry.id !== id) }));
    expect(await settle()).toBe(1);
    const at = currentTime();
    await database().reconciliation.create({ data: { publisherId, technicalConfigurationId: second, startedAt: at, progressAt: at, finishedAt: at, correlationId: "test" } });
    expect(await settle()).toBe(0);
    expect(await alerts()).toEqual([]);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "../db/client";
import { transaction } from "../db/transaction";
import type { RegisteredJob } from "../jobs/define";
import { takeJobs } from "../jobs/lease";
import { runJob } from "../jobs/run-job";
import { latestTick, makeScheduledJobs } from "../jobs/schedule";
import { addSeconds, currentTime } from "../kernel/clock";
import { newId } from "../kernel/ids";
import { askForReconciliation } from "./ask-for-reconciliation";
import { agreedSince, countOpenDrift, latestReconciliations, listDrift } from "./drift-queries";
import { reconcileHourly, reconcileSubscriptions } from "./jobs";
import { reconcile } from "./reconcile";
import { repairDrift } from "./repair-drift";
import { startReconciliation } from "./start-reconciliation";
import { openLostWebhooks, systemContext, type LostWebhooks } from "./testing";

const TEAM = { offerId: "teamboard", planId: "team-monthly", quantity: 5 };
const LIST = "/saas/subscriptions/?$";
const JOBS: readonly RegisteredJob[] = [reconcileHourly, reconcileSubscriptions];

let portal: LostWebhooks;
beforeAll(async () => {
  portal = await openLostWebhooks();
});
afterAll(() => portal.close());
beforeEach(() => portal.empty());

/** The worker's next turn, as it comes `seconds` from now. */
async function turn(seconds = 1): Promise<string[]> {
  const ctx = systemContext(addSeconds(currentTime(), seconds));
  const taken = await takeJobs(ctx, "test", 10);
  return Promise.all(taken.map(async (job) => `${job.kind} ${await runJob(ctx, job, JOBS.find(({ kind }) => kind === job.kind), new AbortController().signal)}`));
}
const run = async () => reconcile(systemContext(), { technicalConfigurationId: await portal.configurationOf("northwind-labs") });
const staff = () => portal.staff("northwind-labs");
const audited = async () => (await database().auditEntry.findMany({ where: { type: { in: ["ReconciliationStarted", "DriftRepaired"] } }, orderBy: { number: "asc" } })).map(({ type, details }) => `${type} ${details ?? ""}`);

describe("the hourly job", () => {
  it("comes once an hour, not at its beginning, and asks for each application that sells something", async () => {
    expect(latestTick(reconcileHourly.schedule ?? "", new Date("2026-03-18T10:05:00Z"))).toEqual(new Date("2026-03-18T09:17:00Z"));
    await database().technicalConfiguration.create({ data: { ...(await database().technicalConfiguration.findFirstOrThrow({ select: { publisherId: true, clientSecret: true, updatedAt: true } })), tenantId: "unused", clientId: "unused" } });
    const [hers, theirs] = [await portal.buyActive(), await portal.buyActive({ offerId: "inkwell", planId: "standard-monthly" })];
    await makeScheduledJobs(systemContext(), JOBS, new Map());
    expect(await turn()).toEqual(["subscriptions.reconcile-hourly done"]);
    expect(await turn()).toEqual(["subscriptions.reconcile done", "subscriptions.reconcile done"]);
    expect(await database().subscription.findMany({ select: { subscriptionId: true } })).toEqual(expect.arrayContaining([{ subscriptionId: hers }, { subscriptionId: theirs }]));
    expect(await database().reconciliation.count({ where: { problem: null, finishedAt: { not: null } } })).toBe(2);
  });
});

describe("the button", () => {
  it("asks once, however often it is pressed, and stands in the audit", async () => {
    const kinds = await Promise.all([1, 2, 3].map(async () => (await startReconciliation(await staff())).kind));
    expect(kinds.sort()).toEqual(["running", "running", "started"]);
    expect((await latestReconciliations((await staff()).scope))[0]).toMatchObject({ latest: null, isUnderWay: true, offerNames: ["Ledgerlight", "Teamboard"] });
    expect(await turn()).toEqual(["subscriptions.reconcile done"]);
    expect((await latestReconciliations((await staff()).scope))[0]).toMatchObject({ latest: { finishedAt: expect.any(Date) as unknown, problem: null }, isUnderWay: false });
    expect((await startReconciliation(await staff())).kind).toBe("started");
    expect(await audited()).toEqual(['ReconciliationStarted {"applications":1}', 'ReconciliationStarted {"applications":1}']);
  });

  it("has nothing to ask before there is an offer", async () => {
    await database().plan.deleteMany();
    await database().offer.deleteMany();
    expect(await startReconciliation(await staff())).toEqual({ kind: "nothing-to-ask" });
    expect(await database().job.count()).toBe(0);
  });
});

describe("the job of one application", () => {
  async function ask(): Promise<boolean> {
    const configuration = await database().technicalConfiguration.findFirstOrThrow({ where: { publisher: { key: "northwind-labs" } } });
    return transaction(systemContext(), (writing) => askForReconciliation(writing, configuration));
  }

  it("tries three times, with an alert until one goes well", async () => {
    await portal.faults({ path: LIST, kind: "html" });
    await ask();
    expect([await turn(), await turn(), await turn(130), await turn(500), await turn(5000)]).toEqual([["subscriptions.reconcile again"], [], ["subscriptions.reconcile again"], ["subscriptions.reconcile done"], []]);
    expect(await database().alert.findMany()).toMatchObject([{ kind: "reconciliation-failed", occurrences: 3, closedAt: null, message: expect.stringContaining("could not be read") as unknown }]);
    await portal.faults();
    await ask();
    expect(await turn()).toEqual(["subscriptions.reconcile done"]);
    expect(await database().alert.count({ where: { closedAt: null } })).toBe(0);
  });

  it("waits for what its own worker left when it died, and for nobody else's", async () => {
    await ask();
    const { correlationId } = await database().job.findFirstOrThrow();
    const { id: technicalConfigurationId, publisherId } = await database().technicalConfiguration.findFirstOrThrow({ where: { publisher: { key: "northwind-labs" } } });
    const at = currentTime();
    await database().reconciliation.create({ data: { publisherId, technicalConfigurationId, startedAt: at, progressAt: at, correlationId } });
    expect(await turn()).toEqual(["subscriptions.reconcile again"]);
    expect(await turn(200)).toEqual([]);
    await database().reconciliation.updateMany({ data: { correlationId: "another" } });
    expect(await turn(310)).toEqual(["subscriptions.reconcile done"]);
    expect(await database().reconciliation.count()).toBe(1);
  });
});

describe("the report", () => {
  /** Changes that the list tells of while the API knows nothing. */
  async function stuck(count = 1): Promise<string[]> {
    const ids = [];
    for (let made = 0; made < count; made += 1) ids.push(await portal.buyActive(TEAM));
    await run();
    for (const id of ids) await portal.change(id, "change-quantity", { quantity: 7 });
    await portal.faults(...ids.map((id) => ({ path: `/saas/subscriptions/${id}$`, kind: "status", status: 404 })));
    await run();
    await portal.faults();
    return ids;
  }

  it("names what differs, newest first, page by page, and nobody else's", async () => {
    const ids = await stuck(2);
    const { scope } = await staff();
    const first = await listDrift(scope, { state: "open", limit: 1 });
    expect(first.items).toMatchObject([{ subscriptionId: ids[1], subscriptionName: expect.stringContaining("Teamboard") as unknown, kind: "differs", field: "quantity", ours: "5", theirs: "7" }]);
    expect((await listDrift(scope, { state: "open", limit: 1, cursor: first.nextCursor ?? "" })).items).toMatchObject([{ subscriptionId: ids[0] }]);
    expect(await countOpenDrift(scope)).toBe(2);
    expect((await listDrift(scope, { state: "open", kind: "missing" })).items).toEqual([]);
    for (const [search, found] of [[ids[0]?.toUpperCase(), 1], ["  teamBOARD ", 2], ["nothing is called like this", 0], ["", 2]] as const) expect((await listDrift(scope, { state: "open", search })).items, search).toHaveLength(found);
    expect((await listDrift(scope, { state: "closed" })).items).toEqual([]);
    const { key } = await database().publisher.findFirstOrThrow({ where: { NOT: { key: "northwind-labs" } } });
    const other = (await portal.staff(key)).scope;
    expect([(await listDrift(other, { state: "open" })).items, await countOpenDrift(other)]).toEqual([[], 0]);
  });

  it("knows since when there is nothing to report", async () => {
    const { scope } = await staff();
    expect(await agreedSince(scope)).toBeNull();
    await stuck();
    const [line] = (await listDrift(scope, { state: "open" })).items;
    expect(await agreedSince(scope)).toEqual((await database().reconciliation.findFirstOrThrow({ orderBy: { id: "asc" } })).finishedAt);
    const ctx = { ...(await staff()), now: addSeconds(currentTime(), 60) };
    await repairDrift(ctx, line?.id ?? 0);
    expect(await agreedSince(scope)).toEqual(ctx.now);
  });

  it("is repaired line by line, once, with an action and in the audit", async () => {
    const [id = ""] = await stuck();
    const [line] = (await listDrift((await staff()).scope, { state: "open" })).items;
    const repair = async () => repairDrift(await staff(), line?.id ?? 0);
    expect(await repair()).toEqual({ kind: "repaired" });
    expect(await repair()).toEqual({ kind: "closed" });
    expect(await portal.actions(id)).toEqual(["Subscribe", "ChangeQuantity"]);
    expect((await listDrift((await staff()).scope, { state: "closed" })).items).toMatchObject([{ id: line?.id, resolution: "repaired" }]);
    expect(await audited()).toEqual(['DriftRepaired {"kind":"differs","field":"quantity","outcome":"repaired"}']);
    const { key } = await database().publisher.findFirstOrThrow({ where: { NOT: { key: "northwind-labs" } } });
    await expect(repairDrift(await portal.staff(key), line?.id ?? 0)).rejects.toMatchObject({ code: "not-found" });
  });

  it("keeps what cannot be repaired, and says why", async () => {
    const [away = ""] = await stuck();
    const [ended, missing] = [await portal.buyActive(), await portal.buyActive()];
    await run();
    await database().subscription.updateMany({ where: { subscriptionId: ended }, data: { status: "Unsubscribed" } });
    await portal.change(away, "change-quantity", { quantity: 9 });
    await portal.faults({ path: `/saas/subscriptions/${away}$`, kind: "status", status: 404 });
    portal.spoil((page) => ({ ...page, subscriptions: page.subscriptions.filter(({ id }) => id !== missing) }));
    await run();
    const unreadable = newId();
    portal.spoil((page) => ({ ...page, subscriptions: [...page.subscriptions.filter(({ id }) => id !== missing), { id: unreadable }] }));
    await run();
    const lines = (await listDrift((await staff()).scope, { state: "open" })).items;
    const outcome = async (subscriptionId: string, kind: string) => repairDrift(await staff(), lines.find((line) => line.subscriptionId === subscriptionId && line.kind === kind)?.id ?? 0);
    expect(await outcome(away, "differs")).toMatchObject({ kind: "open", problem: expect.stringContaining("knows no such subscription") as unknown });
    expect(await outcome(ended, "ended")).toMatchObject({ kind: "open", problem: expect.stringContaining("never brought back") as unknown });
    expect(await outcome(missing, "missing")).toMatchObject({ kind: "open", problem: expect.stringContaining("only its list lacks it") as unknown });
    expect(await outcome(unreadable, "unreadable")).toEqual({ kind: "not-repairable" });
    expect(await audited()).toEqual([]);
    await portal.change(missing, "unsubscribe");
    expect(await outcome(missing, "missing")).toEqual({ kind: "repaired" });
    expect(await database().alert.count({ where: { kind: "subscription-missing", closedAt: null } })).toBe(0);
  });
});

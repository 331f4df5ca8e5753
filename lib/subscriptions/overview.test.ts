import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publisherScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import type { Context, PublisherScope } from "../kernel/context";
import { newId } from "../kernel/ids";
import { countByState, countByWeek, listStuckPurchases, readLastCalls, WEEKS_SHOWN } from "./overview";

/** A Wednesday; in Kathmandu, where these tests run, Monday begins on UTC's Sunday. */
const NOW = new Date("2026-03-18T10:00:00Z");
const at = (iso: string): Date => new Date(iso);

let mine: TestDatabase;
const publishers = new Map<string, { publisherId: number; offerId: number }>();

async function publish(key: string): Promise<void> {
  const { id, technicalConfigurations } = await database().publisher.create({ data: { key, name: key, technicalConfigurations: { create: { tenantId: newId(), clientId: newId(), clientSecret: "sealed", updatedAt: NOW } } }, include: { technicalConfigurations: true } });
  const offer = await database().offer.create({ data: { key: `${key}-offer`, offerId: key, name: key, publisherId: id, technicalConfigurationId: technicalConfigurations[0]?.id ?? 0 } });
  publishers.set(key, { publisherId: id, offerId: offer.id });
}

interface Given {
  readonly of?: string;
  readonly status?: string;
  readonly createdAt?: string;
  readonly endedAt?: string;
  readonly checkedAt?: string;
  readonly opened?: boolean;
  readonly boughtAt?: string;
  readonly told?: number;
  readonly activation?: { readonly state: string; readonly requestedAt: string; readonly problemDetail?: string };
}

async function store(name: string, { of = "northwind", status = "Subscribed", createdAt = "2025-01-01T00:00:00Z", endedAt, checkedAt, opened = false, boughtAt, told = 0, activation }: Given = {}): Promise<string> {
  const id = newId();
  await database().subscription.create({
    data: {
      id, subscriptionId: newId(), name, planId: "basic", quantity: 1, status, billingCycle: "P1M", ...publishers.get(of), beneficiaryEmail: `${name}@example.com`,
      marketplaceCreatedAt: boughtAt ? at(boughtAt) : null, pendingDaysTold: told,
      createdAt: at(createdAt), endedAt: endedAt ? at(endedAt) : null, checkedAt: checkedAt ? at(checkedAt) : null,
      ...(activation ? { activation: { create: { ...activation, requestedAt: at(activation.requestedAt), requestedTenantId: newId(), requestedObjectId: newId(), requestedName: "Mira" } } } : {}),
    },
  });
  if (opened) await database().subscriptionAction.create({ data: { id: newId(), type: "Resolve", initiatorUserId: newId(), date: NOW, subscriptionInfoId: id } });
  return id;
}

function scope(key: string): PublisherScope {
  return publisherScope({ publisherId: publishers.get(key)?.publisherId ?? 0, publisherKey: key, role: "viewer" });
}
const context = (key: string): Context<PublisherScope> => ({ actor: { kind: "visitor" }, scope: scope(key), correlationId: "test", now: NOW });

beforeAll(async () => {
  mine = await testDatabase();
  for (const key of ["northwind", "fabrikam", "newcomer"]) await publish(key);
});
afterAll(() => mine.close());

describe("the overview", () => {
  beforeAll(async () => {
    const pending = "PendingFulfillmentStart";
    await store("opened", { status: pending, opened: true, told: 7, createdAt: "2026-03-10T00:00:00Z" });
    await store("not-started", { status: "NotStarted", boughtAt: "2026-02-20T00:00:00Z", told: 25, createdAt: "2026-03-01T00:00:00Z" });
    await store("requested", { status: pending, createdAt: "2025-02-01T00:00:00Z", activation: { state: "requested", requestedAt: "2026-03-12T00:00:00Z", problemDetail: "Microsoft did not answer." } });
    await store("accepted", { status: pending, told: 7, activation: { state: "accepted", requestedAt: "2026-03-05T00:00:00Z" } });
    await store("refused", { status: pending, activation: { state: "refused", requestedAt: "2026-03-11T00:00:00Z", problemDetail: "Microsoft said no." } });
    await store("back-to-pending", { status: pending, activation: { state: "subscribed", requestedAt: "2026-03-02T00:00:00Z" } });
    await store("active", { createdAt: "2026-03-16T00:00:00Z", checkedAt: "2026-03-17T01:00:00Z", activation: { state: "subscribed", requestedAt: "2026-01-01T00:00:00Z" } });
    await store("active-with-a-refusal-behind-it", { activation: { state: "refused", requestedAt: "2026-01-01T00:00:00Z" } });
    await store("suspended", { status: "Suspended", createdAt: "2026-03-15T23:59:59.999Z" });
    await store("lost", { status: "Unsubscribed", createdAt: "2025-12-28T23:59:59.999Z", endedAt: "2026-03-09T00:00:00Z" });
    await store("lost-before-it-was-noted", { status: "Unsubscribed", createdAt: "2025-12-29T00:00:00Z" });
    await store("novel", { status: "Hibernating" });
    await store("theirs", { of: "fabrikam", createdAt: "2026-03-16T00:00:00Z", endedAt: "2026-03-16T00:00:00Z", status: pending, checkedAt: "2026-03-18T09:00:00Z" });
  });

  it("counts by state, an activation under way apart", async () => {
    expect(await countByState(scope("northwind"))).toEqual({ pending: 4, activating: 2, "set-up-failed": 0, subscribed: 2, suspended: 1, unsubscribed: 2, unknown: 1 });
    expect(await countByState(scope("fabrikam"))).toEqual({ pending: 1, activating: 0, "set-up-failed": 0, subscribed: 0, suspended: 0, unsubscribed: 0, unknown: 0 });
    expect(await countByState(scope("newcomer"))).toEqual({ pending: 0, activating: 0, "set-up-failed": 0, subscribed: 0, suspended: 0, unsubscribed: 0, unknown: 0 });
  });

  it("counts new and lost by weeks that begin on Monday, UTC", async () => {
    const weeks = await countByWeek(context("northwind"));
    expect(weeks).toHaveLength(WEEKS_SHOWN);
    expect(weeks.map(({ startsAt, began, ended }) => `${startsAt.toISOString().slice(0, 10)} ${began} ${ended}`)).toEqual([
      "2025-12-29 1 0", "2026-01-05 0 0", "2026-01-12 0 0", "2026-01-19 0 0", "2026-01-26 0 0", "2026-02-02 0 0",
      "2026-02-09 0 0", "2026-02-16 0 0", "2026-02-23 1 0", "2026-03-02 0 0", "2026-03-09 2 1", "2026-03-16 1 0",
    ]);
    const theirs = await countByWeek(context("fabrikam"));
    expect(theirs.at(-1)).toMatchObject({ began: 1, ended: 1 });
    const sunday = await countByWeek({ ...context("northwind"), now: at("2026-03-15T23:59:59Z") });
    expect(sunday.at(-1)?.startsAt).toEqual(at("2026-03-09T00:00:00Z"));
  });

  it("lists who waits longest to become active, with the reason", async () => {
    const stuck = await listStuckPurchases(scope("northwind"));
    expect(stuck.map(({ name, reason, since, detail, pendingDays }) => [name, reason, since.toISOString().slice(0, 10), detail, pendingDays])).toEqual([
      ["not-started", "unopened", "2026-02-20", null, 25],
      ["accepted", "activating", "2026-03-05", null, 0],
      ["opened", "unconfirmed", "2026-03-10", null, 7],
      ["refused", "refused", "2026-03-11", "Microsoft said no.", 0],
      ["requested", "requested", "2026-03-12", "Microsoft did not answer.", 0],
    ]);
    expect((await listStuckPurchases(scope("northwind"), 2)).map(({ name }) => name)).toEqual(["not-started", "accepted"]);
    expect((await listStuckPurchases(scope("fabrikam"))).map(({ name }) => name)).toEqual(["theirs"]);
  });

  it("tells when it last heard of whom, and nothing of another publisher's", async () => {
    expect(await readLastCalls(scope("newcomer"))).toEqual({ arrivalAt: null, arrivalProblem: null, answerAt: null, jobAt: null, beatAt: null });
    const old = await store("asked-again", { createdAt: "2024-01-01T00:00:00Z", checkedAt: "2026-03-17T05:00:00Z" });
    for (let index = 0; index < 30; index++) await store(`later-${index}`, { createdAt: "2024-06-01T00:00:00Z" });
    await database().subscriptionAction.create({ data: { id: newId(), type: "Resolve", initiatorUserId: newId(), date: NOW, subscriptionInfoId: old, publisherId: publishers.get("northwind")?.publisherId ?? null } });
    const arrival = (key: string, receivedAt: string, problem: string | null) => ({ browserHash: newId(), offerId: publishers.get(key)?.offerId ?? 0, receivedAt: at(receivedAt), expiresAt: new Date(at(receivedAt).getTime() + 24 * 3600_000), problem });
    await database().landingSession.createMany({ data: [arrival("northwind", "2026-03-18T08:00:00Z", "unavailable"), arrival("northwind", "2026-03-17T08:00:00Z", null), arrival("fabrikam", "2026-03-18T09:30:00Z", null)] });
    const job = (key: string, state: string, finishedAt: string) => ({ kind: "activation.follow", key: newId(), input: "{}", publisherId: publishers.get(key)?.publisherId ?? null, state, correlationId: "test", createdAt: NOW, finishedAt: at(finishedAt) });
    await database().job.createMany({ data: [job("northwind", "done", "2026-03-18T07:00:00Z"), job("northwind", "done", "2026-03-18T06:00:00Z"), job("northwind", "dead", "2026-03-18T09:00:00Z"), job("fabrikam", "done", "2026-03-18T09:00:00Z")] });
    await database().worker.createMany({ data: [{ name: "one", startedAt: NOW, beatAt: at("2026-03-18T09:59:00Z") }, { name: "two", startedAt: NOW, beatAt: at("2026-03-18T09:58:00Z") }] });
    expect(await readLastCalls(scope("northwind"))).toEqual({
      arrivalAt: at("2026-03-18T08:00:00Z"),
      arrivalProblem: "unavailable",
      answerAt: at("2026-03-17T05:00:00Z"),
      jobAt: at("2026-03-18T07:00:00Z"),
      beatAt: at("2026-03-18T09:59:00Z"),
    });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listAudit } from "../auth/audit";
import { publisherScope, systemScope } from "../auth/scope";
import { database } from "../db/client";
import { currentTime } from "../kernel/clock";
import type { Context, PublisherScope } from "../kernel/context";
import { newId } from "../kernel/ids";
import { countReplayable } from "./queries";
import { replayEvent, replayFailed } from "./replay";
import { openInboxWorld, type InboxWorld } from "./testing/world";

let world: InboxWorld;
beforeAll(async () => {
  world = await openInboxWorld();
});
afterAll(() => world.close());
beforeEach(() => world.empty());

async function staff(publisherKey = "northwind-labs"): Promise<Context<PublisherScope>> {
  const { id } = await database().publisher.findUniqueOrThrow({ where: { key: publisherKey } });
  const actor = { kind: "user", tenantId: newId(), objectId: newId(), name: "Priya Raman", email: null } as const;
  return { actor, scope: publisherScope({ publisherId: id, publisherKey, role: "operator" }), correlationId: newId(), now: currentTime() };
}

async function changed(quantity = 12): Promise<string> {
  const id = await world.subscribe();
  await world.change(id, "change-quantity", { quantity });
  await world.server.workOff();
  return id;
}

const keys = async () => (await database().job.findMany({ orderBy: { id: "asc" } })).filter(({ kind }) => kind === "inbox.process").map(({ key, state }) => `${key.replace(/^inbox \S+/, "inbox")}: ${state}`);
const newest = async () => database().inboxEvent.findFirstOrThrow({ orderBy: { number: "desc" } });
const replays = async () => database().inboxStep.count({ where: { step: "replayed" } });
const audited = async () => (await listAudit((await staff()).scope, {})).items.filter(({ type }) => type === "InboxReplayed").map(({ subject }) => subject);

describe("a replay", () => {
  it("of what is over changes nothing, however often", async () => {
    const id = await changed();
    const { number } = await newest();
    const before = { row: await world.row(id), actions: await world.actions(id), operations: await database().operation.findMany(), alerts: await world.alerts() };
    for (const time of [1, 2]) {
      expect(await replayEvent(await staff(), number)).toEqual({ kind: "replayed" });
      expect((await newest()).state).toBe("waiting");
      await world.server.workOff();
      expect({ row: await world.row(id), actions: await world.actions(id), operations: await database().operation.findMany(), alerts: await world.alerts() }).toEqual(before);
      expect((await newest()).state).toBe("processed");
      expect(await keys()).toHaveLength(1 + time);
    }
    expect(await keys()).toEqual(["inbox: done", "inbox replay 1: done", "inbox replay 2: done"]);
    expect(await audited()).toEqual([`Call ${number}: ChangeQuantity`, `Call ${number}: ChangeQuantity`]);
    const step = await database().inboxStep.findFirstOrThrow({ where: { step: "replayed" } });
    expect(step.detail).toBe("Asked for by Priya Raman.");
  });

  it("pressed twice is one", async () => {
    await changed();
    const { number } = await newest();
    const ctx = await staff();
    const outcomes = await Promise.all([1, 2, 3].map(() => replayEvent(ctx, number)));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["due", "due", "replayed"]);
    expect([await replays(), (await audited()).length, (await keys()).length]).toEqual([1, 1, 2]);
  });

  it("numbers on where the jobs before it were swept away", async () => {
    await changed();
    const { number, id } = await newest();
    const swept = { kind: "inbox.process", input: JSON.stringify({ eventId: id }), state: "done", correlationId: "-", createdAt: new Date() };
    await database().job.create({ data: { ...swept, key: `inbox ${id} replay 7`, publisherId: (await staff()).scope.publisherId } });
    expect(await replayEvent(await staff(), number)).toEqual({ kind: "replayed" });
    expect((await keys()).at(-1)).toBe("inbox replay 8: waiting");
  });

  it.each(["waiting", "failed", "dead"])("has the job that is %s tried at once", async (state) => {
    await changed();
    const { number, id } = await newest();
    const job = await database().job.update({ where: { key: `inbox ${id}` }, data: { state, nextAt: state === "dead" ? null : new Date(Date.now() + 3600_000), failures: 3 } });
    await database().inboxEvent.update({ where: { number }, data: { state: "failed", lastError: "In vain." } });
    const ctx = await staff();
    await database().alert.create({ data: { publisherId: ctx.scope.publisherId, kind: "job-dead", key: `${ctx.scope.publisherId}:job-dead:${job.id}`, message: "x", raisedAt: ctx.now, lastAt: ctx.now, jobId: job.id } });
    expect(await replayEvent(ctx, number)).toEqual({ kind: "replayed" });
    expect(await database().job.findUnique({ where: { id: job.id } })).toMatchObject({ state: "waiting", nextAt: ctx.now, failures: 0 });
    expect(await keys()).toHaveLength(1);
    expect(await world.alerts()).toEqual(state === "dead" ? [] : ["job-dead"]);
    expect(await newest()).toMatchObject({ state: "waiting", lastError: null });
    expect(await replayEvent(ctx, number)).toEqual({ kind: "due" });
    expect(await replays()).toBe(1);
  });

  it("leaves alone what a worker is at", async () => {
    await changed();
    const { number, id } = await newest();
    await database().job.update({ where: { key: `inbox ${id}` }, data: { state: "running" } });
    expect(await replayEvent(await staff(), number)).toEqual({ kind: "running" });
    expect([await replays(), (await audited()).length, (await keys()).length, (await newest()).state]).toEqual([0, 0, 1, "processed"]);
  });

  it("of another publisher's call finds none", async () => {
    await changed();
    const { number } = await newest();
    const other = await database().publisher.create({ data: { key: "fabrikam", name: "Fabrikam" } });
    const ctx = { ...(await staff()), scope: publisherScope({ publisherId: other.id, publisherKey: "fabrikam", role: "owner" }) };
    await expect(replayEvent(ctx, number)).rejects.toMatchObject({ code: "not-found" });
    await database().inboxEvent.update({ where: { number }, data: { state: "failed" } });
    expect(await replayFailed(ctx)).toBe(0);
    expect(await replays()).toBe(0);
  });
});

describe("a replay of all that failed", () => {
  it("takes what failed and what nobody could verify, and nothing else, in batches", async () => {
    await changed();
    const { id: _id, number: _number, ...row } = await newest();
    const made = Array.from({ length: 120 }, (_, at) => ({ ...row, id: newId(), operationId: `x${at}`, state: at % 2 === 0 ? "failed" : "processed", outcome: at % 3 === 0 ? "unverified" : "applied" }));
    await database().inboxEvent.createMany({ data: made });
    const expected = made.filter(({ state, outcome }) => state === "failed" || outcome === "unverified").length;
    const ctx = { ...(await staff()), scope: systemScope() };
    expect(await replayFailed(ctx)).toBe(expected);
    expect(await replays()).toBe(expected);
    expect(await database().inboxEvent.count({ where: { state: "waiting" } })).toBe(expected);
    expect(await audited()).toEqual(["30 calls that failed or were not confirmed", "50 calls that failed or were not confirmed"]);
    expect(await replayFailed(ctx)).toBe(0);
  });

  it("takes what Microsoft's API contradicted, and what waits for a job that was given up", async () => {
    await changed();
    const { id: first, number: _number, ...row } = await newest();
    const [contradicted, stuck, waits, replayed] = [newId(), newId(), newId(), newId()];
    const made = [[contradicted, "processed", "contradicted"], [stuck, "waiting", null], [waits, "waiting", null], [replayed, "waiting", "applied"]] as const;
    await database().inboxEvent.createMany({ data: made.map(([id, state, outcome]) => ({ ...row, id, operationId: id, state, outcome })) });
    const job = { kind: "inbox.process", publisherId: row.publisherId, input: "{}", correlationId: "-", createdAt: new Date() };
    const jobs = [[stuck, "", "dead"], [waits, "", "waiting"], [replayed, " replay 2", "dead"], [first, " replay 1", "dead"]] as const;
    await database().job.createMany({ data: jobs.map(([id, replay, state]) => ({ ...job, key: `inbox ${id}${replay}`, state })) });
    await database().job.create({ data: { ...job, kind: "other", key: `inbox ${waits} of another kind`, state: "dead" } });
    const ctx = await staff();
    expect(await countReplayable(ctx.scope)).toBe(3);
    expect(await replayFailed(ctx)).toBe(3);
    expect((await database().inboxStep.findMany({ where: { step: "replayed" }, select: { event: { select: { id: true } } } })).map(({ event }) => event.id.toLowerCase()).sort()).toEqual([contradicted, stuck, replayed].sort());
    expect(await countReplayable(ctx.scope)).toBe(0);
  });
});

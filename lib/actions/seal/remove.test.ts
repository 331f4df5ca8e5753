import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { publisherScope } from "../../auth/scope";
import { testDatabase, type TestDatabase } from "../../db/testing";
import { addSeconds } from "../../kernel/clock";
import type { Role } from "../../kernel/context";
import { newId } from "../../kernel/ids";
import { sealOfRemoval, type Place, type Removal } from "./chain";
import { removeActions, removingActions } from "./jobs";
import { isStillKeptSo, listKeepings, readKept } from "./kept";
import { removeOldActions, REMOVED_AT_ONCE } from "./remove";
import { setActionsKept } from "./set-actions-kept";
import { publish, sealAll, sealingContext, writeActions } from "./testing";
import { verifyActions, type Remembered } from "./verify";

let mine: TestDatabase;
let publisherId: number;

beforeEach(async () => {
  mine = await testDatabase();
  publisherId = await publish("northwind");
});
afterEach(() => mine.close());

const DAY = 24 * 3600;
const NOW = new Date("2026-06-01T02:40:00Z");
const verify = (remembered: Remembered = {}) => verifyActions(sealingContext(NOW), publisherId, remembered);
const remove = (keptDays = 30) => removeOldActions(sealingContext(NOW), { publisherId, keptDays });
const ago = (days: number): Date => addSeconds(NOW, -days * DAY);

/** One action of each age in days. */
async function aged(...days: number[]): Promise<void> {
  await writeActions(publisherId, days.length, (index) => ({ date: ago(days[index] ?? 0) }));
  await sealAll(publisherId, NOW);
}

async function runJob(job = removeActions): Promise<string> {
  const ctx = { ...sealingContext(NOW), signal: new AbortController().signal, attempt: 1, createdAt: NOW, fenced: () => Promise.reject(new Error("unused")) };
  const run = job.prepare("{}");
  const result = await run?.(ctx);
  await mine.database.$transaction(async (tx) => result?.effect?.({ ...ctx, tx }));
  return result?.kind ?? "";
}

describe("the retention", () => {
  it("removes what is old from the beginning, and proves what it was", async () => {
    await aged(60, 50, 31, 29, 40, 1);
    const before = await mine.database.subscriptionAction.findMany({ orderBy: { sealNumber: "asc" }, select: { seal: true } });
    expect(await remove()).toBe(3);
    expect(await mine.database.actionRemoval.findMany({ select: { fromNumber: true, toNumber: true, firstDate: true, lastDate: true, lastSeal: true, removedAt: true, keptDays: true } })).toEqual([
      { fromNumber: 1, toNumber: 3, firstDate: ago(60), lastDate: ago(31), lastSeal: before[2]?.seal, removedAt: NOW, keptDays: 30 },
    ]);
    expect(await verify()).toMatchObject({ fault: null, verified: 3, head: { number: 6 }, removedNumber: 3 });
    // What is old behind what is young stays until that is old as well.
    expect(await remove()).toBe(0);
    await aged(0);
    expect(await verify()).toMatchObject({ fault: null, verified: 4, head: { number: 7 } });
  });

  it("removes so many at a time, down to nothing, and the log goes on", async () => {
    await writeActions(publisherId, REMOVED_AT_ONCE + 1, () => ({ date: ago(40) }));
    await sealAll(publisherId, NOW);
    const { head } = await verify();
    expect([await remove(), await remove(), await remove()]).toEqual([REMOVED_AT_ONCE, 1, 0]);
    expect(await verify()).toMatchObject({ fault: null, verified: 0, removedNumber: REMOVED_AT_ONCE + 1 });
    expect(await verify({ against: head })).toMatchObject({ fault: null, agrees: true, notCompared: null });
    expect(await verify({ against: { number: 3, seal: "x" } })).toMatchObject({ fault: null, agrees: null, notCompared: NOW });
    expect((await verify({ against: { ...head, seal: "x" } })).fault).toMatchObject({ kind: "rebuilt" });
    await aged(1);
    expect(await verify()).toMatchObject({ fault: null, verified: 1, head: { number: REMOVED_AT_ONCE + 2 } });
  });

  it("leaves what is not sealed, and everything where the log is not as it was sealed", async () => {
    await writeActions(publisherId, 2, () => ({ date: ago(40) }));
    expect(await remove()).toBe(0);
    await sealAll(publisherId);
    await mine.database.subscriptionAction.updateMany({ where: { sealNumber: 2 }, data: { type: "Cancel" } });
    await expect(remove()).rejects.toThrow("not as it was sealed, at number 2");
    expect(await mine.database.subscriptionAction.count()).toBe(2);
  });

  it.each([
    ["a record of it was changed", `UPDATE "ActionRemovals" SET "KeptDays" = 30 WHERE "FromNumber" = 2`, 2],
    ["a record of it is gone", `DELETE FROM "ActionRemovals" WHERE "FromNumber" = 1`, 1],
    ["the last record of it is gone", `DELETE FROM "ActionRemovals" WHERE "FromNumber" = 2`, 2],
    ["a row more is gone", `DELETE FROM "SubscriptionActions" WHERE "SealNumber" = 3`, 3],
    ["the head says less", `UPDATE "ActionChains" SET "RemovedNumber" = 1`, 2],
  ])("is verified as well: %s", async (_, statement, number) => {
    await aged(90, 60, 1, 1);
    expect([await remove(80), await remove(50)]).toEqual([1, 1]);
    expect((await verify()).fault).toBeNull();
    await mine.database.$executeRawUnsafe(statement);
    expect((await verify()).fault).toMatchObject({ number });
  });

  it("is compared with what was noted of it elsewhere", async () => {
    await aged(60, 50, 1);
    expect((await verify({ removals: "abc" })).fault).toMatchObject({ kind: "rebuilt" });
    await remove();
    const { removalsSeal } = await verify();
    expect(await verify({ removals: removalsSeal?.toUpperCase() })).toMatchObject({ fault: null });
    expect((await verify({ removals: "abc" })).fault).toMatchObject({ kind: "rebuilt" });
  });

  it("comes each night for those who set it, and stands in the audit once", async () => {
    await aged(60, 50, 1);
    expect(await runJob()).toBe("done");
    expect(await mine.database.auditEntry.count()).toBe(0);
    await mine.database.publisher.update({ where: { id: publisherId }, data: { actionsKeptDays: 30 } });
    expect(await runJob()).toBe("done");
    expect(await mine.database.subscriptionAction.count()).toBe(1);
    expect(await mine.database.auditEntry.findMany({ select: { type: true, subject: true, details: true } })).toEqual([{ type: "ActionsRemoved", subject: "2 actions", details: '{"fromNumber":1,"toNumber":2,"keptDays":30}' }]);
    expect((await verifyActions(sealingContext(ago(-2)), publisherId)).fault).toBeNull();
  });

  it("tells the audit of what a night removed that did not come to its end", async () => {
    await aged(60, 50, 1);
    expect(await remove()).toBe(2);
    expect(await runJob()).toBe("done");
    expect(await runJob()).toBe("done");
    expect((await mine.database.auditEntry.findMany()).map(({ subject }) => subject)).toEqual(["2 actions"]);
    expect((await verifyActions(sealingContext(ago(-2)), publisherId)).fault).toBeNull();
  });
});

it("calls the staff where the log is broken, until it goes on: that other actions are sealed does not end it", async () => {
  await mine.database.publisher.update({ where: { id: publisherId }, data: { actionsKeptDays: 30 } });
  await aged(60, 1);
  const type = (to: string) => mine.database.subscriptionAction.updateMany({ where: { sealNumber: 1 }, data: { type: to } });
  const open = () => mine.database.alert.findMany({ where: { closedAt: null } }).then((all) => all.map(({ kind }) => kind));
  await type("Cancel");
  expect([await runJob(), await runJob()]).toEqual(["done", "done"]);
  await aged(1);
  expect(await open()).toEqual(["action-log-broken"]);
  await type("Assign");
  expect([await runJob(), await open()]).toEqual(["done", []]);
});

describe("a removal that is made up", () => {
  const SOON = addSeconds(NOW, 2 * DAY);

  /** As somebody does it who can write to the database: what is from number 3 on is changed, and computed anew. */
  async function forge(told: Partial<Removal> = {}): Promise<Place> {
    await aged(60, 50, 40, 35, 31, 1);
    const noted = await mine.database.subscriptionAction.findFirstOrThrow({ where: { sealNumber: 2 } });
    const third = await mine.database.subscriptionAction.findFirstOrThrow({ where: { sealNumber: 3 } });
    const removal = { fromNumber: 1, toNumber: 3, firstDate: ago(60), lastDate: ago(40), lastSeal: third.seal ?? "", removedAt: NOW, keptDays: 30, ...told };
    await mine.database.subscriptionAction.deleteMany({ where: { sealNumber: { lte: 3 } } });
    await mine.database.subscriptionAction.updateMany({ data: { sealNumber: null, seal: null, type: "Cancel" } });
    await mine.database.actionRemoval.create({ data: { publisherId, ...removal, seal: sealOfRemoval("", removal) } });
    await mine.database.actionChain.updateMany({ data: { lastNumber: 3, lastSeal: removal.lastSeal, removedNumber: 3, removedSeal: removal.lastSeal } });
    await sealAll(publisherId, NOW);
    return { number: 2, seal: noted.seal ?? "" };
  }
  const audit = () => mine.database.auditEntry.create({ data: { publisherId, type: "ActionsRemoved", date: NOW, actorKind: "job", subject: "3 actions", details: '{"fromNumber":1,"toNumber":3,"keptDays":30}', correlationId: "x" } });

  it("is found, unless the audit tells of it; and even then nothing is said to agree that could not be compared", async () => {
    const noted = await forge();
    expect((await verifyActions(sealingContext(SOON), publisherId)).fault).toEqual({ number: 1, kind: "removal", what: "the record of the removal of 1 to 3 is made up: the audit does not tell of it" });
    await audit();
    expect(await verifyActions(sealingContext(SOON), publisherId, { against: noted })).toMatchObject({ fault: null, agrees: null, notCompared: NOW });
  });

  it.each<[why: string, told: Partial<Removal>]>([
    ["for 29 days", { keptDays: 29 }],
    ["younger than 50 days", { keptDays: 50 }],
    ["in the future", { removedAt: addSeconds(SOON, DAY + 1) }],
    ["ends before it begins", { firstDate: ago(39) }],
  ])("is found by what it says: %s", async (why, told) => {
    await forge(told);
    await audit();
    expect((await verifyActions(sealingContext(SOON), publisherId)).fault?.what).toContain(why);
  });
});

describe("the retention of many publishers", () => {
  const left = () => mine.database.subscriptionAction.groupBy({ by: ["publisherId"], _count: true, orderBy: { publisherId: "asc" } }).then((all) => all.map(({ _count }) => _count));

  it("comes to its end, however few have anything that is old", async () => {
    for (const name of ["fabrikam", "contoso", "tailspin"]) await publish(name);
    await mine.database.publisher.updateMany({ data: { actionsKeptDays: 30 } });
    await aged(60, 1);
    expect(await runJob(removingActions({ batchesATurn: 2 }))).toBe("done");
    expect(await left()).toEqual([1]);
  });

  it("goes round, from one turn to the next as well", async () => {
    const ids = [publisherId, await publish("fabrikam"), await publish("contoso")];
    await mine.database.publisher.updateMany({ data: { actionsKeptDays: 30 } });
    for (const id of ids) {
      await writeActions(id, 2 * REMOVED_AT_ONCE + 1, () => ({ date: ago(40) }));
      await sealAll(id, NOW);
    }
    const [all, one, none] = [2 * REMOVED_AT_ONCE + 1, REMOVED_AT_ONCE + 1, 1];
    const job = removingActions({ batchesATurn: 2 });
    expect([await runJob(job), await left()]).toEqual(["again", [one, one, all]]);
    expect([await runJob(job), await left()]).toEqual(["again", [none, one, one]]);
    expect([await runJob(job), await left()]).toEqual(["again", [none, none, none]]);
    expect([await runJob(job), await left()]).toEqual(["done", []]);
    expect(await mine.database.auditEntry.count()).toBe(3);
  });
});

describe("for how long the log is kept", () => {
  const member = (role: Role) => ({ actor: { kind: "user" as const, tenantId: newId(), objectId: newId(), name: "Olga", email: null }, scope: publisherScope({ publisherId, publisherKey: "northwind", role }), correlationId: newId(), now: NOW });

  it("is set by an owner, and stands in the audit", async () => {
    expect([await setActionsKept(member("owner"), 90), await setActionsKept(member("owner"), 90), await setActionsKept(member("owner"), null)]).toEqual([true, false, true]);
    expect((await mine.database.auditEntry.findMany({ select: { type: true, details: true } })).map(({ type, details }) => `${type} ${details}`)).toEqual(['ActionsKeptChanged {"from":"for ever","to":"90 days"}', 'ActionsKeptChanged {"from":"90 days","to":"for ever"}']);
  });

  it("is shorter only a week later, so that others can set it back: what was longest in that week counts", async () => {
    const set = (day: number, days: number | null) => setActionsKept({ ...member("owner"), now: addSeconds(NOW, day * DAY) }, days);
    const on = async (day: number) => {
      const at = addSeconds(NOW, day * DAY);
      const { inForce, pending } = await readKept(publisherId, at);
      expect(await listKeepings(at)).toEqual(inForce === null ? [] : [{ publisherId, keptDays: inForce }]);
      return [inForce, pending && [Math.round((pending.from.getTime() - NOW.getTime()) / DAY / 1000), pending.setBy.name]];
    };
    await set(0, 90);
    expect([await on(0), await on(6.9), await on(7)]).toEqual([[null, [7, "Olga"]], [null, [7, "Olga"]], [90, null]]);
    await set(10, 30);
    await set(10.5, 31);
    expect([await on(10.5), await on(16.9), await on(17)]).toEqual([[90, [17, "Olga"]], [90, [17, "Olga"]], [31, null]]);
    await set(20, 30);
    await set(21, 365);
    expect(await on(21)).toEqual([365, null]);
    await set(22, 30);
    await set(22.1, null);
    expect(await on(22.1)).toEqual([null, null]);
  });

  it("is looked at before each batch, so that a longer time counts at once", async () => {
    const keeping = { publisherId, keptDays: 30 };
    expect(await isStillKeptSo(keeping)).toBe(false);
    for (const [days, isSo] of [[30, true], [31, false]] as const) {
      await mine.database.publisher.update({ where: { id: publisherId }, data: { actionsKeptDays: days } });
      expect(await isStillKeptSo(keeping)).toBe(isSo);
    }
  });

  it.each([29, 30.5, 36_501])("is not %d days", async (days) => {
    await expect(setActionsKept(member("owner"), days)).rejects.toThrow();
  });

  it("is nobody else's to set", async () => {
    await expect(setActionsKept(member("admin"), 90)).rejects.toMatchObject({ code: "forbidden" });
    await expect(setActionsKept({ ...sealingContext(), scope: { ...sealingContext().scope, publisherKey: "nobody" } }, 90)).rejects.toMatchObject({ code: "not-found" });
  });
});

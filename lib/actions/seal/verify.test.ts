import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { testDatabase, type TestDatabase } from "../../db/testing";
import { newId } from "../../kernel/ids";
import { sealActions } from "./seal";
import { publish, sealAll, sealingContext, writeActions } from "./testing";
import { verifyActions, type Verification } from "./verify";

let mine: TestDatabase;
let publisherId: number;

const LOG = ["SubscriptionActions", "ActionChains"];

beforeAll(async () => {
  mine = await testDatabase();
  publisherId = await publish("northwind");
});
afterAll(() => mine.close());

const verify = (against?: { number: number; seal: string }): Promise<Verification> => verifyActions(sealingContext(), publisherId, { against });
const rows = () => mine.database.subscriptionAction.findMany({ where: { publisherId, sealNumber: { not: null } }, orderBy: { sealNumber: "asc" } });
const numberOf = async (sealNumber: number): Promise<number> => (await mine.database.subscriptionAction.findFirstOrThrow({ where: { publisherId, sealNumber } })).number;
const sql = (statement: string): Promise<number> => mine.database.$executeRawUnsafe(statement);

async function empty(): Promise<void> {
  for (const table of LOG) await sql(`DELETE FROM "${table}"`);
}

async function tenRows(): Promise<void> {
  await writeActions(publisherId, 10, (index) => ({ details: index % 2 === 0 ? '{"user":"Ünal \\"x\\""}' : null }));
  await sealAll(publisherId);
}

describe("a sealed log", () => {
  afterEach(empty);

  it("is verified, and its seals are those that anybody computes", async () => {
    await tenRows();
    let before = "";
    for (const [index, row] of (await rows()).entries()) {
      const text = JSON.stringify([index + 1, before, row.id, row.type, row.initiatorUserId, row.date.toISOString(), row.subscriptionInfoId, row.subscriptionUserId, row.actorKind, row.actorTenantId, row.actorName, row.correlationId, row.details, row.offerId, row.concernedUserId]);
      before = createHash("sha256").update(text).digest("hex");
      expect(row).toMatchObject({ sealNumber: index + 1, seal: before });
    }
    await writeActions(publisherId, 2);
    expect(await verify()).toEqual({ fault: null, verified: 10, unsealed: 2, overdue: 2, head: { number: 10, seal: before }, removedNumber: 0, removalsSeal: null, agrees: null, notCompared: null });
    expect(await verifyActions(sealingContext(new Date("2026-05-01T09:00:30Z")), publisherId)).toMatchObject({ unsealed: 2, overdue: 1 });
    expect(await verify({ number: 4, seal: (await rows())[3]?.seal?.toUpperCase() ?? "" })).toMatchObject({ fault: null, agrees: true });
  });

  it("is right while there is nothing in it", async () => {
    expect(await verify()).toEqual({ fault: null, verified: 0, unsealed: 0, overdue: 0, head: { number: 0, seal: "" }, removedNumber: 0, removalsSeal: null, agrees: null, notCompared: null });
    expect((await verify({ number: 3, seal: "abc" })).fault).toMatchObject({ number: 1, kind: "rebuilt" });
  });

  it("is right over several batches, while it grows", async () => {
    await writeActions(publisherId, 2_600);
    await sealAll(publisherId);
    await writeActions(publisherId, 1_000);
    const [verified] = await Promise.all([verify(), sealActions(sealingContext(), publisherId), sealActions(sealingContext(), publisherId)]);
    expect(verified.fault).toBeNull();
    expect((await verify()).verified).toBeGreaterThanOrEqual(3_100);
  });
});

describe("what was done to a sealed log", () => {
  beforeAll(async () => {
    await tenRows();
    for (const table of LOG) await sql(`CREATE TABLE "${table}Kept" AS SELECT * FROM "${table}"`);
  });
  afterEach(async () => {
    await empty();
    for (const table of LOG) await sql(`INSERT INTO "${table}" SELECT * FROM "${table}Kept"`);
  });

  it.each<[change: string, number: number, kind: string]>([
    [`"Type" = 'Cancel'`, 5, "changed"],
    [`"Id" = '${newId()}'`, 5, "changed"],
    [`"InitiatorUserId" = '${newId()}'`, 5, "changed"],
    [`"Date" = '2026-05-01T08:04:00.001+00:00'`, 5, "changed"],
    [`"ActorKind" = 'job'`, 5, "changed"],
    [`"ActorTenantId" = NULL`, 5, "changed"],
    [`"ActorName" = 'Zoe'`, 5, "changed"],
    [`"CorrelationId" = 'x'`, 5, "changed"],
    [`"Details" = '{}'`, 5, "changed"],
    [`"OfferId" = 1`, 5, "changed"],
    [`"ConcernedUserId" = '${newId()}'`, 5, "changed"],
    [`"Seal" = 'abc'`, 5, "changed"],
    [`"Seal" = NULL`, 5, "changed"],
    [`"SealNumber" = NULL`, 5, "removed"],
    [`"SealNumber" = 7`, 5, "removed"],
    [`"SealNumber" = 0`, 0, "inserted"],
    [`"SealNumber" = 11`, 5, "removed"],
    [`"PublisherId" = NULL`, 5, "removed"],
  ])("is found: %s", async (change, number, kind) => {
    await sql(`UPDATE "SubscriptionActions" SET ${change} WHERE "Number" = ${await numberOf(5)}`);
    expect((await verify()).fault).toMatchObject({ number, kind });
  });

  it("is found in the columns that name other rows", async () => {
    const [subscriptionInfoId, subscriptionUserId] = [newId(), newId()];
    await mine.database.subscription.create({ data: { id: subscriptionInfoId, subscriptionId: newId(), publisherId, planId: "basic", quantity: 1, status: "Subscribed", billingCycle: "P1M", users: { create: { id: subscriptionUserId, userId: newId(), userUpn: "", status: "Assigned", publisherId, tenantId: newId(), assignedAt: new Date() } } } });
    const number = await numberOf(3);
    for (const column of [{ subscriptionInfoId }, { subscriptionUserId }]) {
      await mine.database.subscriptionAction.update({ where: { number }, data: column });
      expect((await verify()).fault, JSON.stringify(column)).toMatchObject({ number: 3, kind: "changed" });
      await mine.database.subscriptionAction.update({ where: { number }, data: { subscriptionInfoId: null, subscriptionUserId: null } });
      expect((await verify()).fault).toBeNull();
    }
  });

  it.each([[1, 1], [5, 5], [10, 10]])("is found: row %d is deleted", async (gone, number) => {
    await sql(`DELETE FROM "SubscriptionActions" WHERE "Number" = ${await numberOf(gone)}`);
    expect((await verify()).fault).toMatchObject({ number, kind: "removed" });
  });

  it.each([
    ["all rows are deleted", `DELETE FROM "SubscriptionActions"`, 1, "removed"],
    ["the head is deleted", `DELETE FROM "ActionChains"`, 1, "head"],
    ["the head is set back", `UPDATE "ActionChains" SET "LastNumber" = 8, "LastSeal" = (SELECT "Seal" FROM "SubscriptionActions" WHERE "SealNumber" = 8)`, 9, "inserted"],
    ["the head is set forward", `UPDATE "ActionChains" SET "LastNumber" = 12`, 11, "removed"],
    ["the head has another seal", `UPDATE "ActionChains" SET "LastSeal" = 'abc'`, 10, "head"],
    ["a removal is made up", `UPDATE "ActionChains" SET "RemovedNumber" = 2, "RemovedSeal" = (SELECT "Seal" FROM "SubscriptionActions" WHERE "SealNumber" = 2)`, 1, "removal"],
    ["two rows are swapped", `UPDATE "SubscriptionActions" SET "SealNumber" = 9 - "SealNumber", "Seal" = (SELECT "Seal" FROM "SubscriptionActions" AS other WHERE other."SealNumber" = 9 - "SubscriptionActions"."SealNumber") WHERE "SealNumber" IN (4, 5)`, 4, "changed"],
  ])("is found: %s", async (_, statement, number, kind) => {
    await sql(statement);
    expect((await verify()).fault).toMatchObject({ number, kind });
  });

  it.each([[1], [1_000], [1_001], [1_100]])("is found: a second row with number %d", async (number) => {
    await writeActions(publisherId, 1_090);
    await sealAll(publisherId);
    await writeActions(publisherId, 1);
    await sql(`UPDATE "SubscriptionActions" SET "SealNumber" = ${number}, "Seal" = (SELECT "Seal" FROM "SubscriptionActions" WHERE "SealNumber" = ${number}) WHERE "SealNumber" IS NULL`);
    expect((await verify()).fault).toMatchObject({ number, kind: "inserted" });
  });

  it("is not sealed over: a log that does not end as its head says is left as it is", async () => {
    await sql(`DELETE FROM "ActionChains"`);
    await writeActions(publisherId, 1);
    await expect(sealActions(sealingContext(), publisherId)).rejects.toThrow("not sealed any further");
    expect(await mine.database.actionChain.count()).toBe(0);
  });

  it("is found by what is remembered elsewhere, where the whole chain was computed anew", async () => {
    const { head } = await verify();
    await sql(`UPDATE "SubscriptionActions" SET "SealNumber" = NULL, "Seal" = NULL, "Type" = 'Unassign'`);
    await sql(`DELETE FROM "ActionChains"`);
    await sealAll(publisherId);
    expect((await verify()).fault).toBeNull();
    expect(await verify(head)).toMatchObject({ fault: { number: 10, kind: "rebuilt" }, agrees: false });
    expect((await verify({ number: 11, seal: head.seal })).fault).toMatchObject({ number: 11, kind: "rebuilt" });
  });
});

import { afterEach, beforeEach, expect, it } from "vitest";
import { newId } from "../../kernel/ids";
import { database } from "../client";
import { testDatabase, type TestDatabase } from "../testing";
import { insertRows } from "./insert-rows";

let mine: TestDatabase;
beforeEach(async () => {
  mine = await testDatabase();
});
afterEach(() => mine.close());

const row = (name: string, endDate: Date | null) => ({
  id: newId(), subscriptionId: newId(), planId: "p", quantity: 3, status: "Subscribed", billingCycle: "P1M", name, isFreeTrial: true, perSeat: false, createdAt: new Date("2026-11-21T10:00:00.120Z"), endDate,
});
const stored = (id: string) => database().$queryRawUnsafe<object[]>(`SELECT *, typeof("EndDate") AS "E", typeof("Quantity") AS "Q", typeof("PerSeat") AS "P" FROM "Subscriptions" WHERE "Id" = ?`, id);

it.each([
  ["times", row("O'Neil \"& Co\", Łódź", new Date("2027-01-01T00:00:00Z"))],
  ["nulls", row("", null)],
])("writes %s as Prisma does", async (_what, data) => {
  await database().subscription.create({ data });
  const [before] = await stored(data.id);
  await database().subscription.delete({ where: { id: data.id } });
  await insertRows("Subscriptions", [data]);
  expect(await stored(data.id)).toEqual([before]);
});

it("writes as many as there are", async () => {
  await insertRows("Subscriptions", Array.from({ length: 300 }, (_, number) => row(String(number), null)));
  await insertRows("Subscriptions", []);
  expect(await database().subscription.count()).toBe(300);
});

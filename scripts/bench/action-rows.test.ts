import { afterAll, beforeAll, expect, it } from "vitest";
import { sealingContext } from "@/lib/actions/seal/testing";
import { verifyActions } from "@/lib/actions/seal/verify";
import { testDatabase, type TestDatabase } from "@/lib/db/testing";
import { actionRow } from "./action-rows";
import { fillActions } from "./testing/fill-actions";

let mine: TestDatabase;
beforeAll(async () => {
  mine = await testDatabase();
});
afterAll(() => mine.close());

const person = { tenantId: "00000000-0000-4000-8000-000000000001", objectId: "00000000-0000-4000-8000-000000000002", label: "Priya" };

it("fills a log that can be verified", async () => {
  const { key, initiatorUserId } = await fillActions(person, "log", 500);
  const { id } = await mine.database.publisher.findUniqueOrThrow({ where: { key } });
  expect(await verifyActions(sealingContext(), id)).toMatchObject({ fault: null, verified: 500 });
  expect(await mine.database.subscriptionAction.count({ where: { publisherId: id, sealNumber: { not: null }, subscription: { publisherId: id } } })).toBe(500);
  expect(await mine.database.subscriptionAction.count({ where: { initiatorUserId } })).toBeGreaterThan(60);
});

it("has as many of each type at any size", () => {
  const share = (count: number): number => Array.from({ length: count }, (_, number) => actionRow({ publisherId: 1, offerIds: [1], count, now: new Date(0) }, number)).filter(({ type }) => type === "Renew").length / count;
  expect(Math.abs(share(1_000) - share(20_000))).toBeLessThan(0.03);
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import { transaction } from "../db/transaction";
import { addSeconds } from "../kernel/clock";
import { newId } from "../kernel/ids";
import { marketplaceSubscription } from "../marketplace/fulfillment-schema";
import { applyMarketplaceState } from "./apply-marketplace-state";

const NOON = new Date("2026-03-18T12:00:00Z");

let mine: TestDatabase;
let owner: { publisherId: number; offerId: number };

beforeAll(async () => {
  mine = await testDatabase();
  const { id: publisherId, technicalConfigurations } = await database().publisher.create({ data: { key: "northwind", name: "Northwind", technicalConfigurations: { create: { tenantId: newId(), clientId: newId(), clientSecret: "sealed", updatedAt: NOON } } }, include: { technicalConfigurations: true } });
  const { id: offerId } = await database().offer.create({ data: { key: "ledger", offerId: "ledger", name: "Ledger", publisherId, technicalConfigurationId: technicalConfigurations[0]?.id ?? 0 } });
  owner = { publisherId, offerId };
});
afterAll(() => mine.close());

/** Microsoft calls a subscription `status`, that many minutes after noon; gives back when it ended as we know it. */
async function hear(subscriptionId: string, status: string, minute: number): Promise<Date | null> {
  const now = addSeconds(NOON, minute * 60);
  const subscription = marketplaceSubscription.parse({ id: subscriptionId, offerId: "ledger", planId: "basic", saasSubscriptionStatus: status });
  const ctx = { actor: { kind: "marketplace" }, scope: systemScope(), correlationId: "test", now } as const;
  await transaction(ctx, (writing) => applyMarketplaceState(writing, { ...owner, subscription, plan: null, askedAt: now }));
  return (await database().subscription.findUniqueOrThrow({ where: { subscriptionId } })).endedAt;
}

describe("when a subscription ended", () => {
  it.each([
    ["stands when it is first called Unsubscribed, and stays", ["Subscribed", "Suspended", "Unsubscribed", "Unsubscribed"], [null, null, 2, 2]],
    ["stays when Microsoft brings it back by mistake, which it never does", ["Unsubscribed", "Subscribed", "Unsubscribed"], [0, 0, 0]],
    ["stands for one that was over when it was first seen", ["Unsubscribed"], [0]],
    ["stays open for everything else", ["PendingFulfillmentStart", "Subscribed", "Hibernating"], [null, null, null]],
  ])("%s", async (_, statuses, minutes) => {
    const subscriptionId = newId();
    const ends = [];
    for (const [minute, status] of statuses.entries()) ends.push(await hear(subscriptionId, status, minute));
    expect(ends).toEqual(minutes.map((minute) => (minute === null ? null : addSeconds(NOON, minute * 60))));
  });

  it("is not made up for one whose end was seen before this was kept", async () => {
    const subscriptionId = newId();
    await hear(subscriptionId, "Unsubscribed", 0);
    await database().subscription.update({ where: { subscriptionId }, data: { endedAt: null } });
    expect(await hear(subscriptionId, "Unsubscribed", 1)).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { subscriptionRows } from "./fill-rows";

const now = new Date("2026-11-21T12:00:00Z");
const all = (publisherId: number, count: number) => Array.from({ length: count }, (_, number) => subscriptionRows({ publisherId, offerIds: [1, 2, 3], count, now }, number));
const share = (rows: ReturnType<typeof all>, status: string) => rows.filter((row) => row.subscription.status === status).length / rows.length;

describe("subscriptionRows", () => {
  it("never gives two things one id", () => {
    const rows = [...all(1, 2_000), ...all(2, 2_000)];
    const ids = rows.flatMap(({ subscription, actions }) => [subscription.id, subscription.subscriptionId, ...actions.map(({ id }) => id)]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(rows.map(({ subscription }) => subscription.tenantId)).size).toBeGreaterThan(2_000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it.each(["Subscribed", "Suspended", "Unsubscribed", "PendingFulfillmentStart"])("has as many that are %s at any size, spread over time", (status) => {
    const large = all(2, 20_000);
    expect(Math.abs(share(large, status) - share(all(1, 1_000), status))).toBeLessThan(0.03);
    expect(Math.abs(share(large.slice(0, 1_000), status) - share(large, status))).toBeLessThan(0.03);
  });

  it("tells of an activation where there was one, and of terms that now lies in", () => {
    for (const { subscription, activations, actions } of all(1, 500)) {
      const isPending = subscription.status === "PendingFulfillmentStart";
      expect([activations.length, actions.length]).toEqual(isPending ? [0, 1] : [1, 2]);
      expect(subscription.createdAt < now).toBe(true);
      if (!isPending) expect(subscription.startDate !== null && subscription.startDate <= now && subscription.endDate !== null && subscription.endDate > now).toBe(true);
    }
  });
});

import { describe, expect, test } from "vitest";
import { z } from "zod";
import { webhooksForTests } from "../webhooks/testing";

const { endpoint, marketplace } = webhooksForTests();
const seats = { offerId: "teamboard", planId: "team-monthly", quantity: 12 };
const shownSchema = z.looseObject({ id: z.string(), planId: z.string(), quantity: z.number().optional(), saasSubscriptionStatus: z.string(), autoRenew: z.boolean(), isFreeTrial: z.boolean(), term: z.looseObject({ termUnit: z.string(), startDate: z.string().optional(), endDate: z.string().optional() }) });

/** As Get Subscription shows it; the list always shows the same. */
async function shown(id: string) {
  const one = shownSchema.parse((await marketplace().wire.api(`/${id}`)).json);
  const { subscriptions } = z.object({ subscriptions: z.array(shownSchema) }).parse((await marketplace().wire.api("")).json);
  expect(subscriptions.find((each) => each.id === id)).toEqual(one);
  return one;
}

const lag = (subscriptionLagMs: number) => marketplace().settings({ subscriptionLagMs });

test("a change has succeeded while the subscription still shows what was before; the call, resolve and control tell what is", async () => {
  await lag(30_000);
  const id = await marketplace().subscribed();
  await marketplace().advance("PT30S");
  const operationId = await marketplace().does(id, "change-plan", { planId: "pro-annual" });
  await marketplace().settle();
  expect((await marketplace().acknowledge(id, operationId, "Success")).status).toBe(200);
  const before = await shown(id);
  expect(await marketplace().statusOf(id, operationId)).toBe("Succeeded");
  expect(before).toMatchObject({ planId: "pro-monthly", term: { termUnit: "P1M" } });
  expect((await marketplace().subscription(id)).planId).toBe("pro-annual");
  const { token } = await marketplace().wire.manage(id);
  expect((await marketplace().wire.resolve(token)).json).toMatchObject({ planId: "pro-annual", subscription: { planId: "pro-annual" } });
  await marketplace().does(id, "suspend");
  await marketplace().settle();
  expect(endpoint().bodies().at(-1)).toMatchObject({ action: "Suspend", subscription: { planId: "pro-annual", saasSubscriptionStatus: "Suspended" } });
  await marketplace().advance("PT20S");
  expect(await shown(id)).toEqual(before);
  await marketplace().advance("PT10S");
  expect(await shown(id)).toMatchObject({ planId: "pro-annual", saasSubscriptionStatus: "Suspended", term: { termUnit: "P1Y" } });
});

test("several changes come to light one after the other, each as late as the others", async () => {
  await lag(60_000);
  const id = await marketplace().subscribed(seats);
  await marketplace().advance("PT1M");
  await marketplace().wire.control(`/subscriptions/${id}/auto-renew-off`, "POST");
  await marketplace().advance("PT20S");
  await marketplace().wire.api(`/${id}`, { method: "PATCH", body: { quantity: 15 } });
  await marketplace().advance("PT1S");
  await marketplace().advance("PT20S");
  await marketplace().does(id, "unsubscribe");
  const seen = async () => {
    const { autoRenew, quantity, saasSubscriptionStatus } = await shown(id);
    return [autoRenew, quantity, saasSubscriptionStatus];
  };
  expect(await seen()).toEqual([true, 12, "Subscribed"]);
  await marketplace().advance("PT20S");
  expect(await seen()).toEqual([false, 12, "Subscribed"]);
  await marketplace().advance("PT20S");
  expect(await seen()).toEqual([false, 15, "Subscribed"]);
  await marketplace().advance("PT20S");
  expect(await seen()).toEqual([false, 15, "Unsubscribed"]);
});

describe("what time brings lags as well", () => {
  test("an activation", async () => {
    await lag(5000);
    const id = await marketplace().subscribed();
    expect((await marketplace().subscription(id)).status).toBe("Subscribed");
    const pending = await shown(id);
    expect(pending.saasSubscriptionStatus).toBe("PendingFulfillmentStart");
    expect(pending.term).toEqual({ termUnit: "P1M", chargeDuration: null });
    await marketplace().advance("PT5S");
    expect((await shown(id)).saasSubscriptionStatus).toBe("Subscribed");
  });

  test("a renewal, counted from when it happened and not from when it was seen", async () => {
    const id = await marketplace().subscribed({ freeTrial: true });
    const trial = await shown(id);
    await lag(3 * 86_400_000);
    await marketplace().advance("P1M");
    await marketplace().advance("P1D");
    expect(endpoint().actions()).toEqual(["Renew"]);
    expect(await shown(id)).toEqual(trial);
    await marketplace().advance("P3D");
    expect(await shown(id)).toMatchObject({ isFreeTrial: false, term: { endDate: (await marketplace().subscription(id)).endDate } });
  });
});

test("it passes by the real clock too", async () => {
  await lag(1000);
  const id = await marketplace().subscribed();
  const status = async () => (await shown(id)).saasSubscriptionStatus;
  expect(await status()).toBe("PendingFulfillmentStart");
  await expect.poll(status, { timeout: 5000 }).toBe("Subscribed");
});

test("it ends when it is set to nothing, and what happens then is not taken for longer ago when it is set again", async () => {
  await lag(3600_000);
  const id = await marketplace().subscribed();
  expect((await shown(id)).saasSubscriptionStatus).toBe("PendingFulfillmentStart");
  await lag(0);
  expect((await shown(id)).saasSubscriptionStatus).toBe("Subscribed");
  await marketplace().does(id, "suspend");
  expect((await shown(id)).saasSubscriptionStatus).toBe("Suspended");
  await lag(3600_000);
  expect((await shown(id)).saasSubscriptionStatus).toBe("Suspended");
});

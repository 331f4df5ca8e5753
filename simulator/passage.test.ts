import { describe, expect, test } from "vitest";
import { z } from "zod";
import { webhooksForTests } from "./webhooks/testing";

const { endpoint, marketplace } = webhooksForTests();
const DAY_MS = 86_400_000;
const termSchema = z.object({ startDate: z.string(), endDate: z.string() });

describe("what time brings", () => {
  test("a trial becomes a paid term, and is told as Renew", async () => {
    const id = await marketplace().subscribed({ freeTrial: true });
    const trial = await marketplace().subscription(id);
    expect(trial.isFreeTrial).toBe(true);
    await marketplace().advance("P1M");
    await marketplace().advance("P1D");
    expect(endpoint().bodies()).toMatchObject([{ action: "Renew", status: "Succeeded", operationRequestSource: "Azure", subscription: { isFreeTrial: false } }]);
    const paid = await marketplace().subscription(id);
    expect(paid.isFreeTrial).toBe(false);
    expect(Date.parse(paid.startDate ?? "")).toBe(Date.parse(trial.endDate ?? "") + DAY_MS);
  });

  test("one term follows the other without a gap, in the order of time", async () => {
    const id = await marketplace().subscribed();
    const before = await marketplace().subscription(id);
    await marketplace().advance("P3M");
    await marketplace().advance("P1D");
    const terms = endpoint().bodies().map(({ subscription }) => termSchema.parse(subscription.term));
    expect(endpoint().actions()).toEqual(["Renew", "Renew", "Renew"]);
    let end = before.endDate;
    for (const term of terms) {
      expect(Date.parse(term.startDate)).toBe(Date.parse(end ?? "") + DAY_MS);
      end = term.endDate;
    }
    expect((await marketplace().subscription(id)).endDate).toBe(end);
  });

  test("without auto-renewal it ends with its term; nobody is told of the switch", async () => {
    const id = await marketplace().subscribed({ freeTrial: true });
    await marketplace().wire.control(`/subscriptions/${id}/auto-renew-off`, "POST");
    expect(await marketplace().settle()).toBe(0);
    expect((await marketplace().wire.api(`/${id}`)).json).toMatchObject({ autoRenew: false });
    await marketplace().advance("P1M");
    await marketplace().advance("P1D");
    expect(endpoint().actions()).toEqual(["Unsubscribe"]);
    expect((await marketplace().subscription(id)).status).toBe("Unsubscribed");
    expect((await marketplace().wire.control(`/subscriptions/${id}/auto-renew-on`, "POST")).status).toBe(400);
  });

  test("auto-renewal can be switched on again in time", async () => {
    const id = await marketplace().subscribed();
    for (const what of ["auto-renew-off", "auto-renew-on"]) await marketplace().wire.control(`/subscriptions/${id}/${what}`, "POST");
    await marketplace().advance("P1M");
    await marketplace().advance("P1D");
    expect(endpoint().actions()).toEqual(["Renew"]);
  });

  test("thirty days of suspension end it, however long its term is", async () => {
    const id = await marketplace().subscribed({ planId: "pro-annual" });
    await marketplace().does(id, "suspend");
    await marketplace().advance("P29D");
    expect((await marketplace().subscription(id)).status).toBe("Suspended");
    await marketplace().advance("P1D");
    expect(endpoint().actions()).toEqual(["Suspend", "Unsubscribe"]);
    expect((await marketplace().subscription(id)).status).toBe("Unsubscribed");
  });

  test("a suspension that ended in time ends nothing, and what is suspended is not renewed", async () => {
    const id = await marketplace().subscribed();
    await marketplace().advance("P20D");
    await marketplace().does(id, "suspend");
    await marketplace().advance("P20D");
    expect(endpoint().actions()).toEqual(["Suspend"]);
    await marketplace().does(id, "reinstate");
    await marketplace().settle();
    await marketplace().advance("PT10S");
    await marketplace().settle();
    expect(endpoint().actions()).toEqual(["Suspend", "Reinstate", "Renew"]);
    expect((await marketplace().subscription(id)).status).toBe("Subscribed");
  });

  test("nothing, where no publisher is told", async () => {
    await marketplace().url("ledgerlight", null);
    const id = await marketplace().subscribed({ freeTrial: true });
    const before = await marketplace().subscription(id);
    await marketplace().advance("P3M");
    expect(await marketplace().subscription(id)).toEqual(before);
  });
});

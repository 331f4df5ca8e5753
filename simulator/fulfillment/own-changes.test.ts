import { describe, expect, test } from "vitest";
import { webhooksForTests } from "../webhooks/testing";

const { endpoint, marketplace } = webhooksForTests();
const seats = { offerId: "teamboard", planId: "team-monthly", quantity: 12 };
const patch = (id: string, body?: unknown) => marketplace().wire.api(`/${id}`, { method: "PATCH", body });
const cancel = (id: string) => marketplace().wire.api(`/${id}`, { method: "DELETE" });
const operationOf = ({ headers }: { headers: Headers }): string => /\/operations\/([^/?]+)\?api-version=2018-08-31$/.exec(headers.get("operation-location") ?? "")?.[1] ?? "";

describe("a publisher's own change", () => {
  test("is 202 with a place to ask, begins later, is told as everybody's, and ends with the answer", async () => {
    const id = await marketplace().subscribed(seats);
    const answer = await patch(id, { quantity: 15 });
    expect(answer).toMatchObject({ status: 202, text: "" });
    expect(answer.headers.get("retry-after")).toBe("10");
    expect(new URL(answer.headers.get("operation-location") ?? "").host).not.toBe(new URL(marketplace().wire.url).host);
    const operationId = operationOf(answer);
    expect(answer.headers.get("operation-id")).toBe(operationId);
    expect((await marketplace().wire.api(`/${id}/operations/${operationId}`)).json).toMatchObject({ status: "NotStarted", activityId: operationId, operationRequestSource: "Partner", quantity: 15 });
    await marketplace().advance("PT1S");
    expect(endpoint().bodies()).toMatchObject([{ id: operationId, action: "ChangeQuantity", status: "InProgress", quantity: 15, operationRequestSource: "Partner", subscription: { quantity: 12 } }]);
    expect(await marketplace().statusOf(id, operationId)).toBe("Succeeded");
    expect((await marketplace().subscription(id)).quantity).toBe(15);
  });

  test("is undone by the publisher's own refusal of the call", async () => {
    endpoint().answer = () => 400;
    const id = await marketplace().subscribed();
    const operationId = operationOf(await patch(id, { planId: "basic-monthly" }));
    await marketplace().advance("PT1S");
    expect(await marketplace().statusOf(id, operationId)).toBe("Failed");
    expect((await marketplace().subscription(id)).planId).toBe("pro-monthly");
  });

  test("does not take it well to be acknowledged", async () => {
    const id = await marketplace().subscribed();
    const operationId = operationOf(await patch(id, { planId: "basic-monthly" }));
    expect((await marketplace().acknowledge(id, operationId, "Success")).status).toBe(500);
    await marketplace().advance("PT1S");
    expect((await marketplace().acknowledge(id, operationId, "Success")).status).toBe(500);
    expect(await marketplace().statusOf(id, operationId)).toBe("Succeeded");
  });

  test("ends by itself where there is no webhook", async () => {
    await marketplace().url("ledgerlight", null);
    const id = await marketplace().subscribed();
    const operationId = operationOf(await patch(id, { planId: "basic-monthly" }));
    await marketplace().advance("PT1S");
    await marketplace().advance("PT1S");
    expect(await marketplace().statusOf(id, operationId)).toBe("Succeeded");
    expect((await marketplace().subscription(id)).planId).toBe("basic-monthly");
  });

  test.each<[string, unknown]>([
    ["no body", undefined],
    ["nothing", {}],
    ["both", { planId: "team-annual", quantity: 3 }],
    ["the same plan", { planId: "team-monthly" }],
    ["an unknown plan", { planId: "nothing" }],
    ["the same seats", { quantity: 12 }],
    ["too many seats", { quantity: 51 }],
    ["more seats than there can be", { quantity: 1_000_001 }],
    ["no seats", { quantity: 0 }],
    ["seats in words", { quantity: "many" }],
  ])("of %s is refused", async (_, body) => {
    const id = await marketplace().subscribed(seats);
    expect((await patch(id, body)).status).toBe(400);
    expect(await marketplace().operations()).toEqual([]);
  });

  test("is refused for seats on a flat plan, a plan not sold any more, what a reseller bought, and what is not running", async () => {
    const flat = await marketplace().subscribed();
    expect((await patch(flat, { quantity: 3 })).status).toBe(400);
    expect((await patch(flat, { planId: "classic-monthly" })).status).toBe(400);
    const resold = await marketplace().subscribed({ csp: true });
    expect((await patch(resold, { planId: "basic-monthly" })).status).toBe(400);
    expect((await cancel(resold)).status).toBe(400);
    await marketplace().does(flat, "suspend");
    expect((await patch(flat, { planId: "basic-monthly" })).status).toBe(400);
    expect((await patch("fb494e49-67ca-4673-658b-01f8c56393ec", { planId: "basic-monthly" })).status).toBe(404);
  });

  test("has to wait for another one", async () => {
    const id = await marketplace().subscribed(seats);
    await marketplace().does(id, "change-quantity", { quantity: 15 });
    expect((await patch(id, { quantity: 16 })).status).toBe(400);
    expect((await cancel(id)).status).toBe(409);
    await marketplace().settle();
    await marketplace().advance("PT10S");
    expect((await cancel(id)).status).toBe(202);
  });
});

describe("a cancellation by the publisher", () => {
  test("is told when it is done, and done once", async () => {
    const id = await marketplace().subscribed();
    const answer = await cancel(id);
    expect(answer).toMatchObject({ status: 202, text: "" });
    expect((await cancel(id)).status).toBe(409);
    expect((await marketplace().subscription(id)).status).toBe("Subscribed");
    await marketplace().advance("PT1S");
    expect(endpoint().bodies()).toMatchObject([{ id: operationOf(answer), action: "Unsubscribe", status: "Succeeded", operationRequestSource: "Partner", subscription: { saasSubscriptionStatus: "Unsubscribed" } }]);
    expect((await marketplace().subscription(id)).status).toBe("Unsubscribed");
    expect((await cancel(id)).status).toBe(200);
  });
});

import { describe, expect, test } from "vitest";
import { z } from "zod";
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

  test("may fail late, with words, as often as that was ordered", async () => {
    await marketplace().settings({ ownChangesThatFail: 2, ownChangeFailure: "The card was declined." });
    const id = await marketplace().subscribed(seats);
    const first = operationOf(await patch(id, { quantity: 15 }));
    expect(await marketplace().statusOf(id, first)).toBe("NotStarted");
    await marketplace().advance("PT1S");
    expect((await marketplace().wire.api(`/${id}/operations/${first}`)).json).toMatchObject({ status: "Failed", errorStatusCode: "400", errorMessage: "The card was declined." });
    const second = operationOf(await cancel(id));
    await marketplace().advance("PT1S");
    expect(await marketplace().statusOf(id, second)).toBe("Failed");
    expect(await marketplace().subscription(id)).toMatchObject({ status: "Subscribed", quantity: 12 });
    const third = operationOf(await patch(id, { quantity: 15 }));
    await marketplace().advance("PT1S");
    expect(await marketplace().statusOf(id, third)).toBe("Succeeded");
  });

  test("of a private plan is made for its audience alone, and no longer where the plan is not sold any more", async () => {
    const id = await marketplace().subscribed(seats);
    const { json } = await marketplace().wire.api(`/${id}`);
    const { tenantId } = z.object({ beneficiary: z.object({ tenantId: z.string() }) }).parse(json).beneficiary;
    const plan = (values: object) => marketplace().wire.control("/offers/teamboard/plans/team-annual", "PUT", values);
    const offered = async () => z.object({ plans: z.array(z.object({ planId: z.string() })) }).parse((await marketplace().wire.api(`/${id}/listAvailablePlans`)).json).plans.map(({ planId }) => planId);
    await plan({ isPrivate: true });
    expect(await offered()).not.toContain("team-annual");
    expect((await patch(id, { planId: "team-annual" })).status).toBe(400);
    await plan({ audience: [tenantId], isStopSell: true });
    expect(await offered()).toContain("team-annual");
    expect((await patch(id, { planId: "team-annual" })).status).toBe(400);
    await plan({ isStopSell: false });
    expect((await patch(id, { planId: "team-annual" })).status).toBe(202);
  });

  test("is listed once it has begun", async () => {
    const id = await marketplace().subscribed(seats);
    const list = () => marketplace().wire.api(`/${id}/operations`);
    endpoint().answer = async () => ((await new Promise((resolve) => setTimeout(resolve, 400))), 200);
    const operationId = operationOf(await patch(id, { quantity: 15 }));
    expect((await list()).json).toEqual({});
    void marketplace().advance("PT1S");
    await expect.poll(async () => (await list()).json).toMatchObject({ operations: [{ id: operationId, action: "ChangeQuantity", quantity: 15, status: "InProgress", operationRequestSource: "Partner" }] });
    await marketplace().settle();
    expect((await list()).json).toEqual({});
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

import { describe, expect, test } from "vitest";
import { webhooksForTests } from "./testing";

const { endpoint, marketplace } = webhooksForTests();
const seats = { offerId: "teamboard", planId: "team-monthly", quantity: 12 };

describe("a change that the customer wants", () => {
  test.each([400, 401, 409, 499])("is refused by %i, and the publisher is told that all is as it was", async (status) => {
    endpoint().answer = (_, { quantity }) => (quantity === 5 ? status : 200);
    const id = await marketplace().subscribed(seats);
    const operationId = await marketplace().does(id, "change-quantity", { quantity: 5 });
    await marketplace().settle();
    expect(await marketplace().statusOf(id, operationId)).toBe("Failed");
    const [asked, echo] = endpoint().bodies();
    expect(asked).toMatchObject({ quantity: 5, subscription: { quantity: 12 } });
    expect(echo).toMatchObject({ action: "ChangeQuantity", quantity: 12, planId: "team-monthly", subscription: { quantity: 12 } });
    expect(echo?.id).not.toBe(operationId);
    await marketplace().advance("PT1M");
    expect((await marketplace().subscription(id)).quantity).toBe(12);
    expect(endpoint().received).toHaveLength(2);
    expect(await marketplace().operations()).toMatchObject([{ status: "Failed", isEcho: false }, { status: "Succeeded", isEcho: true }]);
  });

  test("is not refused twice: an echo that is refused has no echo", async () => {
    endpoint().answer = () => 400;
    const id = await marketplace().subscribed(seats);
    await marketplace().does(id, "change-quantity", { quantity: 5 });
    await marketplace().settle();
    await marketplace().advance("PT1M");
    expect(endpoint().received).toHaveLength(2);
  });

  test("has no echo where that is switched off", async () => {
    await marketplace().settings({ echo: false });
    endpoint().answer = () => 400;
    const id = await marketplace().subscribed();
    await marketplace().does(id, "change-plan", { planId: "basic-monthly" });
    await marketplace().settle();
    expect(endpoint().actions()).toEqual(["ChangePlan"]);
  });

  test("takes effect as soon as it is acknowledged", async () => {
    const id = await marketplace().subscribed();
    const operationId = await marketplace().does(id, "change-plan", { planId: "basic-monthly" });
    await marketplace().settle();
    expect(await marketplace().acknowledge(id, operationId, "Success")).toMatchObject({ status: 200, text: "" });
    expect(await marketplace().statusOf(id, operationId)).toBe("Succeeded");
    expect((await marketplace().subscription(id)).planId).toBe("basic-monthly");
    expect((await marketplace().calls())[0]?.wasAcknowledgedEarly).toBe(false);
  });

  test("is refused too late, once the window has closed", async () => {
    endpoint().answer = async () => {
      await marketplace().wire.control("/clock", "POST", { advance: "PT11S" });
      return 400;
    };
    const id = await marketplace().subscribed();
    const operationId = await marketplace().does(id, "change-plan", { planId: "basic-monthly" });
    await marketplace().settle();
    expect(await marketplace().statusOf(id, operationId)).toBe("Succeeded");
    expect(endpoint().received).toHaveLength(1);
  });

  test("waits as long as it is told to", async () => {
    await marketplace().settings({ windowMs: 3600_000 });
    const id = await marketplace().subscribed();
    const operationId = await marketplace().does(id, "change-plan", { planId: "basic-monthly" });
    await marketplace().settle();
    await marketplace().advance("PT50M");
    expect(await marketplace().statusOf(id, operationId)).toBe("InProgress");
    await marketplace().advance("PT10M");
    expect(await marketplace().statusOf(id, operationId)).toBe("Succeeded");
  });

  test("bars the next one, until it has ended or is overtaken", async () => {
    const id = await marketplace().subscribed();
    const first = await marketplace().does(id, "change-plan", { planId: "basic-monthly" });
    await expect(marketplace().does(id, "change-plan", { planId: "pro-annual" })).rejects.toThrow("in progress");
    await marketplace().does(id, "suspend");
    await marketplace().advance("PT1M");
    expect(await marketplace().statusOf(id, first)).toBe("Failed");
    expect(await marketplace().subscription(id)).toMatchObject({ planId: "pro-monthly", status: "Suspended" });
  });

  test("that leads nowhere ends in conflict", async () => {
    const id = await marketplace().subscribed(seats);
    const operationId = await marketplace().does(id, "change-quantity", { quantity: 12 });
    await marketplace().advance("PT10S");
    expect(await marketplace().statusOf(id, operationId)).toBe("Conflict");
  });

  test("whose acknowledgement came before the answer is marked in the log", async () => {
    endpoint().answer = async (_, { id, subscriptionId }) => {
      await marketplace().acknowledge(String(subscriptionId), String(id), "Success");
      return 200;
    };
    const id = await marketplace().subscribed();
    await marketplace().does(id, "change-plan", { planId: "basic-monthly" });
    await marketplace().settle();
    expect((await marketplace().calls())[0]?.wasAcknowledgedEarly).toBe(true);
  });
});

describe("a reinstatement", () => {
  async function reinstating(): Promise<{ id: string; operationId: string }> {
    const id = await marketplace().subscribed();
    await marketplace().does(id, "suspend");
    const operationId = await marketplace().does(id, "reinstate");
    await marketplace().settle();
    return { id, operationId };
  }

  test("leaves it suspended until it is acknowledged, or for ten seconds", async () => {
    for (const acknowledged of [true, false]) {
      const { id, operationId } = await reinstating();
      expect(endpoint().bodies().at(-1)).toMatchObject({ action: "Reinstate", status: "InProgress", subscription: { saasSubscriptionStatus: "Suspended" } });
      expect((await marketplace().subscription(id)).status).toBe("Suspended");
      if (acknowledged) await marketplace().acknowledge(id, operationId, "Success");
      else await marketplace().advance("PT10S");
      expect((await marketplace().subscription(id)).status).toBe("Subscribed");
    }
  });

  test("is not refused by an answer or by Failure, only by cancelling", async () => {
    endpoint().answer = (_, { action }) => (action === "Reinstate" ? 400 : 200);
    const { id, operationId } = await reinstating();
    expect((await marketplace().acknowledge(id, operationId, "Failure")).status).toBe(200);
    expect(await marketplace().statusOf(id, operationId)).toBe("InProgress");
    await marketplace().settings({ ownChangeMs: 0 });
    expect((await marketplace().wire.api(`/${id}`, { method: "DELETE" })).status).toBe(202);
    await marketplace().settle();
    expect(await marketplace().statusOf(id, operationId)).toBe("Failed");
    expect(endpoint().actions()).toEqual(["Suspend", "Reinstate", "Unsubscribe"]);
  });
});

import { describe, expect, test } from "vitest";
import { webhooksForTests } from "./testing";

const { endpoint, marketplace } = webhooksForTests();
const attempts = async () => (await marketplace().calls()).map(({ attempt, answer, verdict }) => [attempt, answer?.status ?? null, verdict]);

describe("a call that is not taken", () => {
  test.each([500, 503, 302])("is made again after %i, later and later", async (status) => {
    let left = 3;
    endpoint().answer = () => (left-- > 0 ? status : 200);
    await marketplace().settings({ retryAfterMs: 60_000, retryAtMostMs: 90_000 });
    const id = await marketplace().subscribed();
    await marketplace().does(id, "suspend");
    expect(await marketplace().settle()).toBe(1);
    await marketplace().advance("PT50S");
    expect(endpoint().received).toHaveLength(1);
    await marketplace().advance("PT10S");
    await marketplace().advance("PT80S");
    expect(endpoint().received).toHaveLength(2);
    await marketplace().advance("PT10S");
    await marketplace().advance("PT90S");
    expect(await marketplace().settle()).toBe(0);
    expect(await attempts()).toEqual([[1, status, "again"], [2, status, "again"], [3, status, "again"], [4, 200, "accepted"]]);
    expect(new Set(endpoint().received.map(({ text }) => text)).size).toBe(1);
  });

  test("is made again by itself, nobody asking", async () => {
    let left = 2;
    endpoint().answer = () => (left-- > 0 ? 503 : 200);
    await marketplace().settings({ retryAfterMs: 20 });
    const id = await marketplace().subscribed();
    await marketplace().does(id, "suspend");
    await expect.poll(() => endpoint().received.length, { timeout: 5000 }).toBe(3);
  });

  test("because the answer was long in coming is made again", async () => {
    let isFirst = true;
    endpoint().answer = () => {
      if (!isFirst) return 200;
      isFirst = false;
      return new Promise((resolve) => setTimeout(() => resolve(200), 1500));
    };
    await marketplace().settings({ answerTimeoutMs: 300, retryAfterMs: 1 });
    const id = await marketplace().subscribed();
    await marketplace().does(id, "suspend");
    await marketplace().settle();
    await marketplace().advance("PT1S");
    expect((await marketplace().calls()).map(({ error, verdict }) => [error, verdict])).toEqual([["timeout", "again"], [null, "accepted"]]);
  });

  test("because nobody is there is made again where the endpoint is then", async () => {
    const { url } = endpoint();
    await marketplace().url("ledgerlight", "http://127.0.0.1:9/gone");
    await marketplace().settings({ retryAfterMs: 60_000 });
    const id = await marketplace().subscribed();
    await marketplace().does(id, "suspend");
    await marketplace().settle();
    expect(await marketplace().calls()).toMatchObject([{ error: "unreachable", verdict: "again" }]);
    await marketplace().url("ledgerlight", `${url}/back`);
    await marketplace().advance("PT1M");
    expect(endpoint().received.map(({ path }) => path)).toEqual(["/back"]);
  });

  test("is given up after the last try", async () => {
    endpoint().answer = () => 500;
    await marketplace().settings({ tries: 3, retryAfterMs: 1, retryAtMostMs: 1 });
    const id = await marketplace().subscribed();
    await marketplace().does(id, "suspend");
    for (let second = 0; second < 5; second += 1) await marketplace().advance("PT1S");
    expect((await attempts()).map(([, , verdict]) => verdict)).toEqual(["again", "again", "given-up"]);
  });

  test("is given up after eight hours, whatever the number of tries", async () => {
    endpoint().answer = () => 500;
    await marketplace().settings({ retryAfterMs: 3600_000, retryAtMostMs: 3600_000 });
    const id = await marketplace().subscribed();
    await marketplace().does(id, "suspend");
    for (let hour = 0; hour < 10; hour += 1) await marketplace().advance("PT1H");
    expect((await attempts()).at(-1)?.[2]).toBe("given-up");
    expect(await marketplace().settle()).toBe(0);
    expect((await attempts()).length).toBeGreaterThanOrEqual(7);
  });
});

describe("a change whose call is not taken", () => {
  test("takes effect when its window closes, counted from the first try", async () => {
    endpoint().answer = () => 503;
    await marketplace().settings({ retryAfterMs: 3600_000, retryAtMostMs: 3600_000 });
    const id = await marketplace().subscribed();
    const operationId = await marketplace().does(id, "change-plan", { planId: "basic-monthly" });
    await marketplace().settle();
    await marketplace().advance("PT10S");
    expect(await marketplace().statusOf(id, operationId)).toBe("Succeeded");
    // The call is still owed; a refusal of it comes too late.
    endpoint().answer = () => 400;
    await marketplace().advance("PT1H");
    expect((await marketplace().subscription(id)).planId).toBe("basic-monthly");
    expect(endpoint().received).toHaveLength(2);
  });

  test("waits for an answer and fails in the end, where the window opens with acceptance", async () => {
    await marketplace().settings({ silence: "from-acceptance", tries: 2, retryAfterMs: 60_000 });
    endpoint().answer = () => 503;
    const id = await marketplace().subscribed();
    const operationId = await marketplace().does(id, "change-plan", { planId: "basic-monthly" });
    await marketplace().settle();
    await marketplace().advance("PT30S");
    expect(await marketplace().statusOf(id, operationId)).toBe("InProgress");
    await marketplace().advance("PT30S");
    expect(await marketplace().statusOf(id, operationId)).toBe("Failed");
    endpoint().answer = () => 200;
    const second = await marketplace().does(id, "change-plan", { planId: "basic-monthly" });
    await marketplace().settle();
    expect(await marketplace().statusOf(id, second)).toBe("InProgress");
    await marketplace().advance("PT10S");
    expect(await marketplace().statusOf(id, second)).toBe("Succeeded");
  });
});

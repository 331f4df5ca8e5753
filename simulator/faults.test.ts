import { describe, expect, test } from "vitest";
import { z } from "zod";
import { simulatorForTests } from "./testing";

const wire = simulatorForTests();
const set = (...faults: object[]) => wire().control("/faults", "PUT", { faults });
const list = () => wire().api("");
const remaining = async () => z.object({ faults: z.array(z.unknown()) }).parse((await wire().control("/faults")).json).faults.length;

describe("a fault", () => {
  test("of latency delays the true answer", async () => {
    await wire().purchase();
    await list();
    await set({ kind: "latency", delayMs: 250 });
    const before = Date.now();
    expect((await list()).text).toContain("subscriptions");
    // Timers may fire a little early.
    expect(Date.now() - before).toBeGreaterThan(230);
  });

  test.each([
    [{ status: 429, retryAfter: 7 }, 429, "7"],
    [{ status: 503 }, 503, null],
    [{}, 500, null],
  ])("of status %j answers it with an error body", async (values, status, retryAfter) => {
    await wire().publisherToken();
    await set({ kind: "status", ...values });
    const answer = await list();
    expect(answer.status).toBe(status);
    expect(answer.headers.get("retry-after")).toBe(retryAfter);
    expect(z.strictObject({ error: z.strictObject({ code: z.string(), message: z.string() }) }).safeParse(answer.json).success).toBe(true);
  });

  test("of a status that has no body has none", async () => {
    await wire().publisherToken();
    await set({ kind: "status", status: 204 });
    expect(await list()).toMatchObject({ status: 204, text: "" });
  });

  test.each([
    [{}, 200],
    [{ status: 500 }, 500],
    [{ status: 503 }, 503],
  ])("of html %j answers a page", async (values, status) => {
    await wire().publisherToken();
    await set({ kind: "html", ...values });
    const answer = await list();
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toContain("text/html");
    expect(answer.text).toContain("<html>");
  });

  test("of an empty answer and of half JSON come with 200", async () => {
    await wire().publisherToken();
    await set({ kind: "empty", times: 1 }, { kind: "invalid-json" });
    expect(await list()).toMatchObject({ status: 200, text: "" });
    const half = await fetch(`${wire().url}/marketplace/api/anything`);
    expect(half.status).toBe(200);
    await expect(half.json()).rejects.toThrow(SyntaxError);
  });

  test("of a dropped connection ends the call without an answer, and the simulator goes on", async () => {
    await wire().publisherToken();
    await set({ kind: "drop", times: 1 });
    await expect(list()).rejects.toThrow("fetch failed");
    expect((await list()).status).toBe(200);
  });

  test("of a lost answer does what was asked all the same", async () => {
    const { subscriptionId } = await wire().purchase();
    await wire().publisherToken();
    await set({ kind: "lost-answer", times: 1 });
    await expect(wire().activate(subscriptionId, { planId: "pro-monthly" })).rejects.toThrow("fetch failed");
    await wire().control("/clock", "POST", { advance: "PT1M" });
    expect((await wire().api(`/${subscriptionId}`)).text).toContain('"Subscribed"');
  });

  test("hits as many calls as it was told to, then goes", async () => {
    await wire().publisherToken();
    await set({ kind: "status", times: 2 });
    expect([(await list()).status, (await list()).status, (await list()).status]).toEqual([500, 500, 200]);
    expect(await remaining()).toBe(0);
  });

  test("without a number hits all calls until it is taken back", async () => {
    await wire().publisherToken();
    await set({ kind: "status" });
    for (let count = 0; count < 4; count += 1) expect((await list()).status).toBe(500);
    await set();
    expect((await list()).status).toBe(200);
  });

  test("hits only calls whose path and method match, in the order of the list", async () => {
    const { token } = await wire().purchase();
    await wire().publisherToken();
    await set({ match: { path: "/resolve$", method: "post" }, kind: "status", status: 503, times: 1 }, { match: { path: "/resolve$" }, kind: "status", status: 429 });
    expect((await list()).status).toBe(200);
    expect([(await wire().resolve(token)).status, (await wire().resolve(token)).status]).toEqual([503, 429]);
    await set({ match: { method: "DELETE" }, kind: "status" });
    expect((await wire().resolve(token)).status).toBe(200);
  });

  test("hits Entra too, never the control surface and the shop", async () => {
    await set({ kind: "status", status: 503 });
    expect((await wire().call("/entra/common/discovery/v2.0/keys")).status).toBe(503);
    expect((await wire().control("")).status).toBe(200);
    expect((await wire().call("/")).status).toBe(200);
  });

  test("is gone after a reset", async () => {
    await set({ kind: "status" });
    await wire().control("/reset", "POST");
    expect(await remaining()).toBe(0);
  });
});

test.each([
  [{ kind: "earthquake" }, "faults.0.kind"],
  [{ kind: "status", status: 99 }, "faults.0.status"],
  [{ kind: "status", times: 0 }, "faults.0.times"],
  [{ kind: "status", match: { path: "(" } }, "faults.0.match.path"],
  [{ kind: "latency", delayMs: -1 }, "faults.0.delayMs"],
])("%j is refused, and the faults stay as they were", async (fault, where) => {
  await set({ kind: "latency" });
  const { status, json } = await set(fault);
  expect(status).toBe(400);
  expect(z.object({ message: z.string() }).parse(json).message).toContain(where);
  expect(await remaining()).toBe(1);
});

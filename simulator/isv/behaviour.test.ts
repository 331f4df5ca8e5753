import { describe, expect, test } from "vitest";
import { z } from "zod";
import { LOG_ENTRY, portalForTests, SUBSCRIPTION_ID } from "./testing";

const portal = portalForTests();
const log = (sending?: Parameters<ReturnType<typeof portal>["send"]>[2]) => portal().send("log", LOG_ENTRY, sending);

test.each<[string, object | string, number]>([
  ["healthy", "healthy", 200],
  ["broken", "broken", 500],
  ["broken as it is told", { kind: "broken", status: 503 }, 503],
  ["gone", "gone", 410],
])("%s", async (_, behaviour, status) => {
  await portal().set({ settings: { log: behaviour } });
  expect((await log()).status).toBe(status);
  expect((await portal().newest()).answered?.status).toBe(status);
  expect((await portal().send("changes", {})).status).toBe(200);
});

test("slow answers late, and to nobody where the caller has left", async () => {
  await portal().set({ settings: { log: { kind: "slow", delayMs: 60 } } });
  expect((await log()).status).toBe(200);
  expect((await portal().newest()).heldMs).toBeGreaterThanOrEqual(50);
  await portal().set({ settings: { log: { kind: "slow", delayMs: 60_000 } } });
  await portal().sendAndLeave();
  expect((await portal().newest()).answered).toBeNull();
});

test("dead hangs up", async () => {
  await portal().set({ settings: { log: "dead" } });
  await expect(log()).rejects.toThrow();
  expect(await portal().newest()).toMatchObject({ kind: "dead", verdict: "verified", answered: null });
});

test("hanging says nothing for as long as the caller waits", async () => {
  await portal().set({ settings: { log: "hanging" } });
  await portal().sendAndLeave();
  expect((await portal().newest()).answered).toBeNull();
});

test("redirecting leads to where clouds keep their secrets, or elsewhere", async () => {
  await portal().set({ settings: { log: "redirecting" } });
  const answer = await log();
  expect([answer.status, answer.headers.get("location")]).toEqual([302, "http://169.254.169.254/latest/meta-data/"]);
  await portal().set({ settings: { log: { kind: "redirecting", location: "http://127.0.0.1:1/" } } });
  expect((await log()).headers.get("location")).toBe("http://127.0.0.1:1/");
});

test("huge sends 100 MB to whoever reads them", async () => {
  await portal().set({ settings: { log: "huge" } });
  const read = async (most: number): Promise<number> => {
    const response = await fetch(`${portal().wire.url}/isv/log`, { method: "POST", body: "{}" });
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += z.instanceof(Uint8Array).parse(chunk).length;
      if (bytes >= most) break;
    }
    return bytes;
  };
  expect(await read(Infinity)).toBe(100 * 1024 * 1024);
  await read(1);
  const { answered } = await portal().newest();
  expect(answered?.status).toBe(200);
  expect(Number.parseInt(answered?.body ?? "", 10)).toBeLessThan(50 * 1024 * 1024);
});

test("what goes wrong a number of times is well after it", async () => {
  await portal().set({ settings: { log: { kind: "broken", times: 2, skewSeconds: 0 } } });
  const answers = [await log(), await log({ id: "msg_again" }), await log({ id: "msg_again" })];
  expect(answers.map(({ status }) => status)).toEqual([500, 500, 200]);
  expect((await portal().newest()).repeat).toBe(true);
  expect((await portal().state()).settings.log).toMatchObject({ kind: "healthy" });
});

describe("an activation", () => {
  test.each(["broken", "dead", "gone", "redirecting"])("that came while all was %s is not known, until it comes again", async (kind) => {
    await portal().set({ settings: { activations: { kind, times: 1 } } });
    await portal().activate({ id: "msg_activation" }).catch(() => null);
    expect((await portal().state()).activations).toEqual([]);
    expect((await portal().activate({ id: "msg_activation" })).status).toBe(200);
    expect((await portal().state()).activations).toMatchObject([{ subscriptionId: SUBSCRIPTION_ID, finished: null }]);
  });

  test("that came while all was slow is known before it is answered", async () => {
    await portal().set({ settings: { activations: { kind: "slow", delayMs: 60_000 } } });
    await portal().sendAndLeave((sending) => portal().activate(sending));
    expect((await portal().state()).activations).toHaveLength(1);
  });
});

describe("settings", () => {
  test.each<[string, unknown]>([
    ["a behaviour that there is not", { settings: { log: "angry" } }],
    ["a path that there is not", { settings: { logs: "slow" } }],
    ["an answer that is good", { settings: { log: { kind: "broken", status: 200 } } }],
    ["never", { settings: { log: { kind: "broken", times: 0 } } }],
    ["a place in two lines", { settings: { log: { kind: "redirecting", location: "/\r\nx: y" } } }],
    ["a secret that is none", { secrets: { "*": "hunter2!" } }],
    ["an empty secret", { secrets: { "*": "whsec_" } }],
    ["neither", { isv: {} }],
  ])("do not take %s, and stay as they were", async (_, given) => {
    const before = await portal().state();
    expect((await portal().wire.control("/isv", "PUT", given)).status).toBe(400);
    expect(await portal().state()).toEqual(before);
  });

  test("change one by one and end with a reset", async () => {
    await portal().set({ settings: { log: "gone", finish: "failed" } });
    await portal().set({ settings: { decision: "refuse" } });
    await log();
    expect(await portal().state()).toMatchObject({ settings: { log: { kind: "gone" }, finish: "failed", decision: "refuse" }, secrets: 1 });
    await portal().wire.control("/reset", "POST");
    expect(await portal().state()).toMatchObject({ settings: { log: { kind: "healthy" }, finish: "by hand", decision: "accept" }, secrets: 0, messages: [], activations: [] });
  });
});

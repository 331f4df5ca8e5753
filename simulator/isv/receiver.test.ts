import { describe, expect, test } from "vitest";
import { Messages } from "./messages";
import { LOG_ENTRY, OTHER_SECRET, portalForTests, SECRET, TOKEN } from "./testing";

const portal = portalForTests();
const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);

describe("a message", () => {
  test("that is signed is taken, and kept with all that was made of it", async () => {
    expect((await portal().send("log", LOG_ENTRY, { id: "msg_first" })).status).toBe(200);
    expect(await portal().newest()).toMatchObject({ path: "log", webhookId: "msg_first", verdict: "verified", repeat: false, kind: "healthy", body: JSON.stringify(LOG_ENTRY), answered: { status: 200 }, token: null });
  });

  test.each<[string, Parameters<ReturnType<typeof portal>["send"]>[2], string]>([
    ["with another secret", { secrets: [OTHER_SECRET] }, "wrong signature"],
    ["without a signature", { headers: { "webhook-signature": "" } }, "unsigned"],
    ["with a signature of another kind", { headers: { "webhook-signature": "v1a,AAAA" } }, "wrong signature"],
    ["for another id", { headers: { "webhook-id": "msg_other" } }, "wrong signature"],
    ["with a time that is none", { headers: { "webhook-timestamp": "now" } }, "wrong signature"],
    ["six minutes ago", { at: minutesAgo(6) }, "too old/new"],
    ["six minutes ahead", { at: minutesAgo(-6) }, "too old/new"],
    ["six minutes ago with another secret", { at: minutesAgo(6), secrets: [OTHER_SECRET] }, "wrong signature"],
  ])("signed %s is turned away", async (_, sending, verdict) => {
    const answer = await portal().send("log", LOG_ENTRY, sending);
    expect([answer.status, (await portal().newest()).verdict]).toEqual([401, verdict]);
  });

  test("whose body was changed on its way is turned away", async () => {
    await portal().send("log", LOG_ENTRY, { id: "msg_1" });
    const { "webhook-id": id, ...rest } = { "webhook-id": "msg_1", "webhook-timestamp": String(Math.floor(Date.now() / 1000)), "webhook-signature": "v1,bm90aGluZw==" };
    expect((await portal().wire.call("/isv/log", { method: "POST", headers: { "webhook-id": id, ...rest }, body: "{}" })).status).toBe(401);
  });

  test("is turned away while no secret is known", async () => {
    await portal().set({ secrets: {} });
    expect((await portal().send("log", LOG_ENTRY)).status).toBe(401);
    expect((await portal().newest()).verdict).toBe("no secret known");
  });

  test.each([
    ["the sender signs with both", [OTHER_SECRET, SECRET], { "*": SECRET }],
    ["the receiver knows both", [OTHER_SECRET], { "*": [SECRET, OTHER_SECRET] }],
  ])("is good during a rotation, where %s", async (_, signers, secrets) => {
    await portal().set({ secrets });
    expect((await portal().send("log", LOG_ENTRY, { secrets: signers })).status).toBe(200);
  });

  test("is held against the secrets of its offer, or against all where it names none", async () => {
    await portal().set({ secrets: { ledgerlight: SECRET, teamboard: OTHER_SECRET } });
    const about = async (body: object) => (await portal().send("changes", body)).status;
    expect(await about({ subscription: { offerId: "ledgerlight" } })).toBe(200);
    expect(await about({ subscription: { offerId: "ledgerlight-preview" } })).toBe(200);
    expect(await about({ subscription: { offerId: "teamboard" } })).toBe(401);
    expect(await about({ operationId: "1" })).toBe(200);
  });

  test("that comes again is acknowledged again, and marked", async () => {
    await portal().send("log", LOG_ENTRY, { id: "msg_same" });
    expect((await portal().send("log", LOG_ENTRY, { id: "msg_same" })).status).toBe(200);
    const { number, repeat } = await portal().newest();
    expect(repeat).toBe(true);
    await portal().wire.control("/isv/messages", "DELETE");
    expect((await portal().state()).messages).toEqual([]);
    await portal().send("log", LOG_ENTRY, { id: "msg_same" });
    expect(await portal().newest()).toMatchObject({ repeat: true, number: number + 1 });
  });

  test("is kept short, and larger than 1 MB not taken", async () => {
    await portal().send("log", { ...LOG_ENTRY, type: "x".repeat(20_000) });
    expect((await portal().newest()).body).toHaveLength(8000);
    expect((await portal().wire.call("/isv/log", { method: "POST", body: "x".repeat(1_100_000) })).status).toBe(413);
  });
});

test("the newest thousand are kept", () => {
  const messages = new Messages();
  for (let sent = 1; sent <= 1011; sent++) messages.add({ path: "log", receivedAt: "", webhookId: `msg_${sent}`, timestamp: null, verdict: "verified", kind: "healthy", token: null, body: "" });
  expect(messages.since(0).map(({ number }) => number)).toEqual(Array.from({ length: 1000 }, (_, index) => index + 12));
  expect(messages.since(1010)).toMatchObject([{ webhookId: "msg_1011", repeat: false }]);
});

test("a receiver whose clock is wrong by ten minutes takes what is sent then", async () => {
  await portal().set({ settings: { log: { skewSeconds: 600 } } });
  expect((await portal().send("log", LOG_ENTRY)).status).toBe(401);
  expect((await portal().send("log", LOG_ENTRY, { at: minutesAgo(-10) })).status).toBe(200);
});

test("an activation needs its token and a subscription, but for the test of the endpoint", async () => {
  expect((await portal().send("activations", { id: "1" })).status).toBe(400);
  expect((await portal().activate({}, { id: "1" })).status).toBe(400);
  expect((await portal().send("activations", { ...LOG_ENTRY, type: "Test" })).status).toBe(200);
  expect((await portal().state()).activations).toEqual([]);
});

test("a change is decided as set", async () => {
  expect((await portal().send("changes", {})).json).toEqual({ decision: "accept" });
  await portal().set({ settings: { decision: "refuse", reason: "Not this month." } });
  expect((await portal().send("changes", {})).json).toEqual({ decision: "refuse", reason: "Not this month." });
});

test("tokens and secrets are told by their beginning, or not at all", async () => {
  await portal().activate();
  const told = (await portal().wire.control("/isv")).text + (await portal().wire.control("")).text;
  expect((await portal().newest()).token).toBe("opaque…");
  for (const secret of [TOKEN, SECRET, SECRET.slice(6)]) expect(told).not.toContain(secret);
});

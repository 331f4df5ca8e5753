import { describe, expect, test } from "vitest";
import { webhooksForTests } from "../webhooks/testing";

const { endpoint, marketplace } = webhooksForTests();
const put = (path: string, body: unknown) => marketplace().wire.control(`/webhooks${path}`, "PUT", body);

test("GET tells where each offer's calls go, with which token, and how they behave", async () => {
  await put("/publishers/fabrikam-apps", { token: "v2" });
  expect((await marketplace().wire.control("/webhooks")).json).toMatchObject({
    calls: [],
    waiting: [],
    offers: [
      { offerId: "ledgerlight", url: `${endpoint().url}/ledgerlight`, token: "v1" },
      { offerId: "teamboard", url: `${endpoint().url}/teamboard`, token: "v1" },
      { offerId: "inkwell", url: null, token: "v2" },
    ],
    settings: { windowMs: 10_000, tries: 500, withinMs: 8 * 3600_000, retryAtMostMs: 57_600 },
  });
});

test("settings change one by one", async () => {
  expect((await put("/settings", { windowMs: 5 })).json).toMatchObject({ windowMs: 5, tries: 500 });
  expect((await put("/settings", { tries: 7 })).json).toMatchObject({ windowMs: 5, tries: 7 });
});

describe("nonsense is refused", () => {
  test.each<[string, unknown]>([
    ["/settings", { windowMs: -1 }],
    ["/settings", { silence: "golden" }],
    ["/settings", { subscriptionLagMs: -1 }],
    ["/settings", { subscribe: "sometimes" }],
    ["/settings", []],
    ["/offers/nothing", { url: "http://localhost:1/" }],
    ["/offers/ledgerlight", { url: "here" }],
    ["/offers/ledgerlight", {}],
    ["/publishers/nobody", { token: "v1" }],
    ["/publishers/northwind-labs", { token: "v3" }],
  ])("%s %j", async (path, body) => {
    expect((await put(path, body)).status).toBe(400);
  });

  test("in a number to read on from", async () => {
    expect((await marketplace().wire.control("/webhooks?since=soon")).status).toBe(400);
  });
});

test("the log can be read on from a number", async () => {
  const id = await marketplace().subscribed();
  for (const what of ["suspend", "unsubscribe"]) {
    await marketplace().does(id, what);
    await marketplace().settle();
  }
  const [first, second] = await marketplace().calls();
  expect((await marketplace().wire.control(`/webhooks?since=${first?.number}`)).json).toMatchObject({ calls: [{ number: second?.number, action: "Unsubscribe" }] });
});

test("a call about an offer in preview goes where the offer's go, and names the preview", async () => {
  await marketplace().wire.control("/settings", "PUT", { activationDelayMs: 0 });
  const { subscriptionId } = await marketplace().wire.purchase({ preview: true });
  await marketplace().wire.activate(subscriptionId, { planId: "pro-monthly" });
  await marketplace().settle();
  expect(endpoint().received[0]?.path).toBe("/ledgerlight");
  expect(endpoint().bodies()).toMatchObject([{ action: "Subscribe", offerId: "ledgerlight-preview" }]);
});

test("a reset forgets addresses, settings, faults, operations and calls, also those on their way", async () => {
  endpoint().answer = () => new Promise((resolve) => setTimeout(() => resolve(200), 500));
  await marketplace().faults({ match: { action: "Renew" }, way: "lost" });
  await marketplace().settings({ tries: 3 });
  await marketplace().does(await marketplace().subscribed(), "suspend");
  await expect.poll(() => endpoint().received.length).toBe(1);
  await marketplace().wire.control("/reset", "POST");
  expect(await marketplace().settle()).toBe(0);
  expect((await marketplace().wire.control("/webhooks")).json).toMatchObject({ calls: [], waiting: [], offers: [{ url: null }, { url: null }, { url: null }], settings: { tries: 500 } });
  expect((await marketplace().wire.control("/webhooks/faults")).json).toEqual({ faults: [] });
  expect(await marketplace().operations()).toEqual([]);
});

import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { Activations } from "./activations";
import { completionStubForTests, ACTIVATION, PATIENT, portalForTests, SUBSCRIPTION_ID, TOKEN } from "./testing";

const portal = portalForTests();
const stub = completionStubForTests();
const problem = (status: number, detail: string) => () => Response.json({ title: "No", status, detail }, { status, headers: { "content-type": "application/problem+json" } });
const activation = { ...ACTIVATION, offerId: "made-here" };
const finish = (body: object, id = SUBSCRIPTION_ID) => portal().wire.control(`/isv/activations/${id}/finish`, "POST", body);
const activations = async () => (await portal().state()).activations;

beforeEach(async () => {
  const offers = [{ offerId: "made-here", name: "Made here", landingUrl: `${stub.url}/landing/made-here?from=market`, plans: [{ planId: "p", displayName: "P" }] }];
  await portal().wire.control("/publishers", "POST", { publisherId: "finishers", name: "Finishers", offers });
});

test("by hand, the portal of the offer is told by the token, and its answers are kept", async () => {
  await portal().activate({ id: "msg_a" }, activation);
  expect(await activations()).toMatchObject([{ subscriptionId: SUBSCRIPTION_ID, subscriptionName: "Teamboard for <Contoso>", webhookId: "msg_a", finished: null }]);
  expect(stub.received).toEqual([]);
  expect((await finish({ result: "succeeded" })).json).toEqual({ status: 202, body: "" });
  stub.answer = problem(409, "It was told already.");
  expect((await finish({ result: "failed", message: "No room." })).json).toMatchObject({ status: 409, body: { detail: "It was told already." } });
  expect(stub.received).toEqual([
    { token: TOKEN, body: { result: "succeeded" } },
    { token: TOKEN, body: { result: "failed", message: "No room." } },
  ]);
  expect(await activations()).toMatchObject([{ finished: { result: "succeeded", status: 202 } }]);
});

test.each(["succeeded", "failed"])("by itself, it has %s after the answer, once", async (result) => {
  await portal().set({ settings: { finish: result, finishDelayMs: 20, finishMessage: "No room." } });
  await portal().activate({ id: "msg_a" }, activation);
  expect((await portal().activate({ id: "msg_a" }, activation)).status).toBe(200);
  await expect.poll(activations, PATIENT).toMatchObject([{ finished: { result, status: 202 } }]);
  await portal().activate({ id: "msg_a" }, activation);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(stub.received).toEqual([{ token: TOKEN, body: result === "failed" ? { result, message: "No room." } : { result } }]);
});

test("by itself, it tries again with the next message where the portal would not hear of it", async () => {
  await portal().set({ settings: { finish: "succeeded" } });
  stub.answer = problem(503, "Later.");
  await portal().activate({ id: "msg_a" }, activation);
  await expect.poll(activations, PATIENT).toMatchObject([{ finished: { status: 503 } }]);
  stub.answer = () => new Response(null, { status: 202 });
  await portal().activate({ id: "msg_a" }, activation);
  await expect.poll(activations, PATIENT).toMatchObject([{ finished: { status: 202 } }]);
});

test("another token is another activation of the same subscription", async () => {
  await portal().activate({}, activation);
  await finish({ result: "failed" });
  await portal().activate({ headers: { MarketplaceToken: "the-next-one" } }, activation);
  expect(await activations()).toMatchObject([{ finished: null }]);
  await finish({ result: "succeeded" });
  expect(stub.received.at(-1)).toEqual({ token: "the-next-one", body: { result: "succeeded" } });
});

test("a reset calls off what was to come, and what comes after it is nobody's", () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const known = new Activations(() => stub.url);
  const taken = known.take({ ...activation, subscriptionId: SUBSCRIPTION_ID, receivedAt: "", webhookId: null, token: TOKEN });
  const finishLater = () => known.finishLater(taken, { result: "succeeded" }, 30);
  finishLater();
  finishLater();
  expect(vi.getTimerCount()).toBe(1);
  known.reset();
  expect(vi.getTimerCount()).toBe(0);
  taken.isDue = false;
  finishLater();
  expect(vi.getTimerCount()).toBe(0);
});

test("a portal that is not there is told of as such", async () => {
  await portal().activate({}, { ...activation, offerId: "unheard-of" });
  expect((await finish({ result: "succeeded" })).json).toEqual({ status: null, body: "No offer unheard-of says where its portal is." });
  await portal().wire.control("/publishers", "POST", { publisherId: "away", name: "Away", offers: [{ offerId: "away", name: "Away", landingUrl: "http://127.0.0.1:1/landing", plans: [{ planId: "p", displayName: "P" }] }] });
  await portal().activate({}, { ...activation, id: "other", offerId: "away" });
  expect((await finish({ result: "succeeded" }, "other")).json).toEqual({ status: null, body: "The portal could not be reached." });
  expect(await activations()).toMatchObject([{ subscriptionId: "other", finished: { status: null } }, {}]);
});

test("nonsense is refused", async () => {
  expect((await finish({ result: "succeeded" })).status).toBe(400);
  await portal().activate({}, activation);
  expect((await finish({ result: "maybe" })).status).toBe(400);
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { database } from "../db/client";
import { openDatabase } from "../db/testing";
import { addSeconds, currentTime } from "../kernel/clock";
import { hashSecret } from "../kernel/crypto";
import { newId } from "../kernel/ids";
import { log } from "../kernel/log";
import { openInboxWorld, type InboxWorld } from "./testing/world";

let world: InboxWorld;
beforeAll(async () => {
  world = await openInboxWorld();
});
afterAll(() => world.close());
beforeEach(() => world.empty());
afterEach(() => vi.restoreAllMocks());

const bodyOf = (subscriptionId: string, action: string, more: object = {}) => ({ id: newId(), subscriptionId, action, ...more });
const teamboard = () => world.server.addressOf("teamboard");
const post = (url: string, init: RequestInit = {}) => fetch(url, { method: "POST", body: "{}", ...init });
const rejected = async () => Object.fromEntries((await database().rejectedCall.findMany()).map(({ reason, count }) => [reason, count]));
const setRules = (data: object) => database().offer.updateMany({ where: { offerId: "teamboard" }, data });

/** The token of a true call, for calls of the test's own. */
async function token(offerId = "teamboard"): Promise<string> {
  const { createServer } = await import("node:http");
  const seen = new Promise<string>((resolve) => {
    const server = createServer((request, response) => {
      response.end();
      server.close();
      resolve(request.headers.authorization ?? "");
    }).listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error("no port");
      void world.microsoft
        .control(`/webhooks/offers/${offerId}`, { method: "PUT", body: { url: `http://127.0.0.1:${address.port}/` } })
        .then(() => world.send(offerId, {}))
        .then(() => world.microsoft.control(`/webhooks/offers/${offerId}`, { method: "PUT", body: { url: world.server.addressOf(offerId) } }));
    });
  });
  return seen;
}

describe("a refusal", () => {
  it("is a 4xx with its reason; the change is not made, and what follows it is accepted", async () => {
    const id = await world.subscribe();
    await database().subscription.updateMany({ data: { acquiredLicenses: 5 } });
    await world.change(id, "change-quantity", { quantity: 3 });
    const [first, echo] = await world.calls();
    expect(first?.answer?.status).toBe(400);
    expect(JSON.parse(first?.answer?.body ?? "")).toMatchObject({ title: "The change is refused.", detail: "5 seats are assigned: take 2 back first.", status: 400 });
    expect(echo).toMatchObject({ action: "ChangeQuantity", answer: { status: 200 } });
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ quantity: 10 });
    expect(await world.actions(id)).toEqual([]);
    expect(await world.events()).toMatchObject([{ decision: "refused", outcome: "refused", state: "processed" }, { decision: "accepted", outcome: "unchanged", state: "processed" }]);
    expect((await world.operations(id)).map(({ status }) => status)).toEqual(["Failed", "Succeeded"]);
    expect(await world.alerts()).toEqual([]);
  });

  it("is kept with its inputs", async () => {
    const id = await world.subscribe();
    await setRules({ seatDecreases: "refuse" });
    await world.change(id, "change-quantity", { quantity: 9 });
    const event = await database().inboxEvent.findFirstOrThrow({ orderBy: { number: "asc" } });
    expect(event).toMatchObject({ decision: "refused", decisionReason: "Seats are not taken away here.", answerStatus: 400 });
    expect(JSON.parse(event.decisionFacts ?? "")).toMatchObject({ action: "ChangeQuantity", from: { planId: "team-monthly", quantity: 10 }, to: { planId: "team-monthly", quantity: 9 }, assignedSeats: 0, requestSource: "Azure", rules: { seatDecreases: "refuse" } });
  });

  it("of a plan that one cannot change to from here", async () => {
    const id = await world.subscribe({ quantity: 30 });
    await database().plan.updateMany({ where: { planId: "team-monthly" }, data: { changesTo: "enterprise-annual" } });
    await world.change(id, "change-plan", { planId: "team-annual" });
    await world.change(id, "change-plan", { planId: "enterprise-annual" });
    expect((await world.calls()).map(({ answer }) => answer?.status)).toEqual([400, 200, 200]);
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ planId: "enterprise-annual" });
  });

  it("that Microsoft does not heed is shown to the staff, and what the API says is applied", async () => {
    const id = await world.subscribe();
    await world.server.work(false);
    await world.change(id, "change-quantity", { quantity: 12 });
    await database().inboxEvent.updateMany({ data: { decision: "refused", decisionReason: "Seats are not added here." } });
    await world.advance("PT11S");
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ quantity: 12 });
    expect(await world.alerts()).toEqual(["change-despite-refusal"]);
  });

  it("is not made of what we cannot know: a change without a target is asked for at the API", async () => {
    const id = await world.subscribe();
    await setRules({ seatIncreases: "refuse" });
    await world.faults({ match: { action: "ChangeQuantity" }, body: "minimal", times: 1 });
    await world.change(id, "change-quantity", { quantity: 12 });
    expect((await world.calls())[0]?.answer?.status).toBe(400);
  });

  it("is not escaped by a call that calls itself our own: the API is asked whose it is", async () => {
    const id = await world.subscribe();
    await setRules({ seatIncreases: "refuse" });
    await world.change(id, "change-quantity", { quantity: 12 });
    const { operationId } = await database().inboxEvent.findFirstOrThrow();
    await database().inboxStep.deleteMany();
    await database().inboxEvent.deleteMany();
    const claim = { id: operationId, subscriptionId: id, action: "ChangeQuantity", quantity: 12, operationRequestSource: "Partner" };
    expect((await world.send("teamboard", claim)).answer?.status).toBe(400);
  });

  it("holds for a subscription from before this portal", async () => {
    const id = await world.subscribe();
    await database().subscription.updateMany({ data: { publisherId: null, offerId: null, acquiredLicenses: 5 } });
    await world.change(id, "change-quantity", { quantity: 3 });
    expect((await world.calls())[0]?.answer?.status).toBe(400);
  });

  it("goes by what Microsoft says that it is now, where our row is behind", async () => {
    const id = await world.subscribe({ quantity: 20 });
    await setRules({ seatDecreases: "refuse" });
    await database().subscription.updateMany({ data: { quantity: 10 } });
    await world.change(id, "change-quantity", { quantity: 10 });
    expect((await world.calls())[0]?.answer?.status).toBe(400);
  });

  it("of a change to a plan that is not registered there is none, but the staff is called", async () => {
    const id = await world.subscribe();
    await database().plan.deleteMany({ where: { planId: "team-annual" } });
    await world.change(id, "change-plan", { planId: "team-annual" });
    expect((await world.calls()).map(({ answer }) => answer?.status)).toEqual([200]);
    expect(await world.alerts()).toEqual(["change-to-unknown-plan"]);
  });
});

describe("the same call again", () => {
  it("gets the stored answer, and is kept once", async () => {
    const id = await world.subscribe();
    await setRules({ seatIncreases: "refuse" });
    await world.faults({ match: { action: "ChangeQuantity" }, way: "duplicate", copies: 3, times: 1 });
    await world.change(id, "change-quantity", { quantity: 12 });
    const [first] = await world.events();
    expect(first).toMatchObject({ decision: "refused", receipts: 4 });
    expect((await world.calls()).filter(({ action }) => action === "ChangeQuantity").map(({ answer }) => answer?.status)).toEqual([400, 400, 400, 400, 200]);
    // Also after the rule is gone.
    await setRules({ seatIncreases: "accept" });
    const body: unknown = JSON.parse((await database().inboxEvent.findFirstOrThrow({ orderBy: { number: "asc" } })).body);
    expect((await world.send("teamboard", body)).answer?.status).toBe(400);
  });

  it("fifty at once are one event", async () => {
    const id = await world.subscribe();
    const authorization = await token();
    const body = JSON.stringify(bodyOf(id, "ChangeQuantity", { quantity: 11 }));
    const statuses = await Promise.all(Array.from({ length: 50 }, async () => (await post(teamboard(), { headers: { authorization }, body })).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await world.events()).toMatchObject([{ receipts: 50 }]);
    expect(await database().job.count({ where: { kind: "inbox.process" } })).toBe(1);
    expect(await database().inboxStep.count({ where: { step: "decided" } })).toBe(1);
  });

  it("is another event where its action is another one", async () => {
    const id = await world.subscribe();
    const body = bodyOf(id, "Renew");
    await world.send("teamboard", body);
    await world.send("teamboard", { ...body, action: "Subscribe" });
    await world.send("teamboard", { ...body, id: body.id.toUpperCase() });
    expect((await world.events()).map(({ receipts }) => receipts)).toEqual([2, 1]);
  });

  it("is decided where a crash kept it from being decided", async () => {
    const id = await world.subscribe();
    await world.send("teamboard", bodyOf(id, "ChangeQuantity", { quantity: 11 }));
    await database().inboxEvent.updateMany({ data: { decision: null, answerStatus: null, answeredAt: null, decidingUntil: addSeconds(currentTime(), -1) } });
    const body: unknown = JSON.parse((await database().inboxEvent.findFirstOrThrow()).body);
    expect((await world.send("teamboard", body)).answer?.status).toBe(200);
    expect(await world.events()).toMatchObject([{ decision: "accepted", receipts: 2 }]);
  });

  it("waits for the answer that another one gets, and is to come again where there is none in time", async () => {
    const id = await world.subscribe();
    await world.send("teamboard", bodyOf(id, "ChangeQuantity", { quantity: 11 }));
    const { body, id: eventId } = await database().inboxEvent.findFirstOrThrow();
    const undecided = () => database().inboxEvent.updateMany({ data: { decision: null, answerStatus: null, decidingUntil: addSeconds(currentTime(), 3600) } });
    const again = () => world.send("teamboard", JSON.parse(body));
    await undecided();
    const waiting = again();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await database().inboxEvent.update({ where: { id: eventId }, data: { decision: "refused", decisionReason: "No.", answerStatus: 400 } });
    expect((await waiting).answer?.status).toBe(400);
    await undecided();
    expect((await again()).answer?.status).toBe(503);
  });

  it("is decided anew where it has another target: an answer to one question is none to another", async () => {
    const id = await world.subscribe();
    await database().plan.updateMany({ where: { planId: "team-monthly" }, data: { maxSeats: 20 } });
    const body = bodyOf(id, "ChangeQuantity", { quantity: 12 });
    expect((await world.send("teamboard", body)).answer?.status).toBe(200);
    expect((await world.send("teamboard", { ...body, quantity: 50 })).answer?.status).toBe(400);
    expect((await world.send("teamboard", body)).answer?.status).toBe(200);
  });

  it("by the hundred, undecided, keeps nobody else waiting", async () => {
    const id = await world.subscribe();
    const authorization = await token();
    const body = JSON.stringify(bodyOf(id, "ChangeQuantity", { quantity: 11 }));
    await post(teamboard(), { headers: { authorization }, body });
    await database().inboxEvent.updateMany({ data: { decision: null, answerStatus: null, decidingUntil: addSeconds(currentTime(), 3600) } });
    const waiting = Array.from({ length: 200 }, () => post(teamboard(), { headers: { authorization }, body }));
    await expect.poll(async () => (await world.events())[0]?.receipts, { timeout: 10_000 }).toBe(201);
    expect(globalThis.portalAwaitedAnswers?.size).toBe(1);
    await database().inboxEvent.updateMany({ data: { decision: "accepted", answerStatus: 200 } });
    expect(new Set((await Promise.all(waiting)).map(({ status }) => status))).toEqual(new Set([200]));
  });

  it("that tells after a refusal that all is as it was is accepted, also under the same operation", async () => {
    const id = await world.subscribe();
    await setRules({ seatIncreases: "refuse" });
    const body = bodyOf(id, "ChangeQuantity", { quantity: 12, subscription: { id, quantity: 10 } });
    expect((await world.send("teamboard", body)).answer?.status).toBe(400);
    expect((await world.send("teamboard", { ...body, quantity: 10 })).answer?.status).toBe(200);
    expect((await world.send("teamboard", body)).answer?.status).toBe(400);
  });
});

describe("who is let in", () => {
  it.each(["v1", "v2"])("Microsoft, with a token of %s", async (version) => {
    await world.microsoft.control("/webhooks/publishers/northwind-labs", { method: "PUT", body: { token: version } });
    expect((await world.send("teamboard", bodyOf(newId(), "Renew"))).answer?.status).toBe(200);
  });

  it.each([
    ["no-token", "no-token"],
    ["no-jwt", "malformed"],
    ["alg-none", "algorithm"],
    ["hs256-public-key", "algorithm"],
    ["wrong-key", "signature"],
    ["unknown-kid", "unknown-key"],
    ["wrong-audience", "audience"],
    ["wrong-tenant", "tenant"],
    ["wrong-caller", "caller"],
    ["no-caller", "caller"],
    ["wrong-issuer", "issuer"],
    ["expired", "expired"],
    ["not-yet-valid", "not-yet-valid"],
  ])("nobody with a token that is forged in this way: %s", async (kind, reason) => {
    const call = await world.send("teamboard", bodyOf(newId(), "Unsubscribe"), kind);
    expect(call.answer?.status).toBe(401);
    expect(call.answer?.body).not.toContain(reason);
    expect(await rejected()).toEqual({ [reason]: 1 });
    expect(await database().inboxEvent.count()).toBe(0);
    expect(await database().job.count()).toBe(0);
  });

  it("nobody with the valid token of another publisher's tenant", async () => {
    const answer = await post(teamboard(), { headers: { authorization: await token("inkwell") }, body: JSON.stringify(bodyOf(newId(), "Renew")) });
    expect(answer.status).toBe(401);
    expect((await world.send("teamboard", bodyOf(newId(), "Renew"), "other-tenant")).answer?.status).toBe(401);
    expect(await database().inboxEvent.count()).toBe(0);
  });

  it("an address of no offer is answered as a bad token is", async () => {
    const bad = await post(teamboard());
    const unknown = await post(world.server.addressOf("no-such-offer"));
    const strange = await post(world.server.addressOf("%2e%2e"));
    const told = async (answer: Response) => ({ status: answer.status, body: { ...(JSON.parse(await answer.text()) as object), instance: "" } });
    const expected = await told(bad);
    expect(expected.status).toBe(401);
    expect(await told(unknown)).toEqual(expected);
    expect(await told(strange)).toEqual(expected);
    expect(await rejected()).toEqual({ "no-token": 1 });
  });

  it("where the offer asks for a key, only who has it as well", async () => {
    await database().offer.updateMany({ where: { offerId: "teamboard" }, data: { webhookKeyHash: hashSecret("a-key") } });
    const authorization = await token();
    const call = (query: string, headers: Record<string, string> = { authorization }) => post(`${teamboard()}${query}`, { headers, body: JSON.stringify(bodyOf(newId(), "Renew")) });
    expect((await call("?key=a-key")).status).toBe(200);
    expect((await call("")).status).toBe(401);
    expect((await call("?key=another")).status).toBe(401);
    expect((await call("?key=a-key", {})).status).toBe(401);
    expect(await rejected()).toEqual({ key: 2, "no-token": 1 });
  });

  it("a flood is counted to the last, and keeps nobody out", async () => {
    await Promise.all(Array.from({ length: 200 }, () => post(teamboard())));
    const authorization = await token();
    expect((await post(teamboard(), { headers: { authorization }, body: JSON.stringify(bodyOf(newId(), "Renew")) })).status).toBe(200);
    await expect.poll(rejected).toEqual({ "no-token": 200 });
  });
});

describe("what cannot be taken", () => {
  it("a body that names nothing is no event: 400, and the staff is called", async () => {
    for (const body of ["not JSON", {}, { id: newId(), action: "Renew" }, "[]"]) expect((await world.send("teamboard", body)).answer?.status).toBe(400);
    expect(await database().inboxEvent.count()).toBe(0);
    expect(await world.alerts()).toEqual(["webhook-unreadable"]);
  });

  it("a body that is too large is not even read", async () => {
    const answer = await post(teamboard(), { body: "x".repeat(256 * 1024 + 1) });
    expect(answer.status).toBe(413);
    const authorization = await token();
    const large = JSON.stringify(bodyOf(newId(), "Renew", { note: "x".repeat(255 * 1024) }));
    expect((await post(teamboard(), { headers: { authorization }, body: large })).status).toBe(200);
  });

  it("a token without a key to check it with: 503, so that it is tried again", async () => {
    const authorization = await token();
    globalThis.entraIssuerCache?.clear();
    await world.microsoft.control("/faults", { method: "PUT", body: { faults: [{ match: { path: "^/entra" }, kind: "status", status: 500 }] } });
    vi.spyOn(log, "error").mockReturnValue(undefined);
    const call = () => post(teamboard(), { headers: { authorization }, body: JSON.stringify(bodyOf(newId(), "Renew")) });
    expect((await call()).status).toBe(503);
    await world.microsoft.control("/faults", { method: "PUT", body: { faults: [] } });
    await expect.poll(async () => (await call()).status, { timeout: 10_000 }).toBe(200);
    // With keys at hand nobody has to be asked.
    await world.microsoft.control("/faults", { method: "PUT", body: { faults: [{ match: { path: "^/entra" }, kind: "status", status: 500 }] } });
    expect((await call()).status).toBe(200);
  });

  it("the database is busy: 503 in time, and the same call is taken when it is free", async () => {
    vi.spyOn(log, "error").mockReturnValue(undefined);
    const id = await world.subscribe();
    const authorization = await token();
    const body = JSON.stringify(bodyOf(id, "Suspend"));
    const other = openDatabase(world.databaseUrl());
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const writing = other.$transaction(async (tx) => {
      await tx.publisher.updateMany({ data: { version: { increment: 1 } } });
      begin();
      await held;
    }, { timeout: 30_000 });
    await begun;
    const busy = await post(teamboard(), { headers: { authorization }, body });
    expect([busy.status, busy.headers.get("content-type")]).toEqual([503, "application/problem+json"]);
    release();
    await writing;
    await other.$disconnect();
    expect((await post(teamboard(), { headers: { authorization }, body })).status).toBe(200);
    expect(await world.events()).toMatchObject([{ action: "Suspend" }]);
  });
});

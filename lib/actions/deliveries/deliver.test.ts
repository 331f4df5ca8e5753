import type { ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { database } from "../../db/client";
import { testDatabase, type TestDatabase } from "../../db/testing";
import { newSigningSecret } from "../../http/message-signature";
import { addSeconds, currentTime } from "../../kernel/clock";
import { encryptSecret } from "../../kernel/crypto";
import { newId } from "../../kernel/ids";
import { transaction } from "../../db/transaction";
import { deliverDue, deliveries } from "./deliver";
import { postMessage, withdrawMessage } from "./post";
import { takeShift, workShift } from "./shift";
import { act, makeTold, startReceiver, systemContext, type Answer, type Receiver, type Told } from "./testing";

let mine: TestDatabase;
let receiver: Receiver;
let secrets: string[] = [];
beforeAll(async () => {
  mine = await testDatabase();
  receiver = await startReceiver(() => secrets);
});
afterEach(async () => {
  receiver.received.length = 0;
  receiver.answer = () => 200;
  await database().delivery.deleteMany();
});
afterAll(async () => {
  await receiver.close();
  await mine.close();
});

async function told(options?: { subscriptions?: number }): Promise<Told & { first: string; second: string }> {
  const world = await makeTold(`${receiver.url}/log?key=1`, options);
  secrets = [world.secret];
  const [first = "", second = ""] = world.subscriptions;
  return { ...world, first, second };
}
const never = { stopping: new AbortController().signal, signal: new AbortController().signal };
const rows = (endpointId: number) => database().delivery.findMany({ where: { endpointId }, orderBy: { number: "asc" }, include: { attemptsMade: { orderBy: { number: "asc" } } } });
const endpoint = (id: number) => database().endpoint.findUniqueOrThrow({ where: { id } });
const alerts = (publisherId: number) => database().alert.findMany({ where: { publisherId, closedAt: null }, select: { kind: true } });
/** As if everything had happened so much earlier. */
async function wait(endpointId: number, seconds: number): Promise<void> {
  for (const row of await rows(endpointId)) await database().delivery.update({ where: { number: row.number }, data: { triedSince: addSeconds(row.triedSince, -seconds), nextAt: row.nextAt && addSeconds(row.nextAt, -seconds) } });
  const { openUntil, failingSince } = await endpoint(endpointId);
  await database().endpoint.update({ where: { id: endpointId }, data: { openUntil: openUntil && addSeconds(openUntil, -seconds), failingSince: failingSince && addSeconds(failingSince, -seconds) } });
}

describe("an action", () => {
  it("arrives signed, with its fields and no other", async () => {
    const world = await told();
    const { first, endpointId } = world;
    const id = await act(world, first, "Suspend");
    expect(await deliverDue()).toBe(1);
    const { date } = await database().subscriptionAction.findUniqueOrThrow({ where: { id } });
    const [message] = receiver.received;
    expect(message).toMatchObject({ verified: true, path: "/log?key=1" });
    expect(JSON.parse(message?.body ?? "")).toEqual({ id, type: "Suspend", initiatorUserId: "00000000-0000-0000-0000-000000000002", date: date.toISOString(), subscriptionInfoId: first });
    const [row] = await rows(endpointId);
    expect(message?.id).toBe(`msg_${row?.id ?? ""}`);
    expect(row).toMatchObject({ state: "delivered", attempts: 1, lastStatus: 200, nextAt: null });
    expect(row?.attemptsMade).toMatchObject([{ attempt: 1, outcome: "delivered", status: 200, answer: "ok", url: `${receiver.url}/log?…` }]);
    expect(await endpoint(endpointId)).toMatchObject({ lease: null, leaseUntil: null, failuresInARow: 0 });
  });

  it("is told to nobody where the offer has no endpoint", async () => {
    const { first, endpointId, ...world } = await told();
    await database().endpoint.update({ where: { id: endpointId }, data: { url: null } });
    await act({ ...world, endpointId }, first);
    expect(await rows(endpointId)).toEqual([]);
  });

  it("is not told where it did not happen", async () => {
    const { first, publisherId, endpointId } = await told();
    await expect(transaction(systemContext(), async (writing) => {
      await postMessage(writing, { publisherId, endpointId, kind: "action", subject: "Renew", subscriptionInfoId: first, body: {} });
      throw new Error("too late");
    })).rejects.toThrow("too late");
    expect(await rows(endpointId)).toEqual([]);
  });
});

const ABOUT_TEN_MINUTES_LATE: unknown = expect.closeTo(-600, -1);

describe("an endpoint that fails", () => {
  it("holds up the later messages of a subscription, and those of no other", async () => {
    const world = await told({ subscriptions: 2 });
    const bad = await act(world, world.first, "Assign");
    const behind = await act(world, world.first, "Unassign");
    const other = await act(world, world.second, "Assign");
    receiver.answer = ({ action }) => (action?.id === bad ? 500 : 200);
    await deliverDue();
    expect(receiver.received.map(({ action }) => action?.id).sort()).toEqual([bad, other].sort());
    expect((await rows(world.endpointId)).map(({ state, lastStatus, lastProblem, failures }) => [state, lastStatus, lastProblem, failures])).toEqual([["waiting", 500, "status", 1], ["waiting", null, null, 0], ["delivered", 200, null, 0]]);
    receiver.answer = () => 200;
    await wait(world.endpointId, 10);
    await deliverDue();
    const ids = receiver.received.map(({ action }) => action?.id);
    expect(ids.slice(2)).toEqual([bad, behind]);
    expect(receiver.received[2]?.id).toBe(receiver.received.find(({ action }) => action?.id === bad)?.id);
  });

  it("for three days: the message is kept as dead, those behind it go out, and the staff is called", async () => {
    const world = await told();
    const bad = await act(world, world.first);
    // Nobody delivered for as long as this: it has its days from its first attempt.
    await wait(world.endpointId, 4 * 24 * 3600);
    const behind = await act(world, world.first);
    receiver.answer = ({ action }) => (action?.id === bad ? 422 : 200);
    await deliverDue();
    expect((await rows(world.endpointId)).map(({ state }) => state)).toEqual(["waiting", "waiting"]);
    await wait(world.endpointId, 3 * 24 * 3600);
    await deliverDue();
    expect((await rows(world.endpointId)).map(({ state }) => state)).toEqual(["dead", "delivered"]);
    expect(receiver.received.map(({ action }) => action?.id)).toEqual([bad, bad, behind]);
    expect(await alerts(world.publisherId)).toEqual([{ kind: "delivery-dead" }]);
  });

  it("five times in a row is left alone, then asked by one message, and is well again by one success", async () => {
    const world = await told({ subscriptions: 8 });
    for (const id of world.subscriptions) await act(world, id);
    receiver.answer = () => 503;
    await deliverDue();
    expect(receiver.received).toHaveLength(8);
    const { openUntil, failuresInARow, failingSince } = await endpoint(world.endpointId);
    expect([failuresInARow, openUntil !== null && openUntil > currentTime(), failingSince !== null]).toEqual([8, true, true]);
    await wait(world.endpointId, 20 * 60);
    await deliverDue();
    expect(receiver.received).toHaveLength(9);
    expect(await alerts(world.publisherId)).toEqual([{ kind: "endpoint-failing" }]);
    receiver.answer = () => 200;
    await wait(world.endpointId, 20 * 60);
    await deliverDue();
    expect((await rows(world.endpointId)).every(({ state }) => state === "delivered")).toBe(true);
    expect(await endpoint(world.endpointId)).toMatchObject({ failuresInARow: 0, openUntil: null, failingSince: null });
    expect(await alerts(world.publisherId)).toEqual([]);
  });

  it("for three days without a break: whatever waits since then is dead, also what never had its turn", async () => {
    const world = await told();
    for (let n = 0; n < 3; n += 1) await act(world, world.first);
    await database().endpoint.update({ where: { id: world.endpointId }, data: { failuresInARow: 90, failingSince: currentTime() } });
    await wait(world.endpointId, 3 * 24 * 3600 + 60);
    const young = await act(world, world.first);
    receiver.answer = () => "drop";
    await deliverDue();
    expect((await rows(world.endpointId)).map(({ state, lastProblem, body }) => [state, lastProblem, body.includes(young)])).toEqual([["waiting", "connection", false], ["dead", "endpoint-down", false], ["dead", "endpoint-down", false], ["waiting", null, true]]);
  });

  it.each<[string, Answer, object]>([
    ["redirects to the metadata address", (response) => void response.writeHead(302, { location: "http://169.254.169.254/latest" }).end(), { outcome: "failed", problem: "redirected", status: 302 }],
    ["breaks off", "drop", { outcome: "failed", problem: "connection", status: null }],
    ["answers 400 with much to say", (response) => void response.writeHead(400).end("ä".repeat(5_000)), { outcome: "failed", problem: "status", status: 400, answer: "ä".repeat(512) }],
    ["answers 500 with 100 MB", (response) => flood(response, 500), { outcome: "failed", problem: "too-large", status: 500 }],
    ["answers 200 with 100 MB: it has it", (response) => flood(response, 200), { outcome: "delivered", problem: "too-large", status: 200 }],
    ["has a clock that is late", (response) => void response.writeHead(401, { date: new Date(Date.now() - 600_000).toUTCString() }).end(), { outcome: "failed", status: 401, clockSkewSeconds: ABOUT_TEN_MINUTES_LATE }],
  ])("%s", async (_, answer, expected) => {
    const world = await told();
    await act(world, world.first);
    receiver.answer = () => answer;
    await deliverDue();
    expect((await rows(world.endpointId))[0]?.attemptsMade).toMatchObject([expected]);
    expect(receiver.received).toHaveLength(1);
  });

  it("by an address that is refused, or without a secret, is told so, and nothing is sent", async () => {
    const world = await told();
    await database().endpoint.update({ where: { id: world.endpointId }, data: { url: "ftp://example.com/" } });
    await act(world, world.first);
    await deliverDue();
    await database().endpoint.update({ where: { id: world.endpointId }, data: { url: receiver.url } });
    await database().offer.update({ where: { id: world.offerId }, data: { signingSecret: null } });
    await wait(world.endpointId, 60);
    await deliverDue();
    expect((await rows(world.endpointId))[0]?.attemptsMade).toMatchObject([{ outcome: "refused", problem: "no-address" }, { outcome: "refused", problem: "no-signing-secret" }]);
    expect(receiver.received).toEqual([]);
  });

  it("asks to be left alone, and is, for an hour at most", async () => {
    const world = await told();
    await act(world, world.first);
    receiver.answer = () => (response) => void response.writeHead(429, { "retry-after": "86400" }).end();
    const before = currentTime();
    await deliverDue();
    const seconds = (((await rows(world.endpointId))[0]?.nextAt?.getTime() ?? 0) - before.getTime()) / 1000;
    expect(seconds).toBeGreaterThanOrEqual(3600);
    expect(seconds).toBeLessThan(3700);
  });
});

function flood(response: ServerResponse, status: number): void {
  response.writeHead(status);
  const chunk = Buffer.alloc(256 * 1024);
  const more = (): void => {
    for (let n = 0; n < 400; n += 1) if (response.destroyed || !response.write(chunk)) break;
  };
  response.on("drain", more);
  more();
}

describe("a probe of an endpoint that was left alone", () => {
  const leftAlone = async (options: { subscriptions: number }) => {
    const world = await told(options);
    await database().endpoint.update({ where: { id: world.endpointId }, data: { failuresInARow: 7, failingSince: currentTime(), openUntil: currentTime() } });
    return world;
  };

  it("is the message that has failed least, however many stand before it", async () => {
    const world = await leftAlone({ subscriptions: 40 });
    for (const id of world.subscriptions) await act(world, id);
    await database().delivery.updateMany({ where: { endpointId: world.endpointId }, data: { failures: 9 } });
    const fresh = await act(world, world.subscriptions.at(-1) ?? "");
    await database().delivery.updateMany({ where: { endpointId: world.endpointId, subscriptionInfoId: world.subscriptions.at(-1) ?? "", failures: 9 }, data: { state: "withdrawn" } });
    receiver.answer = () => 500;
    await deliverDue();
    expect(receiver.received.map(({ action }) => action?.id)).toEqual([fresh]);
  });

  it("does not wait for a message's own time, and lets all others go on when it arrives", async () => {
    const world = await leftAlone({ subscriptions: 2 });
    await act(world, world.first);
    await database().delivery.updateMany({ where: { endpointId: world.endpointId }, data: { nextAt: addSeconds(currentTime(), 3000), failures: 12 } });
    await act(world, world.first);
    await act(world, world.second);
    await database().delivery.updateMany({ where: { subscriptionInfoId: world.second }, data: { nextAt: addSeconds(currentTime(), 3000), failures: 13 } });
    await deliverDue();
    expect((await rows(world.endpointId)).map(({ state }) => state)).toEqual(["delivered", "delivered", "delivered"]);
  });

  it("is a test, where somebody waits for one; how that ends changes nothing for the others", async () => {
    const world = await leftAlone({ subscriptions: 30 });
    for (const id of world.subscriptions) await act(world, id);
    await transaction(systemContext(), async (writing) => postMessage(writing, { publisherId: world.publisherId, endpointId: world.endpointId, kind: "test", subject: "Test", body: { type: "Test" } }));
    receiver.answer = ({ body }) => (body.includes("Test") ? 500 : 503);
    const shift = await takeShift(systemContext(), world.endpointId);
    if (shift !== null) await workShift(systemContext(), shift, never);
    expect(receiver.received.map(({ body }) => body.includes("Test"))).toEqual([true, false]);
    expect(await endpoint(world.endpointId)).toMatchObject({ failuresInARow: 8 });
  });
});

it("a message that is turned away again and again does not have its endpoint left alone", async () => {
  const world = await told({ subscriptions: 2 });
  const bad = await act(world, world.first);
  receiver.answer = ({ action }) => (action?.id === bad ? 400 : 200);
  for (let n = 0; n < 7; n += 1) {
    await deliverDue();
    await wait(world.endpointId, 3600);
  }
  expect(await endpoint(world.endpointId)).toMatchObject({ failuresInARow: 3, openUntil: null });
  await act(world, world.second);
  await deliverDue();
  expect(await endpoint(world.endpointId)).toMatchObject({ failuresInARow: 0 });
});

it("what only waits behind something else takes nobody's turn", async () => {
  const world = await told();
  await act(world, world.first);
  await act(world, world.first);
  await database().delivery.updateMany({ where: { number: (await rows(world.endpointId))[0]?.number ?? 0 }, data: { nextAt: addSeconds(currentTime(), 60) } });
  const spawned: Promise<unknown>[] = [];
  await deliveries().turn({ ctx: systemContext(), ...never, spawn: (work) => void spawned.push(work) });
  expect(spawned).toEqual([]);
});

describe("a message", () => {
  it("of a worker that died is sent again under its id, and what that worker still brings is not kept", async () => {
    const world = await told();
    await act(world, world.first);
    const ctx = systemContext();
    let release = (): void => undefined;
    receiver.answer = () => (receiver.received.length === 1 ? new Promise<number>((resolve) => (release = () => resolve(500))) : 200);
    const shift = await takeShift(ctx, world.endpointId);
    const slow = shift && workShift(ctx, shift, never);
    await expect.poll(() => receiver.received.length).toBe(1);
    expect(await takeShift(ctx, world.endpointId)).toBeNull();
    const next = await takeShift({ ...ctx, now: addSeconds(ctx.now, 3600) }, world.endpointId);
    expect(next && (await workShift(ctx, next, never))).toBe(1);
    release();
    await slow;
    const [row] = await rows(world.endpointId);
    expect(row).toMatchObject({ state: "delivered", failures: 0, attempts: 2 });
    expect(row?.attemptsMade.map(({ outcome }) => outcome)).toEqual(["lost", "delivered"]);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
  });

  it("that is cut off by a stop counts no failure, and waits for the next worker", async () => {
    const world = await told();
    await act(world, world.first);
    const abort = new AbortController();
    receiver.answer = async () => new Promise<number>(() => undefined);
    const shift = await takeShift(systemContext(), world.endpointId);
    const working = shift && workShift(systemContext(), shift, { stopping: abort.signal, signal: abort.signal });
    await expect.poll(() => receiver.received.length).toBe(1);
    abort.abort();
    await working;
    expect((await rows(world.endpointId)).map(({ state, failures, attemptsMade }) => [state, failures, attemptsMade.map(({ outcome }) => outcome)])).toEqual([["waiting", 0, ["lost"]]]);
    receiver.answer = () => 200;
    expect(await deliverDue()).toBe(1);
  });

  it("to a paused endpoint waits", async () => {
    const world = await told();
    await act(world, world.first);
    await database().endpoint.update({ where: { id: world.endpointId }, data: { pausedAt: currentTime() } });
    expect(await deliverDue()).toBe(0);
    await database().endpoint.update({ where: { id: world.endpointId }, data: { pausedAt: null } });
    expect(await deliverDue()).toBe(1);
  });

  it("carries its secret headers until it is withdrawn, and none of its rows tells them", async () => {
    const { publisherId, endpointId } = await told();
    const sealedHeaders = await encryptSecret(JSON.stringify({ MarketplaceToken: "umbra-token" }));
    const number = await transaction(systemContext(), async (writing) => postMessage(writing, { publisherId, endpointId, kind: "activation", subject: "Activate", body: { id: newId() }, sealedHeaders }));
    receiver.answer = ({ headers }) => (response) => void response.end(JSON.stringify(headers));
    await deliverDue();
    expect(receiver.received[0]?.headers["marketplacetoken"]).toBe("umbra-token");
    expect(JSON.stringify(await rows(endpointId))).not.toContain("umbra-token");
    await transaction(systemContext(), async (writing) => withdrawMessage(writing, number));
    expect(await rows(endpointId)).toMatchObject([{ state: "delivered", sealedHeaders: null }]);
  });

  it.each([
    [200, "delivered"],
    [500, "withdrawn"],
  ])("that is taken back while it is under way, and answered %i, is %s", async (status, state) => {
    const { publisherId, endpointId } = await told();
    const number = await transaction(systemContext(), async (writing) => postMessage(writing, { publisherId, endpointId, kind: "activation", subject: "Activate", body: {} }));
    receiver.answer = async () => {
      await transaction(systemContext(), async (writing) => withdrawMessage(writing, number));
      return status;
    };
    await deliverDue();
    expect(await rows(endpointId)).toMatchObject([{ state, attempts: 1, nextAt: null }]);
  });

  it("is signed with both secrets while the former one is still valid", async () => {
    const world = await told();
    const former = newSigningSecret();
    await database().offer.update({ where: { id: world.offerId }, data: { previousSigningSecret: await encryptSecret(former), previousSigningSecretUntil: addSeconds(currentTime(), 60) } });
    for (const known of [former, world.secret]) {
      secrets = [known];
      await act(world, world.first);
      await deliverDue();
    }
    expect(receiver.received.map(({ verified }) => verified)).toEqual([true, true]);
  });

  it("for a test is tried once", async () => {
    const { publisherId, endpointId } = await told();
    await transaction(systemContext(), async (writing) => postMessage(writing, { publisherId, endpointId, kind: "test", subject: "Test", body: { type: "Test" } }));
    receiver.answer = () => 500;
    await deliverDue();
    expect(await rows(endpointId)).toMatchObject([{ state: "dead", attempts: 1 }]);
    expect(await alerts(publisherId)).toEqual([]);
  });
});

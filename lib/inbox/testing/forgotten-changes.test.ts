import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { database } from "../../db/client";
import { addSeconds, currentTime } from "../../kernel/clock";
import { openOwnChanges, type OwnChangesWorld } from "./own-changes";

let world: OwnChangesWorld;
beforeAll(async () => {
  world = await openOwnChanges();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  await world.apiFaults();
});

const HOUR = 3600;
const DAY = 24 * HOUR;
const LOOK = "subscriptions.follow-change";
const MORE_SEATS = { kind: "quantity", quantity: 15 } as const;
const UNKNOWN = { path: "/operations/[^/]+$", method: "GET", kind: "status" } as const;

/** A change that Microsoft took so long ago, and is still at. */
async function takenBefore(seconds: number): Promise<string> {
  const id = await world.subscribe();
  await world.settings({ windowMs: 60_000, retryAfterMs: HOUR * 1000 });
  await world.microsoft.control("/webhooks/offers/teamboard", { method: "PUT", body: { url: "http://127.0.0.1:9/nobody" } });
  expect(await world.request(id, MORE_SEATS)).toEqual({ kind: "accepted" });
  const then = addSeconds(currentTime(), -seconds);
  await database().changeRequest.updateMany({ data: { requestedAt: then, acceptedAt: then } });
  await world.advance("PT2S");
  return id;
}

/** @returns in how many seconds the next look is. */
async function look(): Promise<number | null> {
  await database().job.updateMany({ where: { kind: LOOK, state: "waiting" }, data: { nextAt: currentTime() } });
  await world.work([LOOK], 1);
  const next = await database().job.findFirst({ where: { kind: LOOK, state: "waiting" } });
  return next?.nextAt ? Math.round((next.nextAt.getTime() - currentTime().getTime()) / 1000) : null;
}

test.each([
  ["a minute", 60, 15, []],
  ["half an hour", HOUR / 2, 600, []],
  ["half a day", DAY / 2, HOUR, []],
  ["two days", 2 * DAY, DAY, ["change-unfinished"]],
  ["four weeks", 28 * DAY, DAY, ["change-unfinished"]],
])("after %s it is still looked for", async (_, age, pause, alerts) => {
  await takenBefore(age);
  const next = await look();
  expect(next).toBeGreaterThan(0);
  expect(next).toBeLessThanOrEqual(pause + 1);
  expect(next).toBeGreaterThan(pause > 15 ? pause - 30 : 0);
  expect(await world.requests()).toMatchObject([{ state: "accepted", problem: null }]);
  expect(await world.alerts()).toEqual(alerts);
});

test("what fails after days is told, frees the subscription and ends the alert", async () => {
  const id = await takenBefore(5 * DAY);
  await world.settings({ windowMs: 60_000, ownChangesThatFail: 1, ownChangeFailure: "The card was declined." });
  await look();
  expect(await world.alerts()).toEqual(["change-unfinished"]);
  await world.advance("PT2M");
  expect(await look()).toBeNull();
  expect(await world.requests()).toMatchObject([{ state: "failed", problem: "failed", problemDetail: "The card was declined." }]);
  expect(await world.alerts()).toEqual([]);
  expect(await world.request(id, { kind: "cancel" })).toEqual({ kind: "accepted" });
});

test.each([404, 400])("what Microsoft does not know any more (%i) ends as the subscription shows it: nothing of it", async (status) => {
  const id = await takenBefore(5 * DAY);
  await world.apiFaults({ ...UNKNOWN, status });
  expect(await look()).toBeGreaterThan(0);
  expect(await world.requests()).toMatchObject([{ state: "accepted" }]);
  expect(await look()).toBeNull();
  expect(await world.requests()).toMatchObject([{ state: "failed", problem: "unknown" }]);
  expect(await world.log(id)).toEqual([]);
  expect(await database().operation.findMany({ where: { requestSource: "Partner" } })).toMatchObject([{ status: "Unknown", finishedAt: expect.any(Date) as Date }]);
  await world.apiFaults();
  await world.advance("PT2M");
  expect(await world.request(id, { kind: "cancel" })).toEqual({ kind: "accepted" });
});

test("or that it has come true, as the requester's doing", async () => {
  const id = await takenBefore(5 * DAY);
  await world.apiFaults({ ...UNKNOWN, status: 404 });
  await world.advance("PT2M");
  await look();
  expect(await look()).toBeNull();
  expect(await world.requests()).toMatchObject([{ state: "succeeded", problem: null }]);
  expect(await world.row(id)).toMatchObject({ quantity: 15 });
  expect(await world.log(id)).toEqual(["ChangeQuantity by Mira Soto"]);
});

test.each([
  ["one look that finds nothing", 5 * DAY, { status: 404, times: 1 }],
  ["what Microsoft has taken just now", 60, { status: 404 }],
  ["a Microsoft out of reach", 31 * DAY, { path: "/saas/subscriptions/", status: 503 }],
])("%s ends nothing", async (_, age, fault) => {
  await takenBefore(age);
  await world.apiFaults({ ...UNKNOWN, ...fault });
  if (fault.status === 404) await look();
  expect(await look()).toBeGreaterThan(0);
  expect(await world.requests()).toMatchObject([{ state: "accepted" }]);
});

test("after thirty days nobody waits any more", async () => {
  await takenBefore(31 * DAY);
  expect(await look()).toBeNull();
  expect(await world.requests()).toMatchObject([{ state: "failed", problem: "unknown" }]);
});

test.each([
  ["not yet within the hour", HOUR / 2, []],
  ["after it", 2 * HOUR, ["change-unfinished"]],
])("while Microsoft is out of reach and a call is in doubt the staff is called: %s", async (_, age, alerts) => {
  const id = await world.subscribe();
  await world.apiFaults({ path: "/saas/subscriptions/[^/]+$", kind: "status", status: 503 });
  expect(await world.request(id, MORE_SEATS)).toMatchObject({ kind: "unavailable" });
  await database().changeRequest.updateMany({ data: { requestedAt: addSeconds(currentTime(), -age) } });
  expect(await look()).toBeGreaterThan(0);
  expect(await world.requests()).toMatchObject([{ state: "requested" }]);
  expect(await world.alerts()).toEqual(alerts);
});

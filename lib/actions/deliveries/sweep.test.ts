import { afterAll, beforeAll, expect, it } from "vitest";
import { raiseAlert } from "../../alerts/raise";
import { database } from "../../db/client";
import { testDatabase, type TestDatabase } from "../../db/testing";
import { transaction } from "../../db/transaction";
import { addSeconds, currentTime } from "../../kernel/clock";
import { newId } from "../../kernel/ids";
import { sweepDeliveries } from "./sweep";
import { makeTold, systemContext, type Told } from "./testing";

const NOW = currentTime();
const daysAgo = (days: number): Date => addSeconds(NOW, -days * 24 * 3600);

let mine: TestDatabase;
let told: Told;
beforeAll(async () => {
  mine = await testDatabase();
  told = await makeTold("https://told.example/log");
});
afterAll(() => mine.close());

async function sweep(): Promise<void> {
  const ctx = { ...systemContext(NOW), signal: new AbortController().signal, attempt: 1, createdAt: NOW, fenced: async () => Promise.reject(new Error("not needed")) };
  expect(await sweepDeliveries.prepare("{}")?.(ctx)).toEqual({ kind: "done" });
}

function rowOf(state: string, days: number | null) {
  const at = daysAgo(days ?? 400);
  return { id: newId(), publisherId: told.publisherId, endpointId: told.endpointId, kind: "action", subject: `${state} ${String(days)}`, body: "{}", state, createdAt: at, triedSince: at, finishedAt: days === null ? null : at, correlationId: "c" };
}

it("takes away what is long over, with its attempts, and never what waits", async () => {
  const states = [["delivered", 31], ["delivered", 29], ["withdrawn", 31], ["withdrawn", 29], ["dead", 91], ["dead", 89], ["waiting", null]] as const;
  for (const [state, days] of states) await database().delivery.create({ data: { ...rowOf(state, days), attempts: 1, attemptsMade: { create: { endpointId: told.endpointId, attempt: 1, url: "https://told.example/log", startedAt: NOW } } } });
  await sweep();
  const left = await database().delivery.findMany({ orderBy: { number: "asc" }, include: { attemptsMade: true } });
  expect(left.map(({ subject, attemptsMade }) => [subject, attemptsMade.length])).toEqual([["delivered 29", 1], ["withdrawn 29", 1], ["dead 89", 1], ["waiting null", 1]]);
  expect(await database().deliveryAttempt.count()).toBe(4);
});

it("settles the alert about what was given up with the last of it; a test that failed does not keep it open", async () => {
  await database().delivery.deleteMany();
  const { publisherId, endpointId } = told;
  await transaction(systemContext(), (writing) => raiseAlert(writing, { publisherId, kind: "delivery-dead", about: String(endpointId), message: "Dead." }));
  const open = () => database().alert.count({ where: { closedAt: null } });
  await database().delivery.createMany({ data: [rowOf("dead", 91), rowOf("dead", 89), { ...rowOf("dead", 1), kind: "test" }] });
  await sweep();
  expect(await open()).toBe(1);
  await database().delivery.updateMany({ where: { kind: "action" }, data: { finishedAt: daysAgo(91) } });
  await sweep();
  expect([await open(), await database().delivery.count()]).toEqual([0, 1]);
});

it("takes more away than one transaction holds", async () => {
  await database().delivery.createMany({ data: Array.from({ length: 501 }, () => rowOf("delivered", 40)) });
  await sweep();
  expect(await database().delivery.count({ where: { subject: "delivered 40" } })).toBe(0);
});

it.each(["waiting", "dead"])("keeps the newest 150 attempts of a message that is %s", async (state) => {
  const { number } = await database().delivery.create({ data: { ...rowOf(state, state === "dead" ? 1 : null), attempts: 153 } });
  await database().deliveryAttempt.createMany({ data: Array.from({ length: 153 }, (_, index) => ({ deliveryNumber: number, endpointId: told.endpointId, attempt: index + 1, url: "https://told.example/log", startedAt: NOW })) });
  await sweep();
  const left = await database().deliveryAttempt.findMany({ where: { deliveryNumber: number }, orderBy: { attempt: "asc" } });
  expect([left.length, left[0]?.attempt, left.at(-1)?.attempt]).toEqual([150, 4, 153]);
});

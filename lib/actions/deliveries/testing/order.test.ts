import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { database } from "../../../db/client";
import { testDatabase, type TestDatabase } from "../../../db/testing";
import { addSeconds, currentTime } from "../../../kernel/clock";
import { LEASE_SECONDS, takeShift, workShift } from "../shift";
import { act, makeTold, startReceiver, systemContext, type Receiver, type Told } from "../testing";

let mine: TestDatabase;
let receiver: Receiver;
let secret = "";
beforeAll(async () => {
  mine = await testDatabase();
  receiver = await startReceiver(() => [secret]);
});
afterAll(async () => {
  await receiver.close();
  await mine.close();
});

const SUBSCRIPTIONS = 3;
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("act" as const), subscription: fc.nat(SUBSCRIPTIONS - 1) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("work" as const), cutOffAfter: fc.option(fc.nat(4), { nil: null }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("die" as const), after: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("resend" as const), which: fc.nat(20) }) },
);
const answers = fc.array(fc.constantFrom(200, 200, 200, 500, 429, "drop" as const), { maxLength: 30 });

/** Makes everything due, as if much time had gone by, without making anything too old. */
async function letTimePass({ endpointId }: Told): Promise<void> {
  const now = currentTime();
  await database().delivery.updateMany({ where: { endpointId, state: "waiting" }, data: { nextAt: now } });
  await database().endpoint.updateMany({ where: { id: endpointId }, data: { openUntil: null } });
}

/** A worker, at a time at which whatever a dead one holds is free again; the clock of the test goes on by the turn. */
async function work({ endpointId }: Told, turn: number, until: { signal?: AbortSignal; stopping?: AbortSignal } = {}): Promise<void> {
  const never = new AbortController().signal;
  const ctx = systemContext(addSeconds(currentTime(), turn * (LEASE_SECONDS + 60)));
  const shift = await takeShift(ctx, endpointId);
  if (shift !== null) await workShift(ctx, shift, { stopping: until.stopping ?? never, signal: until.signal ?? never });
}

it("whatever fails, stops or dies in between: each action arrives, in the order of its subscription, and none besides", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), answers, async (steps, planned) => {
      const world = await makeTold(receiver.url, { subscriptions: SUBSCRIPTIONS });
      secret = world.secret;
      receiver.received.length = 0;
      const acted: { id: string; subscription: string }[] = [];
      const wentWell: string[] = [];
      const wrong: string[] = [];
      let cut: { after: number; abort: AbortController } | null = null;
      receiver.answer = ({ action }) => {
        // Nothing later may go out while an earlier one of the subscription has not arrived.
        const place = acted.findIndex(({ id }) => id === action?.id);
        const earlier = acted.slice(0, place).filter(({ subscription }) => subscription === action?.subscriptionInfoId);
        if (place < 0) wrong.push(`invented: ${action?.id ?? "?"}`);
        if (!earlier.every(({ id }) => wentWell.includes(id))) wrong.push(`out of order: ${action?.id ?? "?"}`);
        if (cut !== null && (cut.after -= 1) < 0) cut.abort.abort();
        const answer = planned.shift() ?? 200;
        if (answer === 200) wentWell.push(action?.id ?? "");
        return answer;
      };
      let turn = 0;
      const shift = async (after: number | null): Promise<void> => {
        const abort = new AbortController();
        cut = after === null ? null : { after, abort };
        await letTimePass(world);
        await work(world, (turn += 1), { signal: abort.signal, stopping: abort.signal });
      };
      for (const each of steps) {
        if (each.kind === "act") {
          const subscription = world.subscriptions[each.subscription] ?? "";
          acted.push({ id: await act(world, subscription), subscription });
        } else if (each.kind === "work") await shift(each.cutOffAfter);
        else if (each.kind === "resend") await database().delivery.updateMany({ where: { endpointId: world.endpointId, number: { gt: 0 }, body: { contains: acted[each.which % Math.max(1, acted.length)]?.id ?? "none" }, state: "delivered" }, data: { state: "waiting", nextAt: currentTime() } });
        else {
          await shift(each.after);
          // A worker that is killed does not give its endpoint back, nor say what became of its attempts.
          await database().endpoint.update({ where: { id: world.endpointId }, data: { lease: "of the dead", leaseUntil: currentTime() } });
          await database().deliveryAttempt.updateMany({ where: { endpointId: world.endpointId, outcome: "lost" }, data: { outcome: null } });
        }
      }
      planned.length = 0;
      await shift(null);
      expect(wrong).toEqual([]);
      expect(receiver.received.every(({ verified }) => verified)).toBe(true);
      expect([...new Set(receiver.received.map(({ action }) => action?.id))].sort()).toEqual(acted.map(({ id }) => id).sort());
      const waiting = await database().delivery.findMany({ where: { endpointId: world.endpointId, NOT: { state: "delivered" } } });
      expect(waiting).toEqual([]);
      expect(await database().deliveryAttempt.count({ where: { endpointId: world.endpointId, outcome: null } })).toBe(0);
    }),
    { numRuns: 15, endOnFailure: true },
  );
}, 60_000);

import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { database } from "../db/client";
import { currentTime } from "../kernel/clock";
import { reconcile } from "../subscriptions/reconcile";
import { refreshSubscription } from "../subscriptions/refresh";
import { openInboxWorld, systemContext, type InboxWorld } from "./testing/world";

let world: InboxWorld;
beforeAll(async () => {
  world = await openInboxWorld();
});
afterAll(() => world.close());

type Step = (ids: readonly string[]) => Promise<unknown>;

/** What cannot be done as things stand Microsoft refuses, and that is right. */
const happens = (what: string, to: object = {}, which = 0): Step => async (ids) => world.microsoft.control(`/subscriptions/${ids[which % ids.length] ?? ""}/${what}`, { method: "POST", body: to }).catch((error: unknown) => expect(String(error)).toContain("answered 400"));
const seats = fc.integer({ min: 1, max: 50 });
const which = fc.nat(1);
const step: fc.Arbitrary<{ name: string; run: Step }> = fc.oneof(
  fc.tuple(fc.constantFrom("suspend", "reinstate", "renew", "unsubscribe", "auto-renew-off"), which).map(([what, at]) => ({ name: `${what} ${at}`, run: happens(what, {}, at) })),
  fc.tuple(seats, which).map(([quantity, at]) => ({ name: `${quantity} seats ${at}`, run: happens("change-quantity", { quantity }, at) })),
  fc.tuple(fc.constantFrom("team-monthly", "team-annual"), which).map(([planId, at]) => ({ name: `${planId} ${at}`, run: happens("change-plan", { planId }, at) })),
  fc.constantFrom("PT5S", "PT10S", "PT1H", "P20D").map((duration) => ({ name: duration, run: () => world.advance(duration) })),
  fc.constant({ name: "calls are made", run: () => world.settle() }),
  fc.nat(3).map((seconds) => ({ name: `work of ${seconds} s`, run: () => world.server.turn(seconds) })),
  which.map((at) => ({ name: `a look ${at}`, run: async (ids: readonly string[]) => refreshSubscription(systemContext(), ids[at % ids.length] ?? "") })),
  fc.constant({ name: "all again", run: () => database().job.updateMany({ where: { state: "done" }, data: { state: "waiting", nextAt: currentTime() } }) }),
);
const fault = fc.record({ way: fc.constantFrom("delay", "reorder", "duplicate", "answer-lost", "lost"), times: fc.integer({ min: 1, max: 3 }), copies: fc.integer({ min: 1, max: 2 }) });
const rules = fc.record({ seatDecreases: fc.constantFrom("accept", "refuse"), planUpgrades: fc.constantFrom("accept", "refuse") });

async function compareAll(): Promise<void> {
  for (const { id } of await database().technicalConfiguration.findMany()) expect(await reconcile(systemContext(), { technicalConfigurationId: id })).toMatchObject({ kind: "done", problem: null });
}

async function calmDown(): Promise<void> {
  await world.faults();
  for (let turn = 0; turn < 4; turn += 1) {
    await world.advance("PT10S");
    await world.server.workOff();
  }
}

test("whatever is lost, late, twice or out of order: after a comparison the portal has what Microsoft has, and each thing that happened is one action", { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), fc.array(fault, { maxLength: 3 }), rules, fc.boolean(), fc.constantFrom(0, 0, 3000, 15_000), async (steps, faults, said, inOrder, subscriptionLagMs) => {
      await world.empty();
      await world.settings({ inOrder, retryAfterMs: 1000, retryAtMostMs: 1000 });
      await database().offer.updateMany({ data: said });
      await database().plan.updateMany({ where: { planId: "team-annual" }, data: { level: 2 } });
      await database().plan.updateMany({ where: { planId: "team-monthly" }, data: { level: 1 } });
      const ids = [await world.subscribe(), await world.subscribe({ quantity: 3 })];
      await world.settings({ subscriptionLagMs });
      await world.faults(...faults);
      for (const { run } of steps) await run(ids);
      await calmDown();
      await compareAll();
      await compareAll();
      for (const theirs of (await world.see()).subscriptions) {
        const ours = await world.row(theirs.id);
        expect({ status: ours.status, planId: ours.planId, quantity: ours.quantity, endDate: ours.endDate?.toISOString().slice(0, 10) }).toEqual({ status: theirs.status, planId: theirs.planId, quantity: theirs.quantity, endDate: theirs.endDate?.slice(0, 10) });
      }
      expect(await database().drift.count({ where: { closedAt: null } })).toBe(0);
      expect(await database().inboxEvent.count({ where: { state: { not: "processed" } } })).toBe(0);
      for (const id of ids) {
        const happened = (await world.operations(id)).filter(({ status }) => status === "Succeeded");
        const actions = await world.actions(id);
        const count = (words: readonly string[]) => Object.fromEntries([...new Set(words)].sort().map((word) => [word, words.filter((each) => each === word).length]));
        const expected = count(happened.filter(({ isEcho }) => !isEcho).map(({ action }) => action));
        // Of what was lost on its way the comparison sees the sum alone.
        if (faults.some(({ way }) => way === "lost")) for (const [type, times] of Object.entries(count(actions))) expect(times, type).toBeLessThanOrEqual(expected[type] ?? 0);
        else expect(count(actions)).toEqual(expected);
      }
      const recorded = (await database().subscriptionAction.findMany()).flatMap(({ type, details }) => /"operationId":"([^"]+)"/.exec(details ?? "")?.slice(1).map((id) => `${type} ${id}`) ?? []);
      expect(recorded.length).toBe(new Set(recorded).size);
    }),
    { numRuns: Number(process.env.INTERLEAVINGS ?? 20) },
  );
});

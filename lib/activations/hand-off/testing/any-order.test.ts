import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { database } from "../../../db/client";
import { addSeconds, currentTime } from "../../../kernel/clock";
import type { SimulatorProcess } from "../../../marketplace/simulator-process";
import { followActivation } from "../../follow";
import { DECISIONS, type Decision } from "../../policy";
import { openPortal, startMicrosoft, systemContext, type Portal } from "../../testing";
import { finishActivation, refuseActivation, retryActivation } from "../decide";
import { confirmable, handOverTo, report, tokenIn, turn } from "../testing";

/** Whatever is reported, decided and cancelled, in whatever order and at once: what holds all the same. */

let microsoft: SimulatorProcess;
let portal: Portal;
beforeAll(async () => {
  microsoft = await startMicrosoft();
  portal = await openPortal(microsoft);
});
afterAll(async () => {
  await portal.close();
  await microsoft.stop();
});
beforeEach(async () => {
  await portal.empty();
  await handOverTo("https://ledgerlight.example/activations");
  await microsoft.control("/webhooks/settings", { method: "PUT", body: { ownChangeMs: 0 } });
});

type Step =
  | { readonly kind: "report"; readonly result: "succeeded" | "failed"; /** Which of the tokens that were ever sent. */ readonly token: number; readonly late: boolean }
  | { readonly kind: "decide"; readonly decision: Decision; readonly stale: boolean }
  | { readonly kind: "press" | "work" | "cancel" | "look" };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("report" as const), result: fc.constantFrom("succeeded" as const, "failed" as const), token: fc.nat(3), late: fc.nat(9).map((each) => each === 0) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("decide" as const), decision: fc.constantFrom(...DECISIONS), stale: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("press" as const, "work" as const, "work" as const, "look" as const, "cancel" as const) }) },
);

it("a token counts once, Microsoft is asked only after somebody said so, and one activation has one action", async () => {
  const offer = await database().offer.findUniqueOrThrow({ where: { key: "ledgerlight" }, select: { publisher: { select: { key: true } } } });
  const staff = await portal.staff(offer.publisher.key);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 }), async (rounds) => {
      const { subscriptionId, press } = await confirmable(portal);
      await press();
      const tokens: string[] = [];
      const taken = new Map<string, string>();
      const permit = { isGiven: false };
      const row = () => database().activation.findFirstOrThrow({ where: { subscription: { subscriptionId } }, include: { tokens: { orderBy: { id: "asc" } } } });
      let older = (await row()).version;
      for (const steps of rounds) {
        const before = await row();
        for (const { deliveryNumber } of before.tokens) {
          const token = await tokenIn(deliveryNumber);
          if (token !== null && !tokens.includes(token)) tokens.push(token);
        }
        const run = async (each: Step): Promise<void> => {
          switch (each.kind) {
            case "report": {
              const token = tokens[each.token % tokens.length] ?? "";
              const outcome = await report(token, each.result === "failed" ? { result: "failed", message: "No." } : { result: "succeeded" }, each.late ? addSeconds(currentTime(), 40 * 86_400) : currentTime());
              if (outcome.kind !== "taken") return;
              expect(each.late, "nothing is taken late").toBe(false);
              expect(taken.has(token), "a token counts once").toBe(false);
              taken.set(token, each.result);
              if (each.result === "succeeded") permit.isGiven = true;
              return;
            }
            case "decide": {
              const ctx = { ...staff, now: currentTime() };
              const input = { subscriptionId, seen: each.stale ? older : before.version };
              const outcome = await (each.decision === "refuse" ? refuseActivation(ctx, { ...input, reason: null }) : each.decision === "retry" ? retryActivation(ctx, input) : finishActivation(ctx, input));
              if (outcome.kind === "decided" && each.decision === "finish") permit.isGiven = true;
              return;
            }
            case "press":
              expect((await press()).kind).not.toBe("accepted");
              return;
            case "work":
              await turn(30);
              return;
            case "cancel":
              await portal.change(subscriptionId, "unsubscribe").catch(() => undefined);
              return;
            case "look":
              await followActivation(systemContext(), subscriptionId);
          }
        };
        await Promise.all(steps.map(run));
        older = before.version;
        if (!permit.isGiven) expect((await portal.sent(`${subscriptionId}/activate`)).length, "Microsoft is asked only after somebody said so").toBe(0);
      }
      for (let round = 0; round < 6; round += 1) if ((await turn(60)).length === 0) break;
      const [end, actions] = [await row(), await portal.actions(subscriptionId)];
      expect(actions.filter(({ type }) => type === "Activate").length).toBeLessThanOrEqual(permit.isGiven ? 1 : 0);
      expect(end.tokens.filter(({ outcome }) => outcome === null).length).toBe(end.state === "handed-over" ? 1 : 0);
      expect(["handed-over", "reported-failed", "refused", "subscribed", "failed"]).toContain(end.state);
    }),
    { numRuns: 12, endOnFailure: true },
  );
}, 60_000);

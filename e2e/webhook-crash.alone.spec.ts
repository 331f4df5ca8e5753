import { expect, test } from "@playwright/test";
import { BUILD, runProcess } from "./support/own-portal";

test("whenever the portal is killed while Microsoft calls it, no call is lost, doubled, answered in two ways or left undone", async () => {
  test.setTimeout(240_000);
  const { code, output } = await runProcess({ args: ["--import", "tsx", "scripts/bench/testing/webhook-crash.ts", "5"], env: { NEXT_DIST_DIR: BUILD } });
  expect(code, output).toBe(0);
  const { calls, refused, cutOff, operations, events, subscriptions, ...report } = JSON.parse(output) as Record<string, number>;
  expect(report).toEqual({ kills: 5, lost: 0, doubled: 0, answeredOtherwise: 0, unprocessed: 0, different: 0, withoutAction: 0, doubledActions: 0 });
  // Kills that hit nothing would prove nothing, nor would calls that were all the same.
  for (const count of [cutOff, refused, operations, subscriptions]) expect(count).toBeGreaterThan(0);
  expect(calls).toBeGreaterThan(events ?? 0);
});

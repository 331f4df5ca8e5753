import { expect, it } from "vitest";
import { deliveryCrashRun } from "./crash-run";

it("tells of every action, in the order of its subscription and as it was written, whenever a worker is killed", async () => {
  const { actions, arrivals, repeats, cutOff, ...harm } = await deliveryCrashRun({ kills: 5, seed: 20_261_121 });
  expect(harm).toEqual({ kills: 5, untold: 0, lost: 0, undelivered: 0, outOfOrder: 0, invented: 0, unverified: 0, renamed: 0, deliveredTwice: 0, withoutTrace: 0 });
  expect(arrivals).toBe(actions + repeats);
  // Kills that hit nothing would prove nothing.
  expect(Math.min(cutOff, repeats)).toBeGreaterThan(0);
}, 120_000);

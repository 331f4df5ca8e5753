import { expect, it } from "vitest";
import { crashRun } from "./testing/crash-run";

it("does every job once, whenever its worker is killed", async () => {
  const { cutOff, ...report } = await crashRun({ jobs: 2_000, kills: 5, seed: 20_261_121 });
  expect(report).toEqual({ jobs: 2_000, kills: 5, done: 2_000, lostEffects: 0, doubledEffects: 0, withoutCall: 0, withoutTrace: 0 });
  // Kills that hit nothing would prove nothing.
  expect(cutOff).toBeGreaterThan(0);
}, 180_000);

import { expect, test } from "vitest";
import { elapsed } from "@/components/overview/elapsed";

test.each([
  [-5, "moments"],
  [59, "moments"],
  [60, "1 minute"],
  [3599, "59 minutes"],
  [3600, "1 hour"],
  [86_399, "23 hours"],
  [86_400, "1 day"],
  [40 * 86_400, "40 days"],
])("%s seconds are %s", (seconds, words) => {
  const from = new Date("2026-03-18T12:00:00Z");
  expect(elapsed(from, new Date(from.getTime() + seconds * 1000))).toBe(words);
});

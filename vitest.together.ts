import { afterAll, beforeAll, expect, vi } from "vitest";

/** These files of tests share a process, and so each has to leave it as it was, or vitest's choice of order would matter. */
let environment: Readonly<Record<string, string | undefined>> = {};
let found: readonly string[] = [];

/** What the portal keeps for as long as its process lives; figures that are only ever added to harm nobody. */
function kept(): string[] {
  return Object.entries(globalThis)
    .filter(([name, value]) => /^(portal|entra|publisher)/.test(name) && name !== "portalMetrics" && value !== undefined)
    .map(([name]) => name);
}

beforeAll(() => {
  environment = { ...process.env };
  found = kept();
});

afterAll(() => {
  // Whoever calls the API with a key is counted, and nobody holds on to the counters.
  globalThis.portalRateLimits = undefined;
  expect({ ...process.env }, "the environment, which other files of tests see as well: scripts/setup/processes-of-tests.mjs").toEqual(environment);
  expect(vi.isFakeTimers(), "a false clock is left behind").toBe(false);
  expect(kept().filter((name) => !found.includes(name)), "left behind for other files of tests: scripts/setup/processes-of-tests.mjs gives this one a process of its own").toEqual([]);
});

import { format } from "node:util";
import { afterEach, expect } from "vitest";

/**
 * An error or a warning on the console that no test asked for fails the test. A test that expects one says so:
 * `vi.spyOn(console, "error").mockImplementation(() => undefined)`.
 */
const unexpected: string[] = [];

for (const method of ["error", "warn"] as const) {
  console[method] = (...args: unknown[]): void => {
    unexpected.push(`console.${method}: ${format(...args)}`);
  };
}

afterEach(() => {
  expect(unexpected.splice(0), "what the test wrote to the console").toEqual([]);
});

// @ts-check
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { playwrightTally, summary, vitestTally } from "./results.mjs";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "portal-results-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** @param {unknown} report */
function written(report) {
  const path = join(folder, "report.json");
  writeFileSync(path, typeof report === "string" ? report : JSON.stringify(report));
  return path;
}

const loaded = { status: "passed", assertionResults: [{ status: "passed" }] };
const broken = { status: "failed", assertionResults: [{ status: "failed" }, { status: "passed" }] };
const unloadable = { status: "failed", assertionResults: [] };

describe("vitestTally", () => {
  it.each([
    ["passes", { numPassedTests: 7, numFailedTests: 0, numPendingTests: 0, testResults: [loaded] }, 0, { passed: 7, failed: 0, skipped: 0 }],
    ["failures", { numPassedTests: 6, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, testResults: [loaded, broken] }, 1, { passed: 6, failed: 1, skipped: 3 }],
    ["a file that cannot be loaded", { numPassedTests: 6, numFailedTests: 0, testResults: [loaded, unloadable] }, 1, { passed: 6, failed: 1, skipped: 0 }],
    ["both", { numPassedTests: 6, numFailedTests: 1, testResults: [broken, unloadable] }, 1, { passed: 6, failed: 2, skipped: 0 }],
    ["an unhandled error outside of tests", { numPassedTests: 6, numFailedTests: 0, testResults: [loaded] }, 1, { passed: 6, failed: 1, skipped: 0 }],
    ["a runner that was killed", { numPassedTests: 6, numFailedTests: 0, testResults: [loaded] }, null, { passed: 6, failed: 1, skipped: 0 }],
  ])("counts %s", (_what, report, exitCode, tally) => {
    expect(vitestTally(written(report), exitCode)).toEqual(tally);
  });

  it("counts a runner without a report as one failure", () => {
    expect(vitestTally(join(folder, "none.json"), 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(vitestTally(written("{ cut off"), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe("playwrightTally", () => {
  it.each([
    ["passes", { stats: { expected: 9, unexpected: 0, flaky: 0, skipped: 0 } }, 0, { passed: 9, failed: 0, skipped: 0 }],
    ["failures and flaky ones", { stats: { expected: 5, unexpected: 2, flaky: 1, skipped: 1 } }, 1, { passed: 5, failed: 3, skipped: 1 }],
    ["a set-up that failed", { stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }, errors: [{}] }, 1, { passed: 0, failed: 1, skipped: 0 }],
    ["no statistics", {}, 0, { passed: 0, failed: 1, skipped: 0 }],
  ])("counts %s", (_what, report, exitCode, tally) => {
    expect(playwrightTally(written(report), exitCode)).toEqual(tally);
  });
});

describe("summary", () => {
  it.each([
    [[{ passed: 1, failed: 0, skipped: 0 }, { passed: 9, failed: 0, skipped: 0 }], "10 passed, 0 failed", true],
    [[{ passed: 1, failed: 0, skipped: 0 }, { passed: 0, failed: 1, skipped: 0 }], "1 passed, 1 failed", false],
    [[{ passed: 1, failed: 0, skipped: 2 }], "1 passed, 0 failed, 2 skipped", true],
    [[], "0 passed, 0 failed", false],
  ])("%j is %s", (tallies, line, ok) => {
    expect(summary(tallies)).toEqual({ line, ok });
  });
});

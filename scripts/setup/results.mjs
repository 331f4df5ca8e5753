// @ts-check
import { existsSync, readFileSync } from "node:fs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

/**
 * Vitest's JSON report, added up. A file that could not be loaded holds no test and counts as one that failed.
 * @param {string} path
 * @param {number | null} exitCode
 * @returns {Tally}
 */
export function vitestTally(path, exitCode) {
  const report = readReport(path);
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const unloaded = (report.testResults ?? []).filter((/** @type {any} */ file) => file.status === "failed" && !file.assertionResults.some((/** @type {any} */ test) => test.status === "failed")).length;
  return settle({ passed: report.numPassedTests ?? 0, failed: (report.numFailedTests ?? 0) + unloaded, skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0) }, exitCode);
}

/**
 * Playwright's JSON report, added up. A test that passes only when repeated has failed.
 * @param {string} path
 * @param {number | null} exitCode
 * @returns {Tally}
 */
export function playwrightTally(path, exitCode) {
  const report = readReport(path);
  if (report?.stats === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  return settle({ passed: expected, failed: unexpected + flaky, skipped }, exitCode);
}

/**
 * A runner that ends badly, without naming a test that failed, has failed itself.
 * @param {Tally} tally
 * @param {number | null} exitCode
 * @returns {Tally}
 */
function settle(tally, exitCode) {
  return exitCode !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/** @param {string} path */
function readReport(path) {
  try {
    return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null;
  } catch {
    return null;
  }
}

/**
 * @param {readonly Tally[]} tallies
 * @returns {{ line: string, ok: boolean }}
 */
export function summary(tallies) {
  const sum = (/** @type {keyof Tally} */ key) => tallies.reduce((total, tally) => total + tally[key], 0);
  const skipped = sum("skipped");
  return {
    line: `${sum("passed")} passed, ${sum("failed")} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`,
    ok: sum("failed") === 0 && sum("passed") > 0,
  };
}

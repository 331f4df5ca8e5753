import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mayPass, PATIENCE, pauseBefore, retryAfterSeconds, type Patience } from "./retry";

const patience = fc.constantFrom<Patience>("interactive", "background");
const DAY_SECONDS = 24 * 3600;

describe("what is tried again", () => {
  it.each([
    [null, true],
    [200, false],
    [302, false],
    [400, false],
    [401, false],
    [403, false],
    [404, false],
    [408, true],
    [409, false],
    [429, true],
    [500, true],
    [502, true],
    [503, true],
    [504, true],
  ])("after %s: %s", (status, again) => {
    expect(mayPass(status)).toBe(again);
  });
});

describe("the pause before the next attempt", () => {
  const after = { number: 1, status: 503, retryAfterSeconds: null, elapsedMs: 0 };

  it.each([
    ["grows", { number: 1 }, "background", 1, 250],
    ["doubles", { number: 2 }, "background", 1, 500],
    ["and again", { number: 3 }, "background", 1, 1000],
    ["is drawn by lot", { number: 3 }, "background", 0.25, 250],
    ["may be nothing", { number: 3 }, "background", 0, 0],
    ["is what Microsoft asks for", { retryAfterSeconds: 2 }, "interactive", 0, 2000],
    ["is never shorter than Microsoft asks for", { number: 5, retryAfterSeconds: 1 }, "background", 1, 4000],
    ["ends with the attempts", { number: 3 }, "interactive", 0, null],
    ["ends with the attempts of a job", { number: 6 }, "background", 0, null],
    ["ends with the budget", { elapsedMs: 8000 }, "interactive", 0, null],
    ["is not begun where it would outlast the budget", { elapsedMs: 6500, retryAfterSeconds: 2 }, "interactive", 0, null],
    ["is refused at once where Microsoft asks for too long", { retryAfterSeconds: 3600 }, "interactive", 0, null],
    ["is long enough for a job", { retryAfterSeconds: 30 }, "background", 0, 30_000],
    ["is not made after a refusal", { status: 403 }, "background", 0, null],
  ] as const)("%s", (_, change, who, random, expected) => {
    expect(pauseBefore({ ...after, ...change }, who, random)).toBe(expected);
  });

  it("never outlasts the budget, undercuts Retry-After or follows the last attempt", () => {
    fc.assert(
      fc.property(
        patience,
        fc.record({ number: fc.integer({ min: 1, max: 10 }), status: fc.constantFrom(null, 200, 400, 403, 408, 429, 500, 503), retryAfterSeconds: fc.option(fc.double({ min: 0, max: 100_000, noNaN: true })), elapsedMs: fc.double({ min: 0, max: 100_000, noNaN: true }) }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (who, attempt, random) => {
          const pause = pauseBefore(attempt, who, random);
          if (pause === null) return;
          expect(mayPass(attempt.status)).toBe(true);
          expect(attempt.number).toBeLessThan(PATIENCE[who].attempts);
          expect(attempt.elapsedMs + pause).toBeLessThan(PATIENCE[who].budgetMs);
          expect(pause).toBeGreaterThanOrEqual((attempt.retryAfterSeconds ?? 0) * 1000);
        },
      ),
    );
  });

  it("lets every series of failures end within the budget", () => {
    fc.assert(
      fc.property(patience, fc.array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.option(fc.integer({ min: 0, max: 20 })), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })), { minLength: 20, maxLength: 20 }), (who, failures) => {
        let [elapsedMs, number] = [0, 0];
        for (const [tookMs, asked, random] of failures) {
          number += 1;
          elapsedMs += Math.min(tookMs, PATIENCE[who].attemptMs, Math.max(PATIENCE[who].budgetMs - elapsedMs, 1));
          const pause = pauseBefore({ number, status: 500, retryAfterSeconds: asked, elapsedMs }, who, random);
          if (pause === null) break;
          elapsedMs += pause;
        }
        expect(number).toBeLessThanOrEqual(PATIENCE[who].attempts);
        expect(elapsedMs).toBeLessThanOrEqual(PATIENCE[who].budgetMs + 1);
      }),
    );
  });
});

describe("Retry-After", () => {
  const now = new Date("2026-11-21T10:00:00Z");

  it.each([
    [null, null],
    ["", null],
    ["  ", null],
    ["0", 0],
    ["10", 10],
    [" 10 ", 10],
    ["Sat, 21 Nov 2026 10:00:30 GMT", 30],
    ["Saturday, 21-Nov-26 10:00:30 GMT", 30],
    ["Sat, 21 Nov 2026 09:00:00 GMT", 0],
    ["Sat, 21 Nov 2036 09:00:00 GMT", DAY_SECONDS],
    ["9".repeat(40), DAY_SECONDS],
    ["-1", null],
    ["1.5", null],
    ["1e3", null],
    ["soon", null],
    ["Someday, GMT", null],
  ])("%j is %s", (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });

  it("is a day where the number is too large to be one", () => {
    expect(retryAfterSeconds("9".repeat(400), now)).toBe(DAY_SECONDS);
  });

  it("is nothing, or between no time and a day", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer().map(String), fc.date({ noInvalidDate: true }).map((date) => date.toUTCString())), (header) => {
        const seconds = retryAfterSeconds(header, now);
        expect(seconds === null || (seconds >= 0 && seconds <= DAY_SECONDS)).toBe(true);
      }),
    );
  });
});

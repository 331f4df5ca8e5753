import { describe, expect, it } from "vitest";
import { median, medianRatio, rowsOf, type Figures, type Measured } from "./figures";
import { measuredDeliveries } from "./deliveries-report";
import { goalsOf, goalsOfExports } from "./goals";
import { ACTIONS, nameAt, ORDER_PAGE, RENEW_CALLS } from "./names";

const figures = (requestsPerSecond: number, p50 = 1_000 / requestsPerSecond): Figures => ({ requestsPerSecond, p50, p99: 2 * p50 });
const measured = (name: string, rounds: readonly Figures[], yardstick: Measured["yardstick"] = null): Measured => ({ name, group: "yardstick", path: "/", yardstick, rounds });

it.each([
  [[3], 3],
  [[9, 1, 5], 5],
  [[4, 1, 3, 2], 2.5],
  [[10, 9, 100], 10],
])("the median of %j is %d", (numbers, middle) => {
  expect(median(numbers)).toBe(middle);
});

it("compares within a round, so that a slow machine changes no ratio", () => {
  expect(medianRatio([figures(60), figures(6), figures(61)], [figures(100), figures(10), figures(100)], "requestsPerSecond")).toBe(0.6);
});

describe("rowsOf", () => {
  it("gives every path its medians, and its ratio to its own yardstick", () => {
    const rows = rowsOf([measured("empty page", [figures(100, 10)]), measured("empty route handler", [figures(400, 2)]), measured("page", [figures(50, 20)], "empty page"), measured("api", [figures(100, 12)], "empty route handler")]);
    expect(rows.map(({ name, requestsPerSecond, p50, p99, ratio }) => [name, requestsPerSecond, p50, p99, ratio])).toEqual([
      ["empty page", 100, 10, 20, null],
      ["empty route handler", 400, 2, 4, null],
      ["page", 50, 20, 40, 0.5],
      ["api", 100, 12, 24, 0.25],
    ]);
  });
});

describe("goalsOf", () => {
  const page = measured("empty page", [figures(100)]);
  const bare = measured("bare insert", [figures(100, 10)]);

  it.each([
    ["the order page just fast enough", [page, measured(ORDER_PAGE, [figures(60)])], 0.6, true],
    ["the order page too slow", [page, measured(ORDER_PAGE, [figures(59)])], 0.59, false],
    ["a list that grows just enough", [measured(nameAt("list", 1_000), [figures(1, 100)]), measured(nameAt("list", 100_000), [figures(1, 130)])], 1.3, true],
    ["calls that are stored just fast enough", [bare, measured(RENEW_CALLS, [figures(80, 20)])], 0.8, true],
    ["calls that are stored too slowly", [bare, measured(RENEW_CALLS, [figures(79, 20)])], 0.79, false],
    ["a log that grows too much", [measured(nameAt("log", 1_000), [figures(1, 100)]), measured(nameAt("log", ACTIONS), [figures(1, 131)])], 1.31, false],
    ["a list that grows too much", [measured(nameAt("list", 1_000), [figures(1, 100)]), measured(nameAt("list", 100_000), [figures(1, 131)])], 1.31, false],
  ])("judges %s", (_what, all, ratio, met) => {
    expect(goalsOf(all)[0]).toMatchObject({ measured: ratio, met });
  });

  it.each([[30, true], [31, false]])("judges the slowest of the calls: %d by 10 ms", (p50, met) => {
    expect(goalsOf([bare, measured(RENEW_CALLS, [figures(100, p50)])])[1]).toMatchObject({ measured: p50 / 10, goal: "at most 3", met });
  });

  it("judges deliveries beside each endpoint that fails", () => {
    const delivered = measuredDeliveries({ alone: [figures(100)], "beside a dead endpoint": [figures(90)], "beside one that hangs": [figures(89)] });
    expect(goalsOf(delivered).map((goal) => [goal.name, goal.measured, goal.met])).toEqual([
      ["deliveries, beside a dead endpoint: messages per second by those alone", 0.9, true],
      ["deliveries, beside one that hangs: messages per second by those alone", 0.89, false],
    ]);
  });

  it.each([[50, true], [50.1, false]])("judges an export whose memory is %d MB off", (megabytesOff, met) => {
    expect(goalsOfExports([{ format: "CSV", rows: 1, megabytes: 1, seconds: 1, megabytesOff, longestWaitMilliseconds: 1 }])[0]).toMatchObject({ measured: megabytesOff, met });
  });

  it("names what was compared, and leaves out what was not measured", () => {
    expect(goalsOf([page, measured("another", [figures(1)], "empty page"), measured(nameAt("lonely", 100_000), [figures(1)])])).toEqual([]);
    const both = [measured(nameAt("list, filtered", 1_000), [figures(1)]), measured(nameAt("list, filtered", 100_000), [figures(1)])];
    expect(goalsOf(both).map(({ name }) => name)).toEqual(["list, filtered: time at 100,000 by that at 1,000"]);
  });
});

import { describe, expect, test } from "vitest";
import { addMonths } from "./calendar";
import { addDuration } from "./control/duration";

const from = new Date("2026-01-31T10:20:30.400Z");

test.each([
  [1, "2026-02-28"],
  [2, "2026-03-31"],
  [13, "2027-02-28"],
  [25, "2028-02-29"],
])("%i months after the 31st of January is %s", (months, day) => {
  expect(addMonths(from, months).toISOString()).toBe(`${day}T10:20:30.400Z`);
});

describe("a duration", () => {
  test.each([
    ["P1D", "2026-02-01T10:20:30.400Z"],
    ["P2W", "2026-02-14T10:20:30.400Z"],
    ["P1M", "2026-02-28T10:20:30.400Z"],
    ["P1Y2M3DT4H5M6S", "2027-04-03T14:25:36.400Z"],
    ["PT36H", "2026-02-01T22:20:30.400Z"],
    ["PT0S", "2026-01-31T10:20:30.400Z"],
  ])("%s leads to %s", (duration, moment) => {
    expect(addDuration(from, duration)?.toISOString()).toBe(moment);
  });

  test.each(["", "P", "PT", "P1DT", "1D", "P1.5D", "-P1D", "P-1D", "P1D ", "P9000Y", "P99999999999D", "P1M1Y"])("is not %j", (text) => {
    expect(addDuration(from, text)).toBeNull();
  });
});

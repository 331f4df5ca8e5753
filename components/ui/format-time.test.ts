import { expect, test } from "vitest";
import { formatTime } from "@/components/ui/format-time";

const iso = "2026-03-09T21:30:15.123Z";

test.each([
  ["day", "9 Mar 2026"],
  ["minute", "9 Mar 2026, 21:30 UTC"],
  ["second", "9 Mar 2026, 21:30:15 UTC"],
] as const)("in UTC to the %s", (precision, text) => {
  expect(formatTime(iso, precision, "en-GB", "UTC")).toBe(text);
});

test("in the viewer's zone, which may be a day ahead", () => {
  expect(formatTime(iso, "minute", "en-GB")).toBe("10 Mar 2026, 03:15");
});

test("in the viewer's language", () => {
  expect(formatTime(iso, "day", "de", "UTC")).toBe("09.03.2026");
});

test("what is no moment is shown as it came", () => {
  expect(formatTime("soon", "minute", "en-GB")).toBe("soon");
});

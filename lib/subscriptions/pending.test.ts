import { describe, expect, it } from "vitest";
import { addSeconds } from "../kernel/clock";
import { pendingDays, pendingDaysShown } from "./pending";

const BOUGHT = new Date("2026-03-08T23:30:00Z");
const DAY = 86_400;

describe("for how long a purchase waits", () => {
  it.each([
    [-DAY, 0],
    [0, 0],
    [DAY - 1, 0],
    [DAY, 1],
    [7 * DAY - 1, 1],
    [7 * DAY, 7],
    [25 * DAY - 1, 7],
    [25 * DAY, 25],
    [400 * DAY, 25],
  ])("after %i seconds: %i", (seconds, days) => {
    expect(pendingDays(BOUGHT, addSeconds(BOUGHT, seconds))).toBe(days);
  });
});

describe("what a page shows of it", () => {
  it.each([
    ["PendingFulfillmentStart", 7, 7],
    ["NotStarted", 25, 25],
    ["PendingFulfillmentStart", 0, 0],
    ["Subscribed", 7, 0],
    ["Unsubscribed", 25, 0],
    ["Hibernating", 1, 0],
  ])("%s, told %i: %i", (status, pendingDaysTold, shown) => {
    expect(pendingDaysShown({ status, pendingDaysTold })).toBe(shown);
  });
});

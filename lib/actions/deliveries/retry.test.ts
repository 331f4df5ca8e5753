import { describe, expect, it } from "vitest";
import { addSeconds } from "../../kernel/clock";
import { circuitOpenUntil, isGivenUp, nextTry } from "./retry";

const NOW = new Date("2026-01-31T12:00:00Z");
const DAY = 24 * 3600;

describe("a message that fails", () => {
  it.each([
    ["younger than three days", 3 * DAY - 1, null, false],
    ["three days old", 3 * DAY, null, true],
    ["older, but its endpoint was paused until two days ago", 9 * DAY, 2 * DAY, false],
    ["older, and its endpoint was paused before it", 3 * DAY, 5 * DAY, true],
  ])("%s is given up: %s", (_, age, resumedAgo, expected) => {
    expect(isGivenUp({ triedSince: addSeconds(NOW, -age) }, resumedAgo === null ? null : addSeconds(NOW, -resumedAgo), NOW)).toBe(expected);
  });

  it.each([
    [1, null, 0, 2.5],
    [1, null, 1, 5],
    [4, null, 1, 40],
    [50, null, 1, 3600],
    [1, 120, 1, 120],
    [1, 999_999, 0, 3600],
    [50, 5, 1, 3600],
  ])("for the %ith time, asked to wait %s s, is tried again later", (failures, asked, random, seconds) => {
    expect(nextTry({ failures }, asked, NOW, random)).toEqual(addSeconds(NOW, seconds));
  });

  it.each([
    [4, null],
    [5, 5],
    [6, 10],
    [50, 300],
  ])("as the %ith in a row leaves the endpoint alone for %s s", (inARow, seconds) => {
    expect(circuitOpenUntil(inARow, NOW, 1)).toEqual(seconds === null ? null : addSeconds(NOW, seconds));
  });
});

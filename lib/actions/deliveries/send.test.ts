import { describe, expect, it } from "vitest";
import type { OutgoingOutcome } from "../../http/outgoing-fetch";
import { addSeconds } from "../../kernel/clock";
import { resultOf, webhookId } from "./send";

const NOW = new Date("2026-01-31T12:00:00Z");
const answered = (status: number, headers: Record<string, string> = {}, body = "") => ({ kind: "answered", status, headers, body, isTruncated: false }) as const;
const NOTHING = { status: null, problem: null, answer: null, milliseconds: 12, clockSkewSeconds: null, retryAfterSeconds: null };
const dateOf = (seconds: number) => ({ date: addSeconds(NOW, seconds).toUTCString() });

describe("an attempt", () => {
  it.each<[string, OutgoingOutcome, object]>([
    ["answered 200", answered(200, {}, "ok"), { outcome: "delivered", status: 200, answer: "ok" }],
    ["answered 204 by a clock that is right", answered(204, dateOf(59)), { outcome: "delivered", status: 204 }],
    ["answered 299 by a clock that is fast", answered(299, dateOf(61)), { outcome: "delivered", status: 299, clockSkewSeconds: 61 }],
    ["answered 401 by a clock that is slow", answered(401, dateOf(-400)), { outcome: "failed", problem: "status", status: 401, clockSkewSeconds: -400 }],
    ["answered by no date", answered(200, { date: "yesterday" }), { outcome: "delivered", status: 200 }],
    ["answered by a date of another age", answered(200, { date: "Thu, 01 Jan 9999 00:00:00 GMT" }), { outcome: "delivered", status: 200 }],
    ["asked to wait", answered(429, { "retry-after": "120" }), { outcome: "failed", problem: "status", status: 429, retryAfterSeconds: 120 }],
    ["asked to wait until then", answered(503, { "retry-after": addSeconds(NOW, 90).toUTCString() }), { outcome: "failed", problem: "status", status: 503, retryAfterSeconds: 90 }],
    ["asked to wait until a time that is over", answered(503, { "retry-after": addSeconds(NOW, -90).toUTCString() }), { outcome: "failed", problem: "status", status: 503, retryAfterSeconds: 0 }],
    ["asked to wait somehow", answered(503, { "retry-after": "soon" }), { outcome: "failed", problem: "status", status: 503 }],
    ["answered what no column holds", answered(500, {}, "a\u0000b"), { outcome: "failed", problem: "status", status: 500, answer: "a\uFFFDb" }],
    ["to a private address", { kind: "refused", reason: "private-address" }, { outcome: "refused", problem: "private-address" }],
    ["redirected", { kind: "failed", reason: "redirected", status: 302, code: null }, { outcome: "failed", problem: "redirected", status: 302 }],
    ["out of time", { kind: "failed", reason: "timeout", status: null, code: null }, { outcome: "failed", problem: "timeout" }],
    ["answered 200 at too great a length", { kind: "failed", reason: "too-large", status: 200, code: null }, { outcome: "delivered", problem: "too-large", status: 200 }],
    ["answered 500 at too great a length", { kind: "failed", reason: "too-large", status: 500, code: null }, { outcome: "failed", problem: "too-large", status: 500 }],
    ["answered 200, then broken off", { kind: "failed", reason: "connection", status: 200, code: "ECONNRESET" }, { outcome: "delivered", problem: "connection", status: 200 }],
  ])("%s", (_, outcome, expected) => {
    expect(resultOf(outcome, 12, NOW)).toEqual({ ...NOTHING, ...expected });
  });

  it("is called by the message's id, in lower case on either database", () => {
    expect(webhookId("AB12")).toBe("msg_ab12");
  });
});

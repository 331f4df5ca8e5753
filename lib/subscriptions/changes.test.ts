import { describe, expect, it } from "vitest";
import { changesBetween, type ChangingState } from "./changes";

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const now: ChangingState = { status: "Subscribed", planId: "team", quantity: 10, startDate: day("2026-11-01"), endDate: day("2026-11-30") };
const next = { startDate: day("2026-12-01"), endDate: day("2026-12-31") };
const NO_TERM = { startDate: null, endDate: null };

describe("what happened between two states", () => {
  it.each<[string, Partial<ChangingState>, Partial<ChangingState>, object[]]>([
    ["nothing", {}, {}, []],
    ["a plan", {}, { planId: "pro" }, [{ type: "ChangePlan", details: { from: "team", to: "pro" } }]],
    ["a plan with its seats", {}, { planId: "flat", quantity: 1 }, [{ type: "ChangePlan", details: { from: "team", to: "flat", quantityFrom: 10, quantityTo: 1 } }]],
    ["a plan with its term", {}, { planId: "yearly", ...next }, [{ type: "ChangePlan", details: { from: "team", to: "yearly" } }]],
    ["seats", {}, { quantity: 9 }, [{ type: "ChangeQuantity", details: { from: 10, to: 9 } }]],
    ["a renewal", {}, next, [{ type: "Renew", details: { from: "2026-11-30", to: "2026-12-31" } }]],
    ["a renewal after a suspension", { status: "Suspended" }, next, [{ type: "Renew", details: { from: "2026-11-30", to: "2026-12-31" } }, { type: "Reinstate", details: {} }]],
    ["a renewal with other seats", {}, { ...next, quantity: 12 }, [{ type: "ChangeQuantity", details: { from: 10, to: 12 } }, { type: "Renew", details: { from: "2026-11-30", to: "2026-12-31" } }]],
    ["another time of the same last day is none", {}, { endDate: new Date("2026-11-30T23:59:59Z") }, []],
    ["a shorter term is none", {}, { endDate: day("2026-11-15") }, []],
    ["a suspension", {}, { status: "Suspended" }, [{ type: "Suspend", details: {} }]],
    ["its end", { status: "Suspended" }, {}, [{ type: "Reinstate", details: {} }]],
    ["a cancellation", {}, { status: "Unsubscribed" }, [{ type: "Unsubscribe", details: {} }]],
    ["a cancellation of what was suspended", { status: "Suspended" }, { status: "Unsubscribed" }, [{ type: "Unsubscribe", details: {} }]],
    ["a cancellation with another term is no renewal", {}, { status: "Unsubscribed", ...next }, [{ type: "Unsubscribe", details: {} }]],
    ["an activation is not told here", { status: "PendingFulfillmentStart", ...NO_TERM }, {}, []],
    ["a purchase that ends before it began", { status: "PendingFulfillmentStart", ...NO_TERM }, { status: "Unsubscribed", ...NO_TERM }, [{ type: "Unsubscribe", details: {} }]],
    ["a status that nobody knows", {}, { status: "Frozen" }, []],
    ["seats and a suspension", {}, { quantity: 12, status: "Suspended" }, [{ type: "ChangeQuantity", details: { from: 10, to: 12 } }, { type: "Suspend", details: {} }]],
  ])("%s", (_, before, after, expected) => {
    expect(changesBetween({ ...now, ...before }, { ...now, ...after }, { isActivatedHere: true })).toEqual(expected);
  });

  it("an activation that was not made here is the subscription's beginning", () => {
    expect(changesBetween({ ...now, status: "PendingFulfillmentStart", ...NO_TERM }, now, { isActivatedHere: false })).toEqual([{ type: "Subscribe", details: {} }]);
    expect(changesBetween({ ...now, status: "Suspended" }, now, { isActivatedHere: false })).toEqual([{ type: "Reinstate", details: {} }]);
  });
});

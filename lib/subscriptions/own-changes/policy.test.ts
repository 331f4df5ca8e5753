import { describe, expect, test } from "vitest";
import type { ChangeRules } from "../../offers/change-rules";
import { choicesAmong, judgeChange, seatLimits, type ChangeBasis, type OfferedPlan, type Verdict } from "./policy";
import { changeAsked, type Change } from "./schema";

const rule = (planId: string, more: Partial<ChangeRules["plans"][number]> = {}) => ({ planId, perSeat: true, level: null, changesTo: null, minSeats: null, maxSeats: null, ...more });
const RULES: ChangeRules = { decisionUrl: null, whenSilent: "accept", planUpgrades: "accept", planDowngrades: "accept", seatIncreases: "accept", seatDecreases: "accept", overAssignment: "refuse", plans: [rule("team", { level: 1 }), rule("more", { level: 2 })] };
const plan = (planId: string, more: Partial<OfferedPlan> = {}): OfferedPlan => ({ planId, isPricePerSeat: true, isStopSell: false, minQuantity: 1, maxQuantity: 50, ...more });
const BASIS: ChangeBasis = {
  status: "Subscribed",
  planId: "team",
  quantity: 10,
  perSeat: true,
  allowedCustomerOperations: ["Delete", "Update", "Read"],
  resold: false,
  takenSeats: 4,
  rules: RULES,
  offered: [plan("team"), plan("more"), plan("big", { minQuantity: 25 }), plan("old", { isStopSell: true })],
};
const seats = (quantity: number): Change => ({ kind: "quantity", quantity });
const to = (planId: string): Change => ({ kind: "plan", planId });
const cancel: Change = { kind: "cancel" };

describe("whether a change can be asked for", () => {
  test.each<[string, Change, Partial<ChangeBasis>, Verdict]>([
    ["more seats", seats(11), {}, { kind: "possible" }],
    ["as many as are taken", seats(4), {}, { kind: "possible" }],
    ["fewer than are taken", seats(3), {}, { kind: "below-assigned", tooMany: 1 }],
    ["fewer than are taken, said before Microsoft is asked", seats(3), { offered: null }, { kind: "below-assigned", tooMany: 1 }],
    ["fewer than are taken where the offer allows it", seats(3), { rules: { ...RULES, overAssignment: "accept" } }, { kind: "possible" }],
    ["the same seats", seats(10), {}, { kind: "same" }],
    ["seats beyond Microsoft's limit", seats(51), {}, { kind: "out-of-range", min: 1, max: 50 }],
    ["seats beyond the publisher's", seats(21), { rules: { ...RULES, plans: [rule("team", { maxSeats: 20, minSeats: 2 })] } }, { kind: "out-of-range", min: 2, max: 20 }],
    ["seats where Microsoft has no limit", seats(900_000), { offered: [plan("team", { maxQuantity: null })] }, { kind: "possible" }],
    ["seats of a flat plan", seats(3), { perSeat: false, quantity: 1, takenSeats: 0 }, { kind: "out-of-range", min: 1, max: 1 }],
    ["seats while nobody says what is on offer", seats(11), { offered: null }, { kind: "unavailable" }],
    ["more seats against the rules", seats(11), { rules: { ...RULES, seatIncreases: "refuse" } }, { kind: "refused", broken: { rule: "more-seats" }, reason: "Seats are not added here." }],
    ["another plan", to("more"), {}, { kind: "possible" }],
    ["another plan in other letters", to("MORE"), {}, { kind: "possible" }],
    ["the same plan", to("Team"), {}, { kind: "same" }],
    ["a plan for more seats", to("big"), {}, { kind: "out-of-range", min: 25, max: 50 }],
    ["a plan not sold any more", to("old"), {}, { kind: "plan-not-available" }],
    ["a plan not on offer", to("secret"), {}, { kind: "plan-not-available" }],
    ["a plan that the present one does not lead to", to("more"), { rules: { ...RULES, plans: [rule("team", { changesTo: ["big"] })] } }, { kind: "plan-not-available" }],
    ["an upgrade against the rules", to("more"), { rules: { ...RULES, planUpgrades: "refuse" } }, { kind: "refused", broken: { rule: "upgrade" }, reason: "Upgrades are not made here." }],
    ["more seats, though still fewer than are taken", seats(13), { takenSeats: 15 }, { kind: "possible" }],
    ["fewer seats where too many are taken already", seats(9), { takenSeats: 15 }, { kind: "below-assigned", tooMany: 6 }],
    ["a plan with as many seats, fewer than are taken", to("more"), { takenSeats: 12 }, { kind: "possible" }],
    ["a plan where people keep more seats than there are, as the offer allows", to("more"), { takenSeats: 12, rules: { ...RULES, overAssignment: "accept" } }, { kind: "possible" }],
    ["a plan per seat from a flat one that more people use", to("more"), { perSeat: false, quantity: 1, takenSeats: 4, rules: { ...RULES, plans: [rule("team", { perSeat: false })] } }, { kind: "below-assigned", tooMany: 3 }],
    ["a plan per seat from a flat one, with fewer seats than the publisher's least", to("more"), { perSeat: false, quantity: 1, takenSeats: 0, rules: { ...RULES, plans: [rule("team", { perSeat: false }), rule("more", { minSeats: 5 })] } }, { kind: "refused", broken: { rule: "fewest", seats: 5 }, reason: "more has 5 seats at least." }],
    ["a plan while nobody says what is on offer", to("more"), { offered: null }, { kind: "unavailable" }],
    ["the end", cancel, { offered: null }, { kind: "possible" }],
    ["the end while suspended", cancel, { status: "Suspended" }, { kind: "possible" }],
    ["seats while suspended", seats(11), { status: "Suspended" }, { kind: "wrong-state" }],
    ["the end of what is not active", cancel, { status: "PendingFulfillmentStart" }, { kind: "wrong-state" }],
    ["the end after the end", cancel, { status: "Unsubscribed" }, { kind: "wrong-state" }],
    ["anything of a status nobody knows", seats(11), { status: "Frozen" }, { kind: "wrong-state" }],
    ["seats without Update", seats(11), { allowedCustomerOperations: ["Read", "Delete"] }, { kind: "not-allowed", whoCan: "microsoft" }],
    ["the end without Delete", cancel, { allowedCustomerOperations: ["Read", "Update"], resold: true }, { kind: "not-allowed", whoCan: "reseller" }],
  ])("%s", (_, change, more, verdict) => {
    expect(judgeChange(change, { ...BASIS, ...more })).toEqual(verdict);
  });
});

test("the choices are what can be had, and the limits the narrower ones", () => {
  expect(choicesAmong(BASIS).map(({ planId }) => planId)).toEqual(["more", "big"]);
  expect(choicesAmong({ ...BASIS, offered: null })).toEqual([]);
  expect(seatLimits({ ...BASIS, offered: null })).toEqual({ min: 1, max: null });
  expect(seatLimits({ ...BASIS, rules: { ...RULES, plans: [rule("team", { maxSeats: 80, minSeats: 3 })] } })).toEqual({ min: 3, max: 50 });
});

test.each([{ kind: "quantity", quantity: 0 }, { kind: "quantity", quantity: "1.5" }, { kind: "quantity", quantity: 1_000_001 }, { kind: "quantity", quantity: "many" }, { kind: "plan", planId: " " }, { kind: "refund" }])("%j is no change", (given) => {
  expect(changeAsked.safeParse(given).success).toBe(false);
});

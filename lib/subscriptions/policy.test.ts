import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChangeRules, PlanRules } from "../offers/change-rules";
import { decideChange, rightsOf, stateOf } from "./policy";
import { SUBSCRIPTION_STATES, SUBSCRIPTION_STATUSES } from "./schema";
import { VISITORS } from "./visitor";

/** The table of docs/marketplace/landing.md: `view[, activates][, manager]` by visitor and state. */
function documented(): Map<string, string> {
  const page = readFileSync("docs/marketplace/landing.md", "utf8");
  const lines = page.slice(page.indexOf("<!-- rights -->")).split("\n").slice(1);
  const [head = [], , ...rows] = lines.slice(0, lines.findIndex((line) => !line.startsWith("|"))).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  const cells = new Map<string, string>();
  for (const [visitor, ...values] of rows) values.forEach((value, index) => cells.set(`${visitor} × ${head[index + 1]}`, value));
  return cells;
}

describe("what a visitor sees and may do", () => {
  const table = documented();

  it("is documented for every visitor and every state, and for nothing else", () => {
    const expected = VISITORS.flatMap((visitor) => SUBSCRIPTION_STATES.map((state) => `${visitor} × ${state}`));
    expect([...table.keys()].sort()).toEqual(expected.sort());
  });

  it.each(VISITORS.flatMap((visitor) => SUBSCRIPTION_STATES.map((state) => ({ visitor, state }))))("$visitor × $state", ({ visitor, state }) => {
    const { view, mayActivate, becomesManager } = rightsOf(visitor, state);
    const told = [view, mayActivate ? "activates" : "", becomesManager ? "manager" : ""].filter(Boolean).join(", ");
    expect(told).toBe(table.get(`${visitor} × ${state}`));
  });

  it("lets nobody activate anything but a pending subscription, and only where the order is shown", () => {
    for (const visitor of VISITORS) {
      for (const state of SUBSCRIPTION_STATES) {
        const rights = rightsOf(visitor, state);
        expect(rights.mayActivate).toBe(rights.view === "order");
        if (rights.mayActivate) expect(state).toBe("pending");
      }
    }
  });
});

describe("where a subscription stands", () => {
  const HANDED_OVER = new Date();

  it.each([
    [null, null, "pending"],
    ["requested", null, "pending"],
    ["requested", HANDED_OVER, "activating"],
    ["accepted", null, "activating"],
    ["accepted", HANDED_OVER, "activating"],
    ["subscribed", null, "activating"],
    ["refused", null, "pending"],
    ["refused", HANDED_OVER, "pending"],
    ["failed", HANDED_OVER, "pending"],
    ["handed-over", HANDED_OVER, "activating"],
    ["reported-failed", HANDED_OVER, "set-up-failed"],
    ["refusing", HANDED_OVER, "set-up-failed"],
    ["refusing", null, "set-up-failed"],
  ] as const)("pending at Microsoft, activation %s → %s, %s", (activation, handedOverAt, state) => {
    const standing = activation === null ? null : { state: activation, handedOverAt };
    expect(["NotStarted", "PendingFulfillmentStart"].map((status) => stateOf(status, standing))).toEqual([state, state]);
    expect(["Subscribed", "Suspended", "Unsubscribed"].map((status) => stateOf(status, standing))).toEqual(["subscribed", "suspended", "unsubscribed"]);
    expect(["Transferred", ""].map((status) => stateOf(status, standing))).toEqual(["unknown", "unknown"]);
  });

  it("knows every status that Microsoft documents", () => {
    for (const status of SUBSCRIPTION_STATUSES) expect(stateOf(status, null)).not.toBe("unknown");
  });
});

const PLANS: readonly PlanRules[] = [
  { planId: "basic", perSeat: false, level: 1, changesTo: null, minSeats: null, maxSeats: null },
  { planId: "team", perSeat: true, level: 2, changesTo: ["enterprise", "Twin"], minSeats: 2, maxSeats: 50 },
  { planId: "twin", perSeat: true, level: 2, changesTo: [], minSeats: null, maxSeats: null },
  { planId: "enterprise", perSeat: true, level: 3, changesTo: null, minSeats: 25, maxSeats: null },
  { planId: "special", perSeat: true, level: null, changesTo: null, minSeats: null, maxSeats: null },
];
const OPEN: ChangeRules = { decisionUrl: null, whenSilent: "accept", planUpgrades: "accept", planDowngrades: "accept", seatIncreases: "accept", seatDecreases: "accept", overAssignment: "refuse", plans: PLANS };
const FREE: ChangeRules = { ...OPEN, plans: PLANS.map((plan) => ({ ...plan, changesTo: null, minSeats: null, maxSeats: null })) };

type Side = readonly [string | null, number | null];
interface Case {
  readonly change: string;
  readonly from: Side;
  readonly to: Side;
  readonly assigned?: number;
  readonly rules?: Partial<ChangeRules>;
  /** null: accepted. */
  readonly refused: string | null;
  readonly isSettled?: boolean;
}

const side = ([planId, quantity]: Side) => ({ planId, quantity });
const decided = (action: "ChangePlan" | "ChangeQuantity", { from, to, assigned = 0, rules = {} }: Case) => decideChange({ action, from: side(from), to: side(to), assignedSeats: assigned }, { ...OPEN, ...rules });

describe("a change of plan", () => {
  it.each<Case>([
    { change: "to any other where nothing is said", from: ["basic", 1], to: ["special", 1], refused: null },
    { change: "that changes nothing (the echo of a refusal)", from: ["twin", 5], to: ["TWIN", 5], refused: null, isSettled: true },
    { change: "of which the call says nothing", from: ["basic", 1], to: [null, 1], refused: null },
    { change: "along an allowed path", from: ["team", 30], to: ["enterprise", 30], refused: null },
    { change: "along an allowed path, whatever the letters", from: ["TEAM", 30], to: ["twin", 30], refused: null },
    { change: "off the allowed paths", from: ["team", 30], to: ["basic", 30], refused: "From team one cannot change to basic." },
    { change: "away from where there is no way", from: ["twin", 5], to: ["special", 5], refused: "From twin one cannot change to special." },
    { change: "up, where that is refused", from: ["basic", 1], to: ["team", 5], rules: { planUpgrades: "refuse" }, refused: "Upgrades are not made here." },
    { change: "up, where only down is refused", from: ["basic", 1], to: ["team", 5], rules: { planDowngrades: "refuse" }, refused: null },
    { change: "down, where that is refused", from: ["enterprise", 30], to: ["basic", 30], rules: { planDowngrades: "refuse" }, refused: "Downgrades are not made here." },
    { change: "down, where only up is refused", from: ["enterprise", 30], to: ["basic", 30], rules: { planUpgrades: "refuse" }, refused: null },
    { change: "to the same level, where both are refused", from: ["team", 5], to: ["twin", 5], rules: { planUpgrades: "refuse", planDowngrades: "refuse" }, refused: null },
    { change: "to a plan without a level, where both are refused", from: ["basic", 1], to: ["special", 1], rules: { planUpgrades: "refuse", planDowngrades: "refuse" }, refused: null },
    { change: "with too few seats for the new plan", from: ["team", 24], to: ["enterprise", 24], refused: "enterprise has 25 seats at least." },
    { change: "with too many seats for the new plan", from: ["enterprise", 51], to: ["team", 51], refused: "team has 50 seats at most." },
    { change: "to fewer seats than are assigned", from: ["enterprise", 30], to: ["team", 10], assigned: 11, refused: "11 seats are assigned: take 1 back first." },
    { change: "to fewer seats than are assigned, where that may be", from: ["enterprise", 30], to: ["team", 10], assigned: 11, rules: { overAssignment: "accept" }, refused: null },
    { change: "to a plan that is not registered, below what is assigned, where that may be", from: ["special", 9], to: ["new-one", 2], assigned: 9, rules: { overAssignment: "accept" }, refused: null },
    { change: "with as many seats, fewer than are assigned", from: ["special", 12], to: ["team", 12], assigned: 15, refused: null },
    { change: "with more seats, fewer than are assigned", from: ["special", 12], to: ["team", 13], assigned: 15, refused: null },
    { change: "to fewer seats where too many are assigned already", from: ["special", 12], to: ["team", 11], assigned: 15, refused: "15 seats are assigned: take 4 back first." },
    { change: "from a flat plan to fewer seats than are assigned", from: ["basic", 1], to: ["special", 1], assigned: 4, refused: "4 seats are assigned: take 3 back first." },
    { change: "to a flat plan with seats assigned", from: ["enterprise", 30], to: ["basic", 1], assigned: 11, refused: null },
    { change: "to a plan per seat without a word about seats", from: ["basic", 1], to: ["enterprise", null], refused: null },
    { change: "to a plan that is not registered", from: ["basic", 1], to: ["new-one", 1], rules: { planUpgrades: "refuse", planDowngrades: "refuse" }, refused: null },
    { change: "to a plan that is not registered, with fewer seats than are assigned", from: ["special", 9], to: ["new-one", 2], assigned: 9, refused: "9 seats are assigned: take 7 back first." },
    { change: "from a plan that is not registered", from: ["old-one", 5], to: ["team", 5], refused: null },
    { change: "from nobody knows where", from: [null, null], to: ["team", 5], refused: null },
  ])("$change", (each) => {
    const decision = decided("ChangePlan", each);
    expect(decision.kind === "refuse" ? decision.reason : null).toBe(each.refused);
    if (decision.kind === "accept") expect(decision.isSettled).toBe(each.isSettled ?? false);
  });
});

describe("a change of seats", () => {
  it.each<Case>([
    { change: "up", from: ["team", 10], to: ["team", 11], refused: null },
    { change: "down to what is assigned", from: ["team", 10], to: ["team", 5], assigned: 5, refused: null },
    { change: "below what is assigned", from: ["team", 10], to: ["team", 4], assigned: 5, refused: "5 seats are assigned: take 1 back first." },
    { change: "below what is assigned, where that may be", from: ["team", 10], to: ["team", 4], assigned: 5, rules: { overAssignment: "accept" }, refused: null },
    { change: "below what is assigned and below the least, where only the one may be", from: ["team", 10], to: ["team", 1], assigned: 5, rules: { overAssignment: "accept" }, refused: "team has 2 seats at least." },
    { change: "below what is assigned, where fewer seats are refused", from: ["team", 10], to: ["team", 4], assigned: 5, rules: { overAssignment: "accept", seatDecreases: "refuse" }, refused: "Seats are not taken away here." },
    { change: "below the one that is assigned", from: ["special", 10], to: ["special", 0], assigned: 1, refused: "1 seat is assigned: take 1 back first." },
    { change: "up, though more are assigned", from: ["team", 12], to: ["team", 13], assigned: 15, refused: null },
    { change: "down, where more are assigned already", from: ["team", 12], to: ["team", 11], assigned: 15, refused: "15 seats are assigned: take 4 back first." },
    { change: "that changes nothing, though more are assigned", from: ["team", 4], to: ["team", 4], assigned: 5, refused: null, isSettled: true },
    { change: "of which the call says nothing", from: ["team", 10], to: ["team", null], refused: null },
    { change: "to the least", from: ["team", 10], to: ["team", 2], refused: null },
    { change: "below the least", from: ["team", 10], to: ["team", 1], refused: "team has 2 seats at least." },
    { change: "to the most", from: ["team", 10], to: ["team", 50], refused: null },
    { change: "above the most", from: ["team", 10], to: ["TEAM", 51], refused: "team has 50 seats at most." },
    { change: "up, where that is refused", from: ["team", 10], to: ["team", 11], rules: { seatIncreases: "refuse" }, refused: "Seats are not added here." },
    { change: "up, where only down is refused", from: ["team", 10], to: ["team", 11], rules: { seatDecreases: "refuse" }, refused: null },
    { change: "down, where that is refused", from: ["team", 10], to: ["team", 9], rules: { seatDecreases: "refuse" }, refused: "Seats are not taken away here." },
    { change: "down, where only up is refused", from: ["team", 10], to: ["team", 9], rules: { seatIncreases: "refuse" }, refused: null },
    { change: "of a plan that is not registered", from: ["new-one", 10], to: ["new-one", 1000], refused: null },
    { change: "from nobody knows how many", from: [null, null], to: [null, 7], rules: { seatIncreases: "refuse", seatDecreases: "refuse" }, refused: null },
    { change: "of nobody knows how many, below what is assigned", from: [null, null], to: [null, 7], assigned: 8, refused: "8 seats are assigned: take 1 back first." },
  ])("$change", (each) => {
    const decision = decided("ChangeQuantity", each);
    expect(decision.kind === "refuse" ? decision.reason : null).toBe(each.refused);
    if (decision.kind === "accept") expect(decision.isSettled).toBe(each.isSettled ?? false);
  });

  it("is never accepted down below what is assigned unless that may be, and never refused where no rule is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), fc.nat(60), (before, after, assigned) => {
        const change: Case = { change: "", from: ["team", before], to: ["team", after], assigned, refused: null };
        if (after < assigned && after < before) expect(decided("ChangeQuantity", change).kind).toBe("refuse");
        else expect(decided("ChangeQuantity", { ...change, rules: FREE }).kind).toBe("accept");
        expect(decided("ChangeQuantity", { ...change, rules: { ...FREE, overAssignment: "accept" } }).kind).toBe("accept");
      }),
    );
  });
});

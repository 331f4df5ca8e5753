import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rightsOf, stateOf } from "./policy";
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
  it.each([
    ["NotStarted", false, "pending"],
    ["PendingFulfillmentStart", false, "pending"],
    ["PendingFulfillmentStart", true, "activating"],
    ["NotStarted", true, "activating"],
    ["Subscribed", false, "subscribed"],
    ["Subscribed", true, "subscribed"],
    ["Suspended", true, "suspended"],
    ["Unsubscribed", true, "unsubscribed"],
    ["Unsubscribed", false, "unsubscribed"],
    ["Transferred", true, "unknown"],
    ["", false, "unknown"],
  ] as const)("%s, activation accepted: %s → %s", (status, accepted, state) => {
    expect(stateOf(status, accepted)).toBe(state);
  });

  it("knows every status that Microsoft documents", () => {
    for (const status of SUBSCRIPTION_STATUSES) expect(stateOf(status, false)).not.toBe("unknown");
  });
});

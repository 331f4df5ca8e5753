import { describe, expect, it } from "vitest";
import { planField, valuesOfForm, valuesOfRules } from "@/components/offers/change-rules-values";

const CONSENTS = { whenSilent: "refuse", planUpgrades: "accept", planDowngrades: "refuse", seatIncreases: "accept", seatDecreases: "accept" } as const;
const VALUES = valuesOfRules({
  ...CONSENTS,
  overAssignment: "accept",
  decisionUrl: null,
  plans: [
    { planId: "basic", perSeat: false, level: 0, changesTo: [], minSeats: null, maxSeats: null },
    { planId: "team", perSeat: true, level: null, changesTo: null, minSeats: 2, maxSeats: 50 },
    { planId: "pro", perSeat: true, level: 3, changesTo: ["basic", "team"], minSeats: null, maxSeats: null },
  ],
});

describe("the fields of the rules for changes", () => {
  it("come back as they were shown", () => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...CONSENTS, decisionUrl: "" })) form.set(name, value);
    for (const [index, { planId, level, changesTo, minSeats, maxSeats }] of VALUES.plans.entries()) {
      for (const [name, value] of Object.entries({ planId, level, minSeats, maxSeats })) form.set(planField(index, name === "planId" || name === "level" || name === "minSeats" ? name : "maxSeats"), value);
      if (changesTo === null) form.set(planField(index, "anyTarget"), "on");
      for (const target of changesTo ?? []) form.append(planField(index, "changesTo"), target);
    }
    expect(valuesOfForm(form)).toEqual(VALUES);
    expect(VALUES.plans.map(({ level, minSeats }) => [level, minSeats])).toEqual([["0", ""], ["", "2"], ["3", ""]]);
  });

  it("are empty where nothing was sent, or a file", () => {
    const form = new FormData();
    form.set("decisionUrl", new File(["x"], "x"));
    form.set(planField(0, "planId"), "team");
    form.append(planField(0, "changesTo"), new File(["x"], "x"));
    expect(valuesOfForm(form)).toMatchObject({ decisionUrl: "", whenSilent: "", plans: [{ planId: "team", level: "", changesTo: [], maxSeats: "" }] });
    expect(valuesOfForm(new FormData()).plans).toEqual([]);
  });
});

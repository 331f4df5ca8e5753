import { expect, it } from "vitest";
import { operationLook, targetWords } from "@/components/subscriptions/operation-words";

const NOTHING = { planFrom: null, planTo: null, quantityFrom: null, quantityTo: null };

it.each([
  ["ChangePlan", { planFrom: "Basic", planTo: "Team", quantityTo: 5 }, "Basic → Team"],
  ["ChangePlan", { planFrom: "Basic", planTo: "Basic" }, "to Basic"],
  ["ChangePlan", {}, ""],
  ["ChangeQuantity", { quantityFrom: 5, quantityTo: 8, planFrom: "Team", planTo: "Team" }, "5 → 8"],
  ["ChangeQuantity", { quantityTo: 8 }, "to 8"],
  ["Suspend", { planTo: "Team", quantityTo: 8 }, ""],
  ["SomethingNew", { planTo: "Team" }, ""],
])("%s with %j reads %s", (action, given, words) => {
  expect(targetWords({ ...NOTHING, action, ...given })).toBe(words);
});

it("shows a status that Microsoft adds as it is", () => {
  expect(operationLook("Succeeded").tone).toBe("success");
  expect(operationLook("constructor")).toEqual({ word: "constructor", tone: "outline", glyph: "info" });
});

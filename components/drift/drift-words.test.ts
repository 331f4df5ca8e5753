import { expect, it } from "vitest";
import { differenceWords, DRIFT_KIND_WORDS, repairWords, resolutionLook, valueWords } from "@/components/drift/drift-words";

const TENANT = "0b1e6a52-7d3c-4c7e-9b0a-2f6d8a4c1e90";

it.each([
  ["differs", "quantity", "ours", "5", "5"],
  ["differs", "status", "theirs", "Subscribed", "Subscribed"],
  ["differs", "autoRenew", "theirs", "false", "Ends with the term"],
  ["differs", "autoRenew", "theirs", "perhaps", "perhaps"],
  ["differs", "isFreeTrial", "ours", "true", "Yes"],
  ["differs", "endDate", "ours", "2026-01-31", "31 Jan 2026"],
  ["differs", "endDate", "ours", "", "Nothing"],
  ["differs", "termUnit", "ours", "P1M", "Monthly"],
  ["differs", "termUnit", "ours", "constructor", "constructor"],
  ["differs", "allowedCustomerOperations", "ours", "Delete Read", "Delete, Read"],
  ["differs", "beneficiary", "ours", `${TENANT}/`, `tenant ${TENANT}`],
  ["differs", "purchaser", "theirs", `${TENANT}/x`, `tenant ${TENANT}\nperson x`],
  ["differs", "purchaser", "theirs", "/", "Nothing"],
  ["missing", "", "ours", "Subscribed", "Subscribed"],
  ["missing", "", "theirs", null, "Not listed"],
  ["unregistered", "", "ours", null, "Not here"],
  ["unregistered", "", "theirs", "inkwell", "inkwell"],
  ["unreadable", "", "theirs", null, "–"],
] as const)("%s %s, %s: %s reads %s", (kind, field, side, value, text) => {
  expect(valueWords({ kind, field }, side, value).text).toBe(text);
});

it("has words of its own, and shows what a later version writes as it is", () => {
  expect(differenceWords({ kind: "differs", field: "quantity" })).toBe("Seats");
  expect(differenceWords({ kind: "missing", field: "" })).toBe("Not in Microsoft's list");
  expect(differenceWords({ kind: "differs", field: "colour" })).toBe("colour");
  expect(differenceWords({ kind: "shifted", field: "" })).toBe("shifted");
  expect(resolutionLook("forgiven").word).toBe("forgiven");
});

it("explains every kind that speaks of no field", () => {
  const explained = Object.entries(DRIFT_KIND_WORDS).filter(([, { meaning }]) => meaning !== "");
  expect(explained.map(([kind]) => kind)).toEqual(["missing", "unregistered", "ended", "unreadable"]);
});

it("tells why a difference stays", () => {
  expect(repairWords({ kind: "open", problem: "Microsoft does not answer." }, "Teamboard")).toEqual({ tone: "warning", title: "It stays open: Teamboard", text: "Microsoft does not answer." });
});

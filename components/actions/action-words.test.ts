import { expect, it } from "vitest";
import { actionSentence, actorWords } from "@/components/actions/action-words";
import { ACTION_TYPES } from "@/lib/actions/schema";

const action = (type: string, details: object | null = null, actor: { actorKind: string; actorName: string | null } = { actorKind: "marketplace", actorName: null }) => ({ type, details: details && JSON.stringify(details), ...actor });

it("has words for every type of action", () => {
  for (const type of ACTION_TYPES) expect(actionSentence(action(type)), type).not.toBe("");
});

it.each([
  [action("ChangePlan", { from: "basic", to: "pro" }), "The customer or Microsoft changed the plan from basic to pro"],
  [action("ChangePlan", { from: "basic", to: "team", quantityFrom: 1, quantityTo: 5 }), "The customer or Microsoft changed the plan from basic to team, with quantity 5"],
  [action("ChangeQuantity", { from: 5, to: 8 }, { actorKind: "user", actorName: "Mira" }), "Mira changed the seats from 5 to 8"],
  [action("ChangeQuantity", { operationId: "x" }, { actorKind: "job", actorName: null }), "A background job changed the seats"],
  [action("Renew", { from: "2026-01-31", to: "2026-02-28" }), "Microsoft renewed the subscription until 2026-02-28"],
  [action("Suspend"), "Microsoft suspended the subscription"],
  [action("Unsubscribe", {}), "The customer or Microsoft ended the subscription"],
  [action("Assign", { userId: "x", user: "jonas@aurora.example" }, { actorKind: "api-key", actorName: "ERP" }), "ERP gave jonas@aurora.example a seat"],
  [action("RequestSeat", { userId: "x", user: "jonas@aurora.example" }, { actorKind: "user", actorName: "Jonas" }), "Jonas asked for a seat"],
  [action("TransferOwnership", null, { actorKind: "user", actorName: "Mira" }), "Mira handed the subscription over"],
  [action("Transfer", { from: "a" }), "Microsoft "],
  [action("toString", null, { actorKind: "robot", actorName: null }), "robot "],
])("%j", (told, sentence) => {
  expect(`${actorWords(told)} ${actionSentence(told)}`).toBe(sentence);
});

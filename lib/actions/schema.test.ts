import { expect, it } from "vitest";
import { readChange, type RecordedChange } from "./schema";

it.each<[string, string | null, RecordedChange | null]>([
  ["ChangePlan", '{"from":"basic","to":"pro","operationId":"x"}', { kind: "plan", from: "basic", to: "pro", seats: null }],
  ["ChangePlan", '{"from":"basic","to":"team","quantityFrom":1,"quantityTo":5}', { kind: "plan", from: "basic", to: "team", seats: 5 }],
  ["ChangePlan", '{"operationId":"x"}', null],
  ["ChangePlan", '{"from":5,"to":"pro"}', null],
  ["ChangeQuantity", '{"from":5,"to":8}', { kind: "seats", from: 5, to: 8 }],
  ["ChangeQuantity", '{"to":8}', { kind: "seats", from: null, to: 8 }],
  ["ChangeQuantity", '{"from":"5","to":"8"}', null],
  ["Renew", '{"from":"2026-01-31","to":"2026-02-28"}', { kind: "term", ends: "2026-02-28" }],
  ["Renew", '{"from":null,"to":null}', null],
  ["Renew", "not JSON", null],
  ["Renew", "[]", null],
  ["Suspend", "{}", null],
  ["constructor", '{"from":1,"to":2}', null],
  ["ChangePlan", null, null],
])("%s with %s", (type, details, expected) => {
  expect(readChange(type, details)).toEqual(expected);
});

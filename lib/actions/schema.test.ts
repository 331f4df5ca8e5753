import { expect, it } from "vitest";
import { readChange, readConcerned, type ConcernedUser, type RecordedChange } from "./schema";

it.each<[string, string | null, RecordedChange | null]>([
  ["ChangePlan", '{"from":"basic","to":"pro","operationId":"x"}', { kind: "plan", from: "basic", to: "pro", seatsBefore: null, seats: null }],
  ["ChangePlan", '{"from":"basic","to":"team","quantityFrom":1,"quantityTo":5}', { kind: "plan", from: "basic", to: "team", seatsBefore: 1, seats: 5 }],
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

it.each<[string, string | null, ConcernedUser | null]>([
  ["Assign", '{"userId":"0000ABCD-0000-0000-0000-000000000001","user":"jonas@aurora.example"}', { userId: "0000abcd-0000-0000-0000-000000000001", user: "jonas@aurora.example" }],
  ["Invite", '{"user":"jonas@aurora.example","invitationId":7}', { userId: null, user: "jonas@aurora.example" }],
  ["RemoveManager", '{"userId":"0000"}', null],
  ["RequestSeat", '{"user":""}', null],
  ["DeclineRequest", "not JSON", null],
  ["TransferOwnership", null, null],
  ["Activate", '{"userId":"0000","user":"jonas@aurora.example"}', null],
])("%s with %s concerns somebody", (type, details, expected) => {
  expect(readConcerned(type, details)).toEqual(expected);
});

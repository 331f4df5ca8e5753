import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCall } from "./read-call";

const ID = "C2B7E640-3D19-4F0A-8E55-6A9D13F7B820";
const SUBSCRIPTION = "7d0c5f2e-91a4-4c8b-b6d3-2f5e8a41c907";
const NOTHING = { planId: null, quantity: null };
const least = { id: ID, subscriptionId: SUBSCRIPTION, action: "ChangePlan" };
const read = (body: unknown) => readCall(typeof body === "string" ? body : JSON.stringify(body));

describe("the body of a call", () => {
  it("is read as the marketplace sends it today", () => {
    expect(
      read({ ...least, activityId: "x", publisherId: "northwindlabs", offerId: "ledgerlight", planId: "team-annual", quantity: 12, timeStamp: "2026-11-20T14:05:31.4470911Z", status: "InProgress", operationRequestSource: "Azure", subscription: { id: SUBSCRIPTION, planId: "team-monthly", quantity: 10, term: { endDate: "2026-12-02T00:00:00Z" } }, purchaseToken: null, somethingNew: { deep: [1] } }),
    ).toEqual({
      kind: "read",
      call: { operationId: ID.toLowerCase(), subscriptionId: SUBSCRIPTION, action: "ChangePlan", requestSource: "Azure", happenedAt: new Date("2026-11-20T14:05:31.447Z"), target: { planId: "team-annual", quantity: 12 }, before: { planId: "team-monthly", quantity: 10 }, termEndDate: new Date("2026-12-02T00:00:00Z") },
    });
  });

  it("needs the three that tell one event from another, and no more", () => {
    expect(read(least)).toEqual({ kind: "read", call: { operationId: ID.toLowerCase(), subscriptionId: SUBSCRIPTION, action: "ChangePlan", requestSource: null, happenedAt: null, target: NOTHING, before: null, termEndDate: null } });
    for (const missing of ["id", "subscriptionId", "action"]) {
      for (const value of [undefined, null, "", "  ", 7, {}, "x".repeat(65)]) expect(read({ ...least, [missing]: value })).toEqual({ kind: "unreadable", problem: `${missing}: missing, or not a text.` });
    }
    for (const body of ["", "not JSON", "null", "[]", "7", '"text"', "{", "\u0000"]) expect(read(body).kind).toBe("unreadable");
  });

  it.each<[string, object]>([
    ["the bare Subscribe of a renewal day", { ...least, action: "Subscribe", activityId: "x", operationRequestSource: "Azure", timeStamp: "2021-05-27T05:36:41.1791983Z" }],
    ["the Renew with four fields of the subscription", { ...least, action: "Renew", publisherId: "x", offerId: "x", planId: "x", quantity: 1, status: "Succeeded", subscription: { id: SUBSCRIPTION, publisherId: "x", offerId: "x", name: "x" } }],
    ["the Unsubscribe of empty texts", { ...least, action: "Unsubscribe", offerId: "", planId: "", publisherId: "", quantity: "", status: "" }],
  ])("is read as it was reported: %s", (_, body) => {
    expect(read(body)).toMatchObject({ kind: "read", call: { operationId: ID.toLowerCase() } });
  });

  it("takes null, an empty text and nothing for the same", () => {
    for (const value of [null, "", undefined]) {
      expect(read({ ...least, planId: value, quantity: value, timeStamp: value, operationRequestSource: value, subscription: value })).toEqual(read(least));
    }
  });

  it("takes an unheard-of action as it came, and a known one in whatever letters", () => {
    expect(read({ ...least, action: " Transfer " })).toMatchObject({ call: { action: "Transfer" } });
    expect(read({ ...least, action: "CHANGEQUANTITY" })).toMatchObject({ call: { action: "ChangeQuantity" } });
    expect(read({ ...least, action: "constructor" })).toMatchObject({ call: { action: "constructor" } });
  });

  it("takes seats as numbers and as text, and the emulator's spelling of the source", () => {
    expect(read({ ...least, quantity: "18", operationRequestedSource: "Partner" })).toMatchObject({ call: { target: { quantity: 18 }, requestSource: "Partner" } });
    for (const quantity of [-1, 1.5, "many", true, [], 1e300, 2 ** 31, "2147483648"]) expect(read({ ...least, quantity })).toMatchObject({ call: { target: { quantity: null } } });
  });

  it("takes a moment without a zone for UTC, and a byte order mark for nothing", () => {
    expect(read({ ...least, timeStamp: "2026-11-20T14:05:31.4470911" })).toMatchObject({ call: { happenedAt: new Date("2026-11-20T14:05:31.447Z") } });
    expect(read(`\uFEFF${JSON.stringify(least)}`)).toMatchObject({ kind: "read" });
    for (const timeStamp of ["yesterday", "0001-01-01T00:00:00", 7]) expect(read({ ...least, timeStamp })).toMatchObject({ call: { happenedAt: null } });
  });

  it("never throws, whatever comes", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.object({ key: fc.constantFrom("id", "subscriptionId", "action", "planId", "quantity", "timeStamp", "subscription", "operationRequestSource") }).map((each) => JSON.stringify({ ...least, ...each }))), (raw) => {
      expect(["read", "unreadable"]).toContain(readCall(raw).kind);
    }));
  });
});

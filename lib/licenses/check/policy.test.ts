import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PERSONAL_ACCOUNTS_TENANT } from "../../kernel/ids";
import { LICENSE_MODELS } from "../../offers/schema";
import { decide, standingIn, type Candidate, type Person, type Standing } from "./policy";

const AURORA = "5e1c7a3f-1f2b-4c0d-9a3e-0b6f2d9c8e71";
const OTHER = "7a9d1b2c-3e4f-4a5b-8c6d-9e0f1a2b3c4d";
const ADA = "c3a8e5f1-2b64-4d97-b0c8-7f5d1e9a2364";
const BEN = "0d8f6b2e-91c4-4a7d-8e35-52b7c1f0a964";
const LICENSE = { id: "license", lastCheckedAt: null };
const ada: Person = { tenantId: AURORA, userId: ADA };
const personally: Person = { tenantId: PERSONAL_ACCOUNTS_TENANT, userId: ADA };

const candidate = (subscriptionId: string, given: Partial<Candidate> = {}): Candidate => ({
  id: `row of ${subscriptionId}`, subscriptionId, tenantId: AURORA, beneficiaryObjectId: BEN, planId: "team", status: "Subscribed", model: "seat", isFull: false, createdAt: new Date(0), license: null, ...given,
});

describe("what one subscription says", () => {
  /** With a license, then without one: by the seat, site, first come with a seat free, first come without. */
  const TABLE: [status: string, licensed: Standing, seat: Standing, site: Standing, free: Standing, full: Standing][] = [
    ["Subscribed", "assigned", "not-assigned", "site", "claim", "no-seat-free"],
    ["Suspended", "suspended", "suspended", "suspended", "suspended", "suspended"],
    ["Unsubscribed", "unsubscribed", "unsubscribed", "unsubscribed", "unsubscribed", "unsubscribed"],
    ["PendingFulfillmentStart", "not-activated", "not-activated", "not-activated", "not-activated", "not-activated"],
    ["NotStarted", "not-activated", "not-activated", "not-activated", "not-activated", "not-activated"],
    ["Frozen by Microsoft", "not-activated", "not-activated", "not-activated", "not-activated", "not-activated"],
  ];

  it.each(TABLE)("%s", (status, licensed, seat, site, free, full) => {
    for (const model of LICENSE_MODELS) for (const isFull of [true, false]) expect(standingIn({ status, model, isFull, license: LICENSE })).toBe(licensed);
    for (const isFull of [true, false]) expect([standingIn({ status, model: "seat", isFull, license: null }), standingIn({ status, model: "site", isFull, license: null })]).toEqual([seat, site]);
    expect([standingIn({ status, model: "first-come", isFull: false, license: null }), standingIn({ status, model: "first-come", isFull: true, license: null })]).toEqual([free, full]);
  });
});

describe("of several", () => {
  const later = new Date(1);
  const assigned = candidate("assigned", { license: LICENSE });
  const site = candidate("site", { model: "site" });
  const free = candidate("free", { model: "first-come" });
  const full = candidate("full", { model: "first-come", isFull: true });
  const none = candidate("none");
  const suspended = candidate("suspended", { status: "Suspended" });
  const pending = candidate("pending", { status: "PendingFulfillmentStart" });
  const ended = candidate("ended", { status: "Unsubscribed" });
  const bestFirst = [assigned, site, free, full, none, suspended, pending, ended];
  const reasons = ["assigned", "site", "claim", "no-seat-free", "not-assigned", "suspended", "not-activated", "unsubscribed"];

  it.each(bestFirst.map((best, index) => [best.subscriptionId, index] as const))("%s decides over all that are worse, however new those are", (subscriptionId, index) => {
    const worse = bestFirst.slice(index + 1).map((each) => ({ ...each, createdAt: later }));
    const decision = decide(ada, [...worse, ...bestFirst.slice(index, index + 1)]);
    expect(decision.kind === "claim" ? ["claim", decision.of[0].subscriptionId] : [decision.reason, decision.of?.subscriptionId]).toEqual([reasons[index], subscriptionId]);
  });

  it("the newest does where they are alike, and of two that are suspended the one that would license", () => {
    expect(decide(ada, [site, candidate("newer", { model: "site", createdAt: later })])).toMatchObject({ of: { subscriptionId: "newer" } });
    expect(decide(ada, [{ ...suspended, createdAt: later }, candidate("theirs", { status: "Suspended", license: LICENSE })])).toMatchObject({ reason: "suspended", of: { subscriptionId: "theirs" } });
  });

  it("every one that is first come, first served is tried, the newest first", () => {
    const decision = decide(ada, [free, candidate("newer", { model: "first-come", createdAt: later }), full, none]);
    expect(decision.kind === "claim" && decision.of.map(({ subscriptionId }) => subscriptionId)).toEqual(["newer", "free"]);
  });
});

describe("somebody with a personal account", () => {
  const personal = (given: Partial<Candidate>) => candidate("personal", { tenantId: PERSONAL_ACCOUNTS_TENANT, ...given });

  it.each([
    ["has what is theirs", personal({ model: "site", beneficiaryObjectId: ADA }), { reason: "site" }],
    ["has what they were given", personal({ license: LICENSE }), { reason: "assigned" }],
    ["has nothing of what another person bought for everybody", personal({ model: "site" }), { reason: "no-subscription", of: null }],
    ["comes first at nobody else's", personal({ model: "first-come" }), { reason: "no-subscription", of: null }],
    ["has nothing of an organisation", candidate("organisation", { license: LICENSE, beneficiaryObjectId: ADA }), { reason: "no-subscription", of: null }],
  ])("%s", (_, one, expected) => {
    expect(decide(personally, [one])).toMatchObject({ kind: "answer", ...expected });
  });
});

const candidates = fc.uniqueArray(
  fc.record({
    subscriptionId: fc.uuid(),
    tenantId: fc.constantFrom(AURORA, OTHER, PERSONAL_ACCOUNTS_TENANT),
    beneficiaryObjectId: fc.constantFrom(ADA, BEN, null),
    status: fc.constantFrom("Subscribed", "Suspended", "Unsubscribed", "PendingFulfillmentStart", "subscribed", "?"),
    model: fc.constantFrom(...LICENSE_MODELS),
    isFull: fc.boolean(),
    createdAt: fc.constantFrom(new Date(0), new Date(1), new Date(2)),
    license: fc.constantFrom(null, LICENSE),
  }),
  { selector: ({ subscriptionId }) => subscriptionId, maxLength: 8 },
);
const person = fc.record({ tenantId: fc.constantFrom(AURORA, PERSONAL_ACCOUNTS_TENANT), userId: fc.constantFrom(ADA, BEN) });

describe("whatever a customer has", () => {
  it("is asked in an order that does not matter", () => {
    fc.assert(
      fc.property(person, candidates.chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length }))), (who, [some, shuffled]) => {
        const [one, other] = [some, shuffled].map((list) => decide(who, list.map((each) => candidate(each.subscriptionId, each))));
        expect(one).toEqual(other);
      }),
    );
  });

  it("licenses nobody but by an active subscription of their own tenant, and of a personal account only by their own", () => {
    fc.assert(
      fc.property(person, candidates, (who, some) => {
        const decision = decide(who, some.map((each) => candidate(each.subscriptionId, each)));
        const licensing = decision.kind === "claim" ? decision.of : decision.reason === "assigned" || decision.reason === "site" ? [decision.of] : [];
        for (const by of licensing) {
          expect(by).toMatchObject({ status: "Subscribed", tenantId: who.tenantId });
          expect(who.tenantId !== PERSONAL_ACCOUNTS_TENANT || by?.license !== null || by.beneficiaryObjectId === who.userId).toBe(true);
        }
      }),
    );
  });

  it("licenses whoever has a seat in one that is active", () => {
    fc.assert(
      fc.property(person, candidates, (who, some) => {
        const mine = candidate("0", { tenantId: who.tenantId, license: LICENSE });
        expect(decide(who, [...some.map((each) => candidate(each.subscriptionId, each)), mine])).toMatchObject({ kind: "answer", reason: "assigned" });
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { marketplacePlan, marketplaceSubscription, moment, planList, quantity, resolvedPurchase, subscriptionPage, withoutPreview } from "./fulfillment-schema";

const ID = "fb494e49-67ca-4673-658b-01f8c56393ec";
const TENANT = "5a3e7d91-6c08-4f2b-93ad-e1b7402c6f58";
const NIL = "00000000-0000-0000-0000-000000000000";
const NOBODY = { emailId: null, objectId: null, tenantId: null };
const NO_TERM = { startDate: null, endDate: null, termUnit: null, chargeDuration: null };
const LEAST = { id: ID, offerId: "teamboard", planId: "team-monthly", saasSubscriptionStatus: "Subscribed" };
const with_ = (more: object): object => ({ ...LEAST, ...more });

describe("a quantity", () => {
  it.each([
    [20, 20],
    ["20", 20],
    [" 20 ", 20],
    [0, 0],
    ["0", 0],
    ["", null],
    ["  ", null],
    [null, null],
    [undefined, null],
    [-1, null],
    [1.5, null],
    ["many", null],
    [Number.NaN, null],
    [1e300, null],
    [true, null],
    [[3], null],
    [{}, null],
  ])("%j is %s", (given, expected) => {
    expect(quantity.parse(given)).toBe(expected);
  });
});

describe("a moment", () => {
  it.each([
    ["2026-11-03T00:00:00Z", "2026-11-03T00:00:00.000Z"],
    ["2026-11-03T09:12:44.1180025Z", "2026-11-03T09:12:44.118Z"],
    ["2026-11-03T09:12:44.118002Z", "2026-11-03T09:12:44.118Z"],
    ["2026-11-03T09:12:44", "2026-11-03T09:12:44.000Z"],
    ["2026-11-03T09:12:44.1180025", "2026-11-03T09:12:44.118Z"],
    ["2026-11-03 09:12:44", "2026-11-03T09:12:44.000Z"],
    ["2026-11-03T09:12", "2026-11-03T09:12:00.000Z"],
    ["2026-11-03", "2026-11-03T00:00:00.000Z"],
    [" 2026-11-03 ", "2026-11-03T00:00:00.000Z"],
    ["2026-11-03T09:12:44+05:45", "2026-11-03T03:27:44.000Z"],
    ["2026-11-03T09:12:44-0800", "2026-11-03T17:12:44.000Z"],
    ["0001-01-01T00:00:00", null],
    ["0001-01-01T00:00:00Z", null],
    ["0001-01-01T00:00:00.0000000+00:00", null],
    ["0001-01-01T00:00:00+05:45", null],
    ["0001-01-01", null],
    ["2026-13-45T00:00:00Z", null],
    ["11/3/2026 9:12:44 AM", null],
    ["1", null],
    ["", null],
    ["soon", null],
    [null, null],
    [undefined, null],
    [1_800_000_000, null],
    [{}, null],
  ])("%j is %s", (given, expected) => {
    expect(moment.parse(given)?.toISOString() ?? null).toBe(expected);
  });
});

describe("a party", () => {
  it.each([
    ["all of it", { emailId: "a@b.example", objectId: ID, tenantId: TENANT, puid: "1003" }, { emailId: "a@b.example", objectId: ID, tenantId: TENANT }],
    ["ids in capitals", { emailId: "A@b.example", objectId: ID.toUpperCase(), tenantId: ` ${TENANT.toUpperCase()} ` }, { emailId: "A@b.example", objectId: ID, tenantId: TENANT }],
    ["no object id, as through a reseller", { emailId: "a@b.example", objectId: null, tenantId: TENANT }, { emailId: "a@b.example", objectId: null, tenantId: TENANT }],
    ["an id of noughts", { emailId: "", objectId: NIL, tenantId: TENANT }, { emailId: null, objectId: null, tenantId: TENANT }],
    ["ids that are none", { emailId: 5, objectId: "x", tenantId: 7 }, NOBODY],
    ["a padded key", { "tenantId ": TENANT }, { ...NOBODY, tenantId: TENANT }],
    ["further fields", { iss: "x", idp: null, groupIds: [] }, NOBODY],
    ["nothing in it", {}, NOBODY],
    ["null", null, NOBODY],
    ["missing", undefined, NOBODY],
    ["a list", [], NOBODY],
    ["a text", "me", NOBODY],
  ])("%s", (_, given, expected) => {
    const parsed = marketplaceSubscription.parse(with_({ beneficiary: given, purchaser: given }));
    expect(parsed.beneficiary).toEqual(expected);
    expect(parsed.purchaser).toEqual(expected);
  });
});

describe("a term", () => {
  it.each([
    ["all of it", { startDate: "2026-11-03T00:00:00Z", endDate: "2026-12-02", termUnit: "P1M", chargeDuration: "P1M" }, { startDate: new Date("2026-11-03"), endDate: new Date("2026-12-02"), termUnit: "P1M", chargeDuration: "P1M" }],
    ["pending", { termUnit: "P1Y", chargeDuration: null }, { ...NO_TERM, termUnit: "P1Y" }],
    ["the year 1", { startDate: "0001-01-01T00:00:00", endDate: "0001-01-01T00:00:00", termUnit: "P1M" }, { ...NO_TERM, termUnit: "P1M" }],
    ["a unit that is new", { termUnit: "P18M" }, { ...NO_TERM, termUnit: "P18M" }],
    ["missing", undefined, NO_TERM],
    ["null", null, NO_TERM],
    ["a list", [1], NO_TERM],
  ])("%s", (_, given, expected) => {
    expect(marketplaceSubscription.parse(with_({ term: given })).term).toEqual(expected);
  });
});

describe("a subscription", () => {
  it("needs id, offer, plan and status, and nothing else", () => {
    expect(marketplaceSubscription.parse(LEAST)).toEqual({
      ...LEAST,
      name: "",
      publisherId: null,
      quantity: null,
      beneficiary: NOBODY,
      purchaser: NOBODY,
      term: NO_TERM,
      autoRenew: true,
      isFreeTrial: false,
      allowedCustomerOperations: [],
      created: null,
      raw: LEAST,
    });
  });

  it.each([
    ["an id of no RFC 4122 kind", { id: "bd905c5f-843b-aae1-14e3-b86ae5def8fa" }, { id: "bd905c5f-843b-aae1-14e3-b86ae5def8fa" }],
    ["an id in capitals and blanks", { id: ` ${ID.toUpperCase()}` }, { id: ID }],
    ["a padded status", { saasSubscriptionStatus: " Subscribed " }, { saasSubscriptionStatus: "Subscribed" }],
    ["a status that is new", { saasSubscriptionStatus: "OnHold" }, { saasSubscriptionStatus: "OnHold" }],
    ["a padded plan", { planId: "team-monthly " }, { planId: "team-monthly" }],
    ["a preview's offer", { offerId: "teamboard-preview" }, { offerId: "teamboard-preview" }],
    ["flags as text", { autoRenew: "False", isFreeTrial: " true " }, { autoRenew: false, isFreeTrial: true }],
    ["flags that are none", { autoRenew: null, isFreeTrial: 1 }, { autoRenew: true, isFreeTrial: false }],
    ["operations in any order, with odd ones", { allowedCustomerOperations: ["Update ", null, "Read", 3] }, { allowedCustomerOperations: ["Update", "Read"] }],
    ["operations that are no list", { allowedCustomerOperations: "Read" }, { allowedCustomerOperations: [] }],
    ["a name of blanks", { name: "  " }, { name: "" }],
  ])("%s", (_, given, expected) => {
    expect(marketplaceSubscription.parse(with_(given))).toMatchObject(expected);
  });

  it("is found under padded keys", () => {
    const { id: _id, ...rest } = LEAST;
    const raw = { "id  ": ID, ...rest, " quantity": "7" };
    expect(marketplaceSubscription.parse(raw)).toMatchObject({ id: ID, quantity: 7, raw });
  });

  it.each([
    ["no id", { id: undefined }, "id"],
    ["an id that is no GUID", { id: "7" }, "id"],
    ["no status", { saasSubscriptionStatus: " " }, "saasSubscriptionStatus"],
    ["no plan", { planId: null }, "planId"],
    ["no offer", { offerId: 5 }, "offerId"],
  ])("%s is refused by its name", (_, given, field) => {
    expect(marketplaceSubscription.safeParse(with_(given)).error?.issues.map(({ path }) => path)).toEqual([[field]]);
  });

  it.each([null, undefined, "text", 5, []])("%j is none", (given) => {
    expect(marketplaceSubscription.safeParse(given).success).toBe(false);
  });

  it("is read whatever else is in it, and keeps what came", () => {
    const odd = fc.jsonValue();
    const optional = fc.record(
      { name: odd, publisherId: odd, quantity: odd, beneficiary: odd, purchaser: odd, term: odd, autoRenew: odd, isFreeTrial: odd, allowedCustomerOperations: odd, created: odd, lastModified: odd, isTest: odd },
      { requiredKeys: [] },
    );
    const unknown = fc.dictionary(fc.string().map((key) => `x-${key}`), odd);
    fc.assert(
      fc.property(optional, unknown, (given, extra) => {
        const raw = { ...extra, ...given, ...LEAST };
        const parsed = marketplaceSubscription.parse(raw);
        expect(parsed).toMatchObject(LEAST);
        expect(parsed.raw).toBe(raw);
      }),
      { numRuns: 500 },
    );
  });

  it("is read with odd values within parties and term", () => {
    const odd = fc.jsonValue();
    const party = fc.record({ emailId: odd, objectId: odd, tenantId: odd, puid: odd }, { requiredKeys: [] });
    const term = fc.record({ startDate: odd, endDate: odd, termUnit: odd, chargeDuration: odd }, { requiredKeys: [] });
    fc.assert(
      fc.property(party, party, term, (beneficiary, purchaser, given) => {
        const parsed = marketplaceSubscription.parse(with_({ beneficiary, purchaser, term: given }));
        for (const date of [parsed.term.startDate, parsed.term.endDate]) expect(date === null || !Number.isNaN(date.getTime())).toBe(true);
      }),
    );
  });

  it("that is odd altogether is refused, never a crash", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void [marketplaceSubscription, resolvedPurchase, planList, subscriptionPage, marketplacePlan].map((schema) => schema.safeParse(value))));
  });
});

describe("a page of subscriptions", () => {
  it.each([
    ["nothing at all", undefined, 0, null],
    ["an empty object", {}, 0, null],
    ["null for the list", { subscriptions: null, "@nextLink": null }, 0, null],
    ["an empty link", { subscriptions: [LEAST], "@nextLink": "" }, 1, null],
    ["a link", { subscriptions: [LEAST, LEAST], "@nextLink": " https://x.example?continuationToken=a " }, 2, "https://x.example?continuationToken=a"],
    ["a link that is none", { subscriptions: [], "@nextLink": 7 }, 0, null],
  ])("%s", (_, given, count, nextLink) => {
    const page = subscriptionPage.parse(given);
    expect(page.subscriptions).toHaveLength(count);
    expect(page.nextLink).toBe(nextLink);
  });

  it("keeps what can be read beside what cannot, and names the fields of that", () => {
    const { saasSubscriptionStatus: _, ...statusless } = LEAST;
    const page = subscriptionPage.parse({ subscriptions: [with_({ id: "mira@auroradental.example", planId: 7 }), LEAST, statusless, null, "?", { " id ": ID.toUpperCase() }] });
    expect(page.subscriptions).toHaveLength(1);
    expect(page.unreadable).toEqual([
      { id: null, problem: "id, planId cannot be read." },
      { id: ID, problem: "saasSubscriptionStatus cannot be read." },
      { id: null, problem: "The entry cannot be read." },
      { id: null, problem: "The entry cannot be read." },
      { id: ID, problem: "offerId, planId, saasSubscriptionStatus cannot be read." },
    ]);
    expect(JSON.stringify(page)).not.toContain("mira@");
  });
});

describe("plans", () => {
  it("have a name, limits and what came", () => {
    const raw = { planId: "team", displayName: "Team", isPricePerSeat: true, isStopSell: true, isPrivate: true, minQuantity: 1, maxQuantity: "50", planComponents: { recurrentBillingTerms: [] } };
    expect(planList.parse({ plans: [raw] })).toEqual([{ planId: "team", displayName: "Team", isPricePerSeat: true, isStopSell: true, isPrivate: true, minQuantity: 1, maxQuantity: 50, raw }]);
  });

  it("need an id only", () => {
    expect(marketplacePlan.parse({ planId: "flat", displayName: null, minQuantity: null, isStopSell: "odd" })).toMatchObject({ planId: "flat", displayName: "flat", minQuantity: null, maxQuantity: null, isPricePerSeat: false, isStopSell: false });
    expect(marketplacePlan.safeParse({ displayName: "Team" }).success).toBe(false);
  });

  it.each([[undefined], [null], [{}], [{ plans: null }], [{ plans: [] }]])("%j is no plan", (given) => {
    expect(planList.parse(given)).toEqual([]);
  });

  it("are read whatever else is in them", () => {
    const odd = fc.jsonValue();
    fc.assert(
      fc.property(fc.record({ displayName: odd, isPricePerSeat: odd, isStopSell: odd, isPrivate: odd, minQuantity: odd, maxQuantity: odd, planComponents: odd, sourceOffers: odd }, { requiredKeys: [] }), (given) => {
        const raw = { ...given, planId: "p" };
        expect(marketplacePlan.parse(raw).raw).toBe(raw);
      }),
    );
  });
});

describe("what a purchase token stands for", () => {
  it.each([
    ["a quantity as text", { quantity: "20" }, { quantity: 20 }],
    ["no quantity", {}, { quantity: null }],
    ["a padded key", { "quantity ": 3 }, { quantity: 3 }],
    ["a name", { subscriptionName: " Mine " }, { subscriptionName: "Mine" }],
    ["no subscription", {}, { subscription: null }],
    ["a subscription without status", { subscription: { id: ID } }, { subscription: null }],
  ])("%s", (_, more, expected) => {
    expect(resolvedPurchase.parse({ id: ID, offerId: "teamboard", planId: "team-monthly", ...more })).toMatchObject(expected);
  });

  it("holds the whole subscription where it came", () => {
    const parsed = resolvedPurchase.parse({ id: ID, offerId: "teamboard", planId: "team-monthly", subscription: LEAST });
    expect(parsed.subscription).toMatchObject({ ...LEAST, raw: LEAST });
  });
});

describe("the preview's suffix", () => {
  it.each([
    ["teamboard-preview", "teamboard"],
    ["teamboard", "teamboard"],
    ["preview-board", "preview-board"],
    ["teamboard-preview-preview", "teamboard-preview"],
  ])("%s is of %s", (offerId, expected) => {
    expect(withoutPreview(offerId)).toBe(expected);
  });
});

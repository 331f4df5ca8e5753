import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PERSONAL_ACCOUNTS_TENANT } from "../kernel/ids";
import { visitorOf, type Parties, type Person } from "./visitor";

const CUSTOMER = "11111111-0000-0000-0000-000000000001";
const RESELLER = "22222222-0000-0000-0000-000000000002";
const ELSEWHERE = "33333333-0000-0000-0000-000000000003";
const MIRA = "aaaaaaaa-0000-0000-0000-000000000001";
const BUYER = "bbbbbbbb-0000-0000-0000-000000000002";
const SOMEBODY = "cccccccc-0000-0000-0000-000000000003";

const bought: Parties = {
  tenantId: CUSTOMER,
  beneficiaryObjectId: MIRA,
  beneficiaryEmail: "Mira@customer.example",
  purchaserTenantId: CUSTOMER,
  purchaserObjectId: BUYER,
  purchaserEmail: "buyer@customer.example",
  managers: [],
};
const resold: Parties = { ...bought, beneficiaryObjectId: null, purchaserTenantId: RESELLER, purchaserObjectId: null, purchaserEmail: null };
const nameless: Parties = { ...bought, beneficiaryObjectId: null, purchaserObjectId: null };
const personal: Parties = { ...bought, tenantId: PERSONAL_ACCOUNTS_TENANT, purchaserTenantId: PERSONAL_ACCOUNTS_TENANT, purchaserObjectId: MIRA };
const personalNameless: Parties = { ...personal, beneficiaryObjectId: null, purchaserObjectId: null };

const person = (tenantId: string, objectId: string, email: string | null = null): Person => ({ tenantId, objectId, email });
const claimedBy = (parties: Parties, tenantId: string, objectId: string): Parties => ({ ...parties, managers: [{ tenantId, objectId, removedAt: null }] });

describe("who a visitor is", () => {
  it.each([
    ["the beneficiary", person(CUSTOMER, MIRA), bought, true, "beneficiary"],
    ["the beneficiary, later and without a token", person(CUSTOMER, MIRA), bought, false, "beneficiary"],
    ["the purchaser", person(CUSTOMER, BUYER), bought, true, "purchaser"],
    ["a colleague, even with a token and the beneficiary's mail address", person(CUSTOMER, SOMEBODY, "mira@customer.example"), bought, true, "colleague"],
    ["the beneficiary's object id in another tenant", person(ELSEWHERE, MIRA), bought, true, "stranger"],
    ["somebody else", person(ELSEWHERE, SOMEBODY), bought, true, "stranger"],
    ["a guest who is signed in at home", person(ELSEWHERE, SOMEBODY, "MIRA@customer.example"), bought, true, "guest"],
    ["a guest with a personal account", person(PERSONAL_ACCOUNTS_TENANT, SOMEBODY, "mira@customer.example"), bought, true, "guest"],
    ["a personal account at an organisation's purchase", person(PERSONAL_ACCOUNTS_TENANT, MIRA), bought, true, "stranger"],
    ["the reseller's staff", person(RESELLER, SOMEBODY), resold, true, "reseller"],
    ["the reseller's staff, named", person(RESELLER, BUYER), { ...resold, purchaserObjectId: BUYER }, true, "reseller"],
    ["the customer's first person with a token, purchase names nobody", person(CUSTOMER, SOMEBODY), resold, true, "claimant"],
    ["the same without a token", person(CUSTOMER, SOMEBODY), resold, false, "colleague"],
    ["the same after somebody else has claimed it", person(CUSTOMER, SOMEBODY), claimedBy(resold, CUSTOMER, MIRA), true, "colleague"],
    ["whoever claimed it, later and without a token", person(CUSTOMER, SOMEBODY), claimedBy(resold, CUSTOMER, SOMEBODY), false, "claimant"],
    ["the first of a purchase that names no person at all", person(CUSTOMER, SOMEBODY), nameless, true, "claimant"],
    ["nobody claims what names a beneficiary", person(CUSTOMER, SOMEBODY), { ...resold, beneficiaryObjectId: MIRA }, true, "colleague"],
    ["nobody claims what names a purchaser of the tenant", person(CUSTOMER, SOMEBODY), { ...bought, beneficiaryObjectId: null }, true, "colleague"],
    ["the owner of a personal purchase", person(PERSONAL_ACCOUNTS_TENANT, MIRA), personal, true, "personal-account"],
    ["another personal account: no colleague", person(PERSONAL_ACCOUNTS_TENANT, SOMEBODY, "mira@customer.example"), personal, true, "stranger"],
    ["a personal account with the token of a purchase that names nobody", person(PERSONAL_ACCOUNTS_TENANT, SOMEBODY), personalNameless, true, "claimant"],
    ["the same without the token", person(PERSONAL_ACCOUNTS_TENANT, SOMEBODY), personalNameless, false, "stranger"],
    ["anybody at a purchase without any tenant", person(ELSEWHERE, SOMEBODY), { ...nameless, tenantId: null, purchaserTenantId: null }, true, "stranger"],
  ] as const)("%s", (_, visitor, parties, holdsToken, expected) => {
    expect(visitorOf(visitor, parties, holdsToken)).toBe(expected);
  });

  const tenant = fc.constantFrom(CUSTOMER, RESELLER, ELSEWHERE, PERSONAL_ACCOUNTS_TENANT);
  const object = fc.constantFrom(MIRA, BUYER, SOMEBODY);
  const email = fc.constantFrom(null, "mira@customer.example", "buyer@customer.example");
  const parties = fc.record({
    tenantId: fc.option(tenant),
    beneficiaryObjectId: fc.option(object),
    beneficiaryEmail: email,
    purchaserTenantId: fc.option(tenant),
    purchaserObjectId: fc.option(object),
    purchaserEmail: email,
    managers: fc.array(fc.record({ tenantId: tenant, objectId: object, removedAt: fc.constantFrom(null, new Date(0)) }), { maxLength: 2 }),
  });

  it("never turns on a mail address, but for the choice of the explanation", () => {
    fc.assert(
      fc.property(tenant, object, email, parties, fc.boolean(), (tenantId, objectId, mail, around, holdsToken) => {
        const known = visitorOf({ tenantId, objectId, email: mail }, around, holdsToken);
        const unknown = visitorOf({ tenantId, objectId, email: null }, around, holdsToken);
        expect(known === "guest" ? "stranger" : known).toBe(unknown === "guest" ? "stranger" : unknown);
      }),
    );
  });

  it("never gives anything to somebody of a tenant that the purchase does not name", () => {
    fc.assert(
      fc.property(object, email, parties, (objectId, mail, around) => {
        fc.pre(around.tenantId !== ELSEWHERE && around.purchaserTenantId !== ELSEWHERE);
        expect(["guest", "stranger"]).toContain(visitorOf({ tenantId: ELSEWHERE, objectId, email: mail }, around, true));
      }),
    );
  });
});

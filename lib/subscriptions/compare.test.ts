import { describe, expect, it } from "vitest";
import { marketplaceSubscription } from "../marketplace/fulfillment-schema";
import { differencesBetween, type ComparedRow } from "./compare";

const TENANT = "5a3e7d91-6c08-4f2b-93ad-e1b7402c6f58";
const OBJECT = "0b9f5a11-84c1-4a7e-8c86-2d2a5f8e9001";
const OTHER = "11111111-84c1-4a7e-8c86-2d2a5f8e9002";

const OURS: ComparedRow = {
  status: "Subscribed",
  planId: "team",
  quantity: 5,
  startDate: new Date("2026-03-01T00:00:00Z"),
  endDate: new Date("2026-03-31T00:00:00Z"),
  billingCycle: "P1M",
  autoRenew: false,
  name: "Team of Đặng",
  tenantId: TENANT.toUpperCase(),
  beneficiaryObjectId: OBJECT,
  purchaserTenantId: TENANT,
  purchaserObjectId: null,
  isFreeTrial: true,
  allowedCustomerOperations: "Read Update Delete",
};

const LEAST = { id: "fb494e49-67ca-4673-658b-01f8c56393ec", offerId: "teamboard", planId: "team", saasSubscriptionStatus: "Subscribed" };
const SAME = {
  ...LEAST,
  name: "Team of Đặng",
  quantity: "5",
  beneficiary: { tenantId: TENANT, objectId: OBJECT.toUpperCase(), emailId: "somebody@else.example" },
  purchaser: { tenantId: TENANT, objectId: null },
  term: { startDate: "2026-03-01", endDate: "2026-03-31T00:00:00.0000000Z", termUnit: "P1M" },
  autoRenew: "false",
  isFreeTrial: true,
  allowedCustomerOperations: ["Delete", "Read", "Update"],
};

const compare = (ours: Partial<ComparedRow>, theirs: object) => differencesBetween({ ...OURS, ...ours }, marketplaceSubscription.parse(theirs)).map(({ field, ours, theirs }) => [field, ours, theirs]);

describe("a row and an entry of the list agree", () => {
  it.each<[string, Partial<ComparedRow>, object]>([
    ["when they say the same, in whatever order, case and precision", {}, SAME],
    ["where the entry says nothing but what is insisted on", {}, LEAST],
    ["where the entry says null for everything", {}, { ...LEAST, name: null, quantity: null, beneficiary: null, purchaser: null, term: null, autoRenew: null, isFreeTrial: null, allowedCustomerOperations: null }],
    ["about a pending one, which has no term here yet", { status: "PendingFulfillmentStart", startDate: null, endDate: null }, { ...SAME, saasSubscriptionStatus: "PendingFulfillmentStart" }],
    ["where the entry names no object ids, as through resellers", {}, { ...SAME, beneficiary: { tenantId: TENANT }, purchaser: {} }],
    ["about a flat plan, which counts no seats there and one here", { quantity: 1 }, { ...SAME, quantity: "" }],
    ["about names that are cut here", { name: "x".repeat(400) }, { ...SAME, name: "x".repeat(450) }],
  ])("%s", (_, ours, theirs) => {
    expect(compare(ours, theirs)).toEqual([]);
  });
});

describe("a row and an entry of the list differ", () => {
  it.each<[string, Partial<ComparedRow>, object, string[]]>([
    ["in the status", {}, { ...SAME, saasSubscriptionStatus: "Suspended" }, ["status", "Subscribed", "Suspended"]],
    ["in a status that nobody has heard of", {}, { ...SAME, saasSubscriptionStatus: "Hibernating" }, ["status", "Subscribed", "Hibernating"]],
    ["in the plan", {}, { ...SAME, planId: "enterprise" }, ["planId", "team", "enterprise"]],
    ["in the seats", {}, { ...SAME, quantity: 7 }, ["quantity", "5", "7"]],
    ["in the seats, down to none", {}, { ...SAME, quantity: 0 }, ["quantity", "5", "0"]],
    ["in the first day", {}, { ...SAME, term: { startDate: "2026-03-02T00:00:00Z" } }, ["startDate", "2026-03-01", "2026-03-02"]],
    ["in the last day", {}, { ...SAME, term: { endDate: "2026-04-30T00:00:00Z" } }, ["endDate", "2026-03-31", "2026-04-30"]],
    ["in a last day that we have not", { endDate: null }, SAME, ["endDate", "", "2026-03-31"]],
    ["in the term", {}, { ...SAME, term: { termUnit: "P1Y" } }, ["termUnit", "P1M", "P1Y"]],
    ["in the renewal", {}, { ...SAME, autoRenew: true }, ["autoRenew", "false", "true"]],
    ["in the name", {}, { ...SAME, name: "Another" }, ["name", "Team of Đặng", "Another"]],
    ["in who uses it", {}, { ...SAME, beneficiary: { tenantId: TENANT, objectId: OTHER } }, ["beneficiary", `${TENANT}/${OBJECT}`, `${TENANT}/${OTHER}`]],
    ["in whose organisation bought it", {}, { ...SAME, purchaser: { tenantId: OTHER } }, ["purchaser", `${TENANT}/`, `${OTHER}/`]],
    ["in a buyer whom we do not know", {}, { ...SAME, purchaser: { tenantId: TENANT, objectId: OBJECT } }, ["purchaser", `${TENANT}/`, `${TENANT}/${OBJECT}`]],
    ["in the trial", {}, { ...SAME, isFreeTrial: false }, ["isFreeTrial", "true", "false"]],
    ["in what the customer may do", {}, { ...SAME, allowedCustomerOperations: ["Read"] }, ["allowedCustomerOperations", "Delete Read Update", "Read"]],
    ["in what the customer may do, which is nothing", {}, { ...SAME, allowedCustomerOperations: [] }, ["allowedCustomerOperations", "Delete Read Update", ""]],
  ])("%s", (_, ours, theirs, difference) => {
    expect(compare(ours, theirs)).toEqual([difference]);
  });

  it("in several things at once", () => {
    expect(compare({ status: "PendingFulfillmentStart", startDate: null, endDate: null }, SAME).map(([field]) => field)).toEqual(["status", "startDate", "endDate"]);
  });
});

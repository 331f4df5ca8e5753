import { describe, expect, test } from "vitest";
import { z } from "zod";
import { simulatorForTests } from "../testing";

const wire = simulatorForTests();

const partySchema = z.strictObject({ emailId: z.email().nullable(), objectId: z.guid().nullable(), tenantId: z.guid().nullable(), puid: z.string().regex(/^[0-9A-F]{16}$/).nullable() });
const midnight = z.string().regex(/^\d{4}-\d\d-\d\dT00:00:00Z$/);
const pendingTerm = z.strictObject({ termUnit: z.enum(["P1M", "P1Y"]), chargeDuration: z.null() });
const runningTerm = z.strictObject({ startDate: midnight, endDate: midnight, ...pendingTerm.shape });

/** The fields that the recorded subscriptions always have; what is optional there is added below. */
const always = {
  id: z.guid(),
  publisherId: z.string(),
  offerId: z.string(),
  name: z.string(),
  beneficiary: partySchema,
  purchaser: partySchema,
  planId: z.string(),
  autoRenew: z.boolean(),
  isTest: z.literal(false),
  isFreeTrial: z.boolean(),
  allowedCustomerOperations: z.array(z.enum(["Read", "Update", "Delete"])),
  sandboxType: z.literal("None"),
  created: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/),
  lastModified: z.literal("0001-01-01T00:00:00"),
  sessionMode: z.literal("None"),
};
const pending = z.literal("PendingFulfillmentStart");
const flatPending = z.strictObject({ ...always, saasSubscriptionStatus: pending, term: pendingTerm });
const seatsPending = flatPending.extend({ quantity: z.number().int() });
const flatRunning = z.strictObject({ ...always, saasSubscriptionStatus: z.literal("Subscribed"), term: runningTerm });
const resolvedFlat = z.strictObject({ id: z.guid(), subscriptionName: z.string(), offerId: z.string(), planId: z.string(), subscription: flatPending });
const resolvedSeats = resolvedFlat.extend({ quantity: z.number().int(), subscription: seatsPending });

const seats = { offerId: "teamboard", planId: "team-monthly", quantity: 12 };
const pendingOf = async (order: Record<string, unknown>) => flatPending.parse((await wire().api(`/${(await wire().purchase(order)).subscriptionId}`)).json);

async function running(planId: string, moveOn?: string) {
  await wire().control("/settings", "PUT", { activationDelayMs: 0 });
  if (moveOn !== undefined) await wire().control("/clock", "POST", { advance: moveOn });
  const { subscriptionId } = await wire().purchase({ planId });
  await wire().activate(subscriptionId, { planId });
  return flatRunning.parse((await wire().api(`/${subscriptionId}`)).json);
}

describe("resolve", () => {
  test("of a flat plan has no quantity and, while pending, no dates", async () => {
    const { subscriptionId, token } = await wire().purchase();
    const resolved = resolvedFlat.parse((await wire().resolve(token)).json);
    expect(resolved).toMatchObject({ id: subscriptionId, planId: "pro-monthly", subscription: { id: subscriptionId, name: resolved.subscriptionName } });
  });

  test("of a plan by the seat has the quantity twice", async () => {
    const { token } = await wire().purchase(seats);
    expect(resolvedSeats.parse((await wire().resolve(token)).json)).toMatchObject({ quantity: 12, subscription: { quantity: 12 } });
  });

  test("of a purchase in preview has the suffix at the offer", async () => {
    const { token } = await wire().purchase({ preview: true });
    expect(resolvedFlat.parse((await wire().resolve(token)).json)).toMatchObject({ offerId: "ledgerlight-preview", subscription: { offerId: "ledgerlight-preview" } });
  });
});

test("the list and one subscription have the same fields", async () => {
  const { subscriptionId } = await wire().purchase(seats);
  const listed = z.strictObject({ subscriptions: z.tuple([seatsPending]) }).parse((await wire().api("")).json).subscriptions[0];
  expect(listed).toEqual(seatsPending.parse((await wire().api(`/${subscriptionId}`)).json));
});

test("most ids are GUID-shaped and not RFC 4122, and the order of the operations varies", async () => {
  for (let count = 0; count < 24; count += 1) await wire().purchase();
  const { subscriptions } = z.object({ subscriptions: z.array(flatPending) }).parse((await wire().api("")).json);
  expect(subscriptions.filter(({ id }) => !z.uuid().safeParse(id).success).length).toBeGreaterThan(8);
  expect(new Set(subscriptions.map((each) => each.allowedCustomerOperations.join())).size).toBeGreaterThan(1);
  for (const each of subscriptions) expect(each.allowedCustomerOperations.toSorted()).toEqual(["Delete", "Read", "Update"]);
});

describe("who bought", () => {
  test("through a reseller is named by tenant only, and may do nothing but read", async () => {
    const bought = await pendingOf({ csp: true, persona: "mira" });
    expect(bought.beneficiary).toEqual({ emailId: "mira.soto@auroradental.example", objectId: null, tenantId: "5b1c9f42-77a0-4d1e-9c35-0a8e6f21d704", puid: null });
    expect(bought.purchaser).toEqual({ emailId: null, objectId: null, tenantId: "c47e8a15-92d6-4b08-8e21-5f60d9b3a738", puid: null });
    expect(bought.allowedCustomerOperations).toEqual(["Read"]);
  });

  test("with a personal account is in the tenant of all personal accounts", async () => {
    const { beneficiary, purchaser } = await pendingOf({ persona: "paula" });
    expect(beneficiary.tenantId).toBe("9188040d-6c67-4c5b-b112-36a304b66dad");
    expect(beneficiary.objectId).toMatch(/^00000000-0000-0000-/);
    expect(purchaser).toEqual(beneficiary);
  });

  test("as a guest is the guest of the tenant that was visited", async () => {
    const { beneficiary } = await pendingOf({ persona: "nadia" });
    expect(beneficiary).toMatchObject({ emailId: "nadia@studiohaddad.example", tenantId: "5b1c9f42-77a0-4d1e-9c35-0a8e6f21d704", objectId: "e6f28b04-97d1-4ac3-b5e8-0d419c7f6a32" });
  });

  test("has the same puid in each purchase", async () => {
    const [first, second, other] = [await pendingOf({}), await pendingOf({}), await pendingOf({ persona: "jonas" })];
    expect(second.beneficiary.puid).toBe(first.beneficiary.puid);
    expect(other.beneficiary.puid).not.toBe(first.beneficiary.puid);
  });
});

describe("a term", () => {
  const days = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

  test("of a month begins today at midnight UTC and ends the day before the same day of the next month", async () => {
    const { term } = await running("pro-monthly");
    expect(days(term.startDate, new Date().toISOString())).toBeLessThan(1);
    const next = new Date(Date.parse(term.endDate) + 86_400_000);
    const start = new Date(term.startDate);
    const monthLater = start.getUTCFullYear() * 12 + start.getUTCMonth() + 1;
    expect(next.getUTCFullYear() * 12 + next.getUTCMonth()).toBe(monthLater);
    const lastDay = new Date(Date.UTC(0, monthLater + 1, 0)).getUTCDate();
    expect(next.getUTCDate()).toBe(Math.min(start.getUTCDate(), lastDay));
  });

  test("of a year ends after 364 days", async () => {
    const { term } = await running("pro-annual");
    expect(term.termUnit).toBe("P1Y");
    expect(days(term.startDate, term.endDate)).toBe(364);
  });

  test("follows the movable clock", async () => {
    const { term, created } = await running("pro-monthly", "P40D");
    expect(days(new Date().toISOString(), term.startDate)).toBeGreaterThan(38);
    expect(days(new Date().toISOString(), created)).toBeGreaterThan(39);
  });

  test("begins when the activation takes effect, however late somebody looks", async () => {
    await wire().control("/settings", "PUT", { activationDelayMs: 0 });
    const { subscriptionId } = await wire().purchase();
    await wire().activate(subscriptionId, { planId: "pro-monthly" });
    await wire().control("/clock", "POST", { advance: "P20D" });
    const { term } = flatRunning.parse((await wire().api(`/${subscriptionId}`)).json);
    expect(days(term.startDate, new Date().toISOString())).toBeLessThan(1);
  });

  test("that is renewed begins on the day after the last one, without the free trial", async () => {
    await wire().control("/settings", "PUT", { activationDelayMs: 0 });
    const { subscriptionId } = await wire().purchase({ freeTrial: true });
    await wire().activate(subscriptionId, { planId: "pro-monthly" });
    const before = flatRunning.parse((await wire().api(`/${subscriptionId}`)).json);
    await wire().control(`/subscriptions/${subscriptionId}/renew`, "POST");
    const after = flatRunning.parse((await wire().api(`/${subscriptionId}`)).json);
    expect(days(before.term.endDate, after.term.startDate)).toBe(1);
    expect([before.isFreeTrial, after.isFreeTrial]).toEqual([true, false]);
  });
});

test("plans have their prices, and seat limits only where seats are sold", async () => {
  const plan = z.strictObject({
    planId: z.string(),
    displayName: z.string(),
    isPrivate: z.boolean(),
    description: z.string(),
    hasFreeTrials: z.boolean(),
    isPricePerSeat: z.boolean(),
    isStopSell: z.boolean(),
    market: z.string().length(2),
    planComponents: z.strictObject({
      recurrentBillingTerms: z.array(
        z.strictObject({ currency: z.string().length(3), price: z.number(), termUnit: z.enum(["P1M", "P1Y"]), termDescription: z.string(), meteredQuantityIncluded: z.array(z.unknown()) }),
      ),
      meteringDimensions: z.array(z.unknown()),
    }),
    sourceOffers: z.array(z.unknown()),
  });
  const plansOf = async (order: Record<string, unknown>) => (await wire().api(`/${(await wire().purchase(order)).subscriptionId}/listAvailablePlans`)).json;
  const flat = z.strictObject({ plans: z.array(plan) }).parse(await plansOf({}));
  expect(flat.plans.map(({ isStopSell }) => isStopSell)).toEqual([false, false, false, true]);
  expect(flat.plans[0]?.planComponents.recurrentBillingTerms).toEqual([{ currency: "EUR", price: 29, termUnit: "P1M", termDescription: "Monthly", meteredQuantityIncluded: [] }]);
  const bySeat = z.strictObject({ plans: z.array(plan.extend({ minQuantity: z.number().int(), maxQuantity: z.number().int() })) }).parse(await plansOf(seats));
  expect(bySeat.plans.map(({ minQuantity, maxQuantity }) => [minQuantity, maxQuantity])).toEqual([
    [1, 50],
    [1, 50],
    [25, 5000],
  ]);
});

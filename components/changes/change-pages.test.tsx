import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { ConfirmCancel } from "@/components/changes/confirm-cancel";
import { ConfirmChange } from "@/components/changes/confirm-change";
import { NotHere } from "@/components/changes/not-here";
import { Refusal } from "@/components/changes/refusal";
import { TakesLong } from "@/components/changes/takes-long";
import { WouldLoseList } from "@/components/changes/would-lose";
import type { SubscriptionFacts } from "@/lib/subscriptions/facts";
import type { PricedPlan } from "@/lib/subscriptions/own-changes/change-basis";
import type { ChangeOptions } from "@/lib/subscriptions/own-changes/queries";
import type { BrokenRule } from "@/lib/subscriptions/policy";
import messages from "@/messages/en.json";

/** What somebody reads of it. */
function textOf(node: ReactNode): string {
  const html = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={messages} timeZone="UTC">
      {node}
    </NextIntlClientProvider>,
  );
  return html.replace(/<[^>]+>/g, " ").replaceAll("&#x27;", "'").replace(/[\u2068\u2069]/g, "").replace(/\s+/g, " ").trim();
}

const FACTS: SubscriptionFacts = {
  id: "1",
  subscriptionId: "5b1f0d1e-0000-4000-8000-000000000001",
  name: "Aurora team",
  offerName: "Teamboard",
  offerKey: "teamboard",
  planId: "team-monthly",
  planName: "Team",
  planDescription: null,
  quantity: 12,
  acquiredLicenses: 4,
  perSeat: true,
  licenseModel: "seat",
  state: "subscribed",
  status: "Subscribed",
  customer: null,
  isFreeTrial: false,
  resold: false,
  createdAt: new Date("2026-01-01T00:00:00Z"),
  startDate: null,
  endDate: null,
  pendingDays: 0,
  productUrl: null,
  supportEmail: "help@northwind.example",
  publisherName: "Northwind",
  terms: [],
  termUnit: "P1M",
  autoRenew: true,
  allowedCustomerOperations: ["Delete", "Update", "Read"],
  tenantId: null,
  beneficiaryEmail: null,
  beneficiaryObjectId: null,
  purchaserTenantId: null,
  purchaserObjectId: null,
  purchaserEmail: null,
  contactEmail: null,
  marketplaceCreatedAt: null,
  checkedAt: null,
  endedAt: null,
  activation: null,
};
const PLANS = { from: "Team", to: "Enterprise" };

test.each<[BrokenRule, string]>([
  [{ rule: "path" }, "Northwind does not allow this change here You cannot change from Team to Enterprise."],
  [{ rule: "upgrade" }, "Enterprise is a higher plan than Team"],
  [{ rule: "downgrade" }, "Enterprise is a lower plan than Team"],
  [{ rule: "more-seats" }, "You cannot add seats by yourself."],
  [{ rule: "fewer-seats" }, "You cannot lower the number of seats by yourself."],
  [{ rule: "fewest", seats: 25 }, "Enterprise has at least 25 seats."],
  [{ rule: "most", seats: 1 }, "Enterprise has at most 1 seat."],
])("the publisher's rule %j is told in the reader's language, with the plans' names", (broken, words) => {
  if (broken.rule === "assigned") throw new Error("It is told with the people.");
  const text = textOf(<Refusal verdict={{ kind: "refused", broken, reason: "From team-monthly one cannot change." }} facts={FACTS} seats={12} usersHref="/users" plans={PLANS} />);
  expect(text).toContain(words);
  expect(text).not.toContain("team-monthly");
});

const NOW = new Date("2026-02-01T12:00:00Z");

test.each([
  [59, {}, ""],
  [61, {}, "ask Northwind (help@northwind.example), and give them the request id. Request id request-7"],
  [61, { supportEmail: null }, "ask Northwind, and give them the request id."],
])("a change that is under way for %i minutes says whom to ask once that is unusual", (minutes, facts, words) => {
  const request = { requestedAt: new Date(NOW.getTime() - minutes * 60_000), correlationId: "request-7" };
  const text = textOf(<TakesLong request={request} facts={{ ...FACTS, ...facts }} now={NOW} />);
  expect(text).toContain(words);
  expect(text === "").toBe(words === "");
});

const term = (termUnit: string) => ({ price: 6.5, currency: "EUR", termUnit });
const TEAM: PricedPlan = { planId: "team-monthly", displayName: "Team", description: null, isPricePerSeat: true, isStopSell: false, minQuantity: null, maxQuantity: null, terms: [term("P1M")], isMetered: false };
const OPTIONS: ChangeOptions = { present: TEAM, choices: [], isReachable: true, limits: { min: 1, max: null }, mayUpdate: true, mayCancel: true, whoCan: "microsoft", request: null, verdict: { kind: "possible" } };
const nothing = async (): Promise<void> => undefined;

function meaningOf(change: Parameters<typeof ConfirmChange>[0]["change"], facts: Partial<SubscriptionFacts>, options: Partial<ChangeOptions> = {}): string {
  return textOf(<ConfirmChange change={change} facts={{ ...FACTS, ...facts }} options={{ ...OPTIONS, ...options }} confirm={nothing} backHref="/plan" usersHref="/users" />);
}

test.each([
  [15, 4, "11 seats are free to be given to people then."],
  [16, 15, "1 seat is free to be given to people then."],
  [15, 15, "All 15 seats are taken then"],
  [13, 15, "2 more seats are taken even then than there are."],
  [13, 14, "One more seat is taken even then than there are."],
  [10, 4, "You have 2 seats fewer; nobody loses theirs."],
  [10, 15, "More people than that have a seat."],
])("from 12 to %i seats with %i taken: %s", (quantity, acquiredLicenses, words) => {
  const text = meaningOf({ kind: "quantity", quantity }, { acquiredLicenses });
  expect(text).toContain(words);
  if (quantity > 12 && acquiredLicenses >= quantity) expect(text).not.toContain("free to be given");
});

const STAYS = "The billing term stays as long as it is now.";
const ANEW = "The new plan has another billing term";
test.each<[string, string, string[], string | null]>([
  ["the same", "P1M", ["P1M", "P1Y"], STAYS],
  ["another", "P1M", ["P1Y"], ANEW],
  ["a new plan's that is not known", "P1M", [], null],
  ["a present one that is not known", "", ["P1Y"], null],
])("of the term it is said only what is known: %s", (_, termUnit, terms, words) => {
  const more = { ...TEAM, planId: "more", displayName: "More", terms: terms.map(term) };
  const text = meaningOf({ kind: "plan", planId: "more" }, { termUnit }, { choices: [more] });
  expect([STAYS, ANEW].filter((each) => text.includes(each))).toEqual(words === null ? [] : [words]);
  expect(text).toContain("The 12 seats stay");
});

test("from a flat plan no seats stay, and in a free trial nothing is credited", () => {
  const text = meaningOf({ kind: "plan", planId: "more" }, { quantity: 1, isFreeTrial: true }, { present: { ...TEAM, isPricePerSeat: false }, choices: [{ ...TEAM, planId: "more" }] });
  expect(text).toContain("begins with 1 seat.");
  expect(text).toContain("If the new plan has none, the trial ends with the change");
  expect(text).not.toMatch(/seats? stay|credits/);
});

const hoursAgo = (hours: number): Date => new Date(NOW.getTime() - hours * 3600_000);
test.each<[string, Partial<SubscriptionFacts>, boolean | null, string[], RegExp]>([
  ["bought just now", { marketplaceCreatedAt: hoursAgo(2) }, false, ["You bought it less than 72 hours ago: when it is cancelled before February 4, 2026 at 10:00 AM (UTC)"], /used|more than 72|until|trial/],
  ["bought long ago", { marketplaceCreatedAt: hoursAgo(73), endDate: new Date("2026-03-01T00:00:00Z") }, false, ["It was bought more than 72 hours ago: what has been charged for the present term, until March 1, 2026, is paid back"], /used|less than 72|trial/],
  ["bought long ago, without an end", { marketplaceCreatedAt: hoursAgo(73) }, false, ["for the present term is paid back"], /until|–|none/],
  ["bought nobody knows when", {}, false, ["Within 72 hours of the purchase Microsoft does not charge"], /more than 72|less than 72/],
  ["for several years", { marketplaceCreatedAt: hoursAgo(73), termUnit: "P3Y" }, false, ["only Microsoft's support can"], /used/],
  ["a free trial", { marketplaceCreatedAt: hoursAgo(2), isFreeTrial: true, termUnit: "P3Y" }, false, ["You are in a free trial: no price has been charged"], /72|paid back|instalments/],
  ["with meters", { marketplaceCreatedAt: hoursAgo(2) }, true, ["What you have used up to the end, beyond what the plan includes, is billed all the same."], /charges nothing|If the plan/],
  ["with perhaps meters", { marketplaceCreatedAt: hoursAgo(2) }, null, ["If the plan bills usage beyond what it includes"], /What you have/],
])("the end of what was %s", (_, facts, isMetered, words, not) => {
  const text = textOf(<ConfirmCancel facts={{ ...FACTS, ...facts }} options={{ ...OPTIONS, present: { ...TEAM, isMetered } }} now={NOW} isUnconfirmed={false} confirm={nothing} backHref="/plan" />);
  for (const each of words) expect(text).toContain(each);
  expect(text.replace(/addEventListener.*/, "")).not.toMatch(not);
});

test.each<[SubscriptionFacts["state"], boolean, string, RegExp]>([
  ["suspended", false, "Check the payment method", /reseller/],
  ["suspended", true, "A reseller bought this for you: ask them to settle it", /payment method/],
  ["unsubscribed", false, "To use Teamboard again, buy it in the Microsoft marketplace.", /reseller/],
  ["unsubscribed", true, "To use Teamboard again, ask the reseller", /marketplace/],
  ["subscribed", true, "A reseller bought this for you, and bills you for it: ask them.", /admin center/],
  ["subscribed", false, "Microsoft 365 admin center", /reseller/],
])("what is %s, bought by a reseller: %s, is sent to whoever can do something", (state, resold, words, not) => {
  const text = textOf(<NotHere options={{ ...OPTIONS, mayUpdate: false, mayCancel: false, whoCan: resold ? "reseller" : "microsoft" }} state={state} facts={{ ...FACTS, resold }} />);
  expect(text).toContain(words);
  expect(text).not.toMatch(not);
});

const ANNA = { id: "a", name: "Anna", upn: "anna@aurora.example", assignedAt: null };
test.each([
  [{ licenses: [ANNA], unnamed: 1200, invitations: 0 }, "given theirs are: Anna (anna@aurora.example) … and 1,200 more.", /invitation/],
  [{ licenses: [ANNA], unnamed: 0, invitations: 1 }, "1 open invitation holds a seat, too.", /more\./],
  [{ licenses: [], unnamed: 0, invitations: 2 }, "2 open invitations hold a seat each, too.", /given theirs/],
])("who stands in the way of fewer seats is told to the last one: %j", (lose, words, not) => {
  const text = textOf(<WouldLoseList lose={{ ...lose, tooMany: 3 }} seats={2} usersHref="/users" />);
  expect(text).toContain(words);
  expect(text).not.toMatch(not);
});

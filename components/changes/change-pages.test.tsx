import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Refusal } from "@/components/changes/refusal";
import { TakesLong } from "@/components/changes/takes-long";
import type { SubscriptionFacts } from "@/lib/subscriptions/facts";
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
  [{ rule: "path" }, "Northwind does not allow this change here There is no way from Team to Enterprise. Ask them."],
  [{ rule: "upgrade" }, "Enterprise is a higher plan than Team"],
  [{ rule: "downgrade" }, "Enterprise is a lower plan than Team"],
  [{ rule: "more-seats" }, "Seats are not added here."],
  [{ rule: "fewer-seats" }, "The number of seats cannot be lowered here."],
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
  expect(textOf(<TakesLong request={request} facts={{ ...FACTS, ...facts }} now={NOW} />)).toContain(words);
  if (words === "") expect(textOf(<TakesLong request={request} facts={{ ...FACTS, ...facts }} now={NOW} />)).toBe("");
});

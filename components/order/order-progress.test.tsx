import { AppRouterContext } from "next/dist/shared/lib/app-router-context.shared-runtime";
import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { ActivationProgress } from "@/components/order/activation-progress";
import { OrderEnded } from "@/components/order/order-ended";
import { PublisherMessage } from "@/components/order/publisher-message";
import { progressOf } from "@/lib/activations/policy";
import type { ActivationFacts, SubscriptionFacts } from "@/lib/subscriptions/facts";
import messages from "@/messages/en.json";

const nothing = (): void => undefined;
const ROUTER = { back: nothing, forward: nothing, refresh: nothing, push: nothing, replace: nothing, prefetch: nothing, bfcacheId: "" };

function htmlOf(node: ReactNode): string {
  return renderToStaticMarkup(
    <AppRouterContext value={ROUTER}>
      <NextIntlClientProvider locale="en" messages={messages} timeZone="UTC">
        {node}
      </NextIntlClientProvider>
    </AppRouterContext>,
  );
}

/** What somebody reads of it. */
const textOf = (node: ReactNode): string => htmlOf(node).replace(/<noscript>.*<\/noscript>/, "").replace(/<[^>]+>/g, " ").replaceAll("&#x27;", "'").replace(/[\u2068\u2069]/g, "").replace(/\s+/g, " ").trim();

const HANDED_OVER: ActivationFacts = { state: "handed-over", handedOverAt: new Date("2026-02-01T12:00:00Z"), requestedName: "Mira", requestedAt: new Date("2026-02-01T12:00:00Z"), acceptedAt: null, finishedAt: null, attempts: 0, problem: null, problemDetail: null, correlationId: null };

function factsOf(activation: Partial<ActivationFacts>): SubscriptionFacts {
  return {
    id: "1", subscriptionId: "5b1f0d1e-0000-4000-8000-000000000001", name: "Aurora", offerName: "Ledgerlight", offerKey: "ledgerlight", planId: "basic", planName: "Basic", planDescription: null, quantity: 1, acquiredLicenses: 0, perSeat: false, licenseModel: "seat",
    state: "pending", status: "PendingFulfillmentStart", customer: null, isFreeTrial: false, resold: false, createdAt: new Date("2026-01-01T00:00:00Z"), startDate: null, endDate: null, pendingDays: 0, productUrl: null, supportEmail: null, publisherName: "Northwind", terms: [], termUnit: "P1M", autoRenew: true,
    allowedCustomerOperations: [], tenantId: null, beneficiaryEmail: null, beneficiaryObjectId: null, purchaserTenantId: null, purchaserObjectId: null, purchaserEmail: null, contactEmail: null, marketplaceCreatedAt: null, checkedAt: null, endedAt: null, activation: { ...HANDED_OVER, ...activation },
  };
}

function progress(activation: Partial<ActivationFacts>): ReactNode {
  const facts = factsOf(activation);
  return <ActivationProgress facts={facts} progress={progressOf(facts.activation, facts.status)} contact="help@northwind.example" follow={async () => null} checkNow={async () => undefined} />;
}

const TOLD = "the publisher has been told";
const REFUSED = { problem: "refused-by-publisher", problemDetail: "Not in this country." };

test.each<[string, Partial<ActivationFacts>, string[], string[]]>([
  ["being set up", {}, ["Set up by Northwind", "The publisher is setting it up"], [TOLD, "could not"]],
  ["late", { problem: "late" }, ["The publisher is setting it up", TOLD], ["could not"]],
  ["asked of Microsoft afterwards", { state: "requested" }, ["The publisher is setting it up"], [TOLD]],
  ["taken by Microsoft", { state: "accepted" }, ["Checking with Microsoft"], [TOLD, "The publisher is setting"]],
  ["not to be set up", { state: "reported-failed", problem: "publisher-failed", problemDetail: "The region is full." }, ["Northwind could not set it up yet", "Northwind writes:", "The region is full.", "you are not billed", "help@northwind.example"], [TOLD]],
  ["refused, and not cancelled by Microsoft", { state: "reported-failed", problem: "cancel-not-taken", problemDetail: "Delete is not among them." }, ["Northwind could not set it up yet", "you are not billed"], ["Delete is not", "Northwind writes"]],
  ["being refused", { state: "refusing", ...REFUSED }, ["Northwind has refused this order", "Not in this country.", "you are not billed"], ["Set up by", TOLD]],
  ["being refused without a word", { state: "refusing", ...REFUSED, problemDetail: null }, ["Northwind has refused this order"], ["writes"]],
])("an order that is %s says so, and nothing else", (_, activation, words, others) => {
  const text = textOf(progress(activation));
  for (const each of words) expect(text).toContain(each);
  for (const each of others) expect(text).not.toContain(each);
});

test.each<[string, Partial<ActivationFacts>, string[], string[]]>([
  ["the publisher refused", { state: "failed", ...REFUSED }, ["Northwind has refused this order", "Northwind writes:", "Not in this country.", "You are not billed", "buy it again"], ["Microsoft could not"]],
  ["Microsoft could not activate", { state: "failed", attempts: 1 }, ["Microsoft could not activate this subscription", "not charged"], ["refused"]],
  ["somebody cancelled while it was being set up", { state: "failed", problem: "late" }, ["This subscription has been cancelled"], ["Microsoft could not", "refused"]],
])("an order that %s is told to have ended so", (_, activation, words, others) => {
  const text = textOf(<OrderEnded facts={factsOf(activation)} contact="help@northwind.example" />);
  for (const each of words) expect(text).toContain(each);
  for (const each of others) expect(text).not.toContain(each);
});

test("what the publisher writes is text in a block of its own: no markup, no direction that reaches beyond it, however long", () => {
  const html = (problemDetail: string): string => htmlOf(<PublisherMessage activation={{ ...HANDED_OVER, state: "refusing", problem: "refused-by-publisher", problemDetail }} publisher="Northwind" />);
  const hostile = html('<img src=x onerror="alert(1)">\u202Edellib ton era uoy\nSecond line</blockquote><script>');
  expect(hostile).not.toMatch(/<(img|script)/);
  expect(hostile).toContain("&lt;img src=x");
  expect(hostile.match(/<blockquote/g)).toHaveLength(1);
  expect(hostile).toMatch(/<blockquote dir="auto" class="[^"]*whitespace-pre-line[^"]*">[^<]*<\/blockquote><\/div>$/);
  expect(html("A".repeat(1000))).toMatch(/class="[^"]*break-words[^"]*">A{1000}</);
  expect(html("מלאי אזל")).toMatch(/dir="auto"[^>]*>מלאי אזל</);
  expect(html("")).toBe("");
});

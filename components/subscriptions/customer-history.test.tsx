import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { CustomerHistory } from "@/components/subscriptions/customer-history";
import type { HistoryLine } from "@/lib/subscriptions/history";
import messages from "@/messages/en.json";

type Told = Pick<HistoryLine, "type" | "actor" | "change">;

function sentenceOf(line: Told): string {
  const html = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={messages} timeZone="UTC">
      <CustomerHistory lines={[{ number: 1, date: new Date("2026-02-01T12:00:00Z"), ...line }]} publisher="Northwind" personal={false} />
    </NextIntlClientProvider>,
  );
  // Names are isolated, for writing that runs the other way.
  return (/<li[^>]*><span[^>]*>([^<]*)</.exec(html)?.[1] ?? "").replace(/[\u2068\u2069]/g, "");
}

const MICROSOFT = { kind: "microsoft" } as const;
const MIRA = { kind: "person", name: "Mira" } as const;

it.each<[string, Told]>([
  ["Mira opened the purchase.", { type: "Resolve", actor: MIRA, change: null }],
  ["The plan was changed from Basic to Team.", { type: "ChangePlan", actor: MICROSOFT, change: { kind: "plan", from: "Basic", to: "Team", seats: null } }],
  ["The plan was changed to Team, with 1 seat.", { type: "ChangePlan", actor: MICROSOFT, change: { kind: "plan", from: "Basic", to: "Team", seats: 1 } }],
  ["Mira changed the plan to Team, with 5 seats.", { type: "ChangePlan", actor: MIRA, change: { kind: "plan", from: "Basic", to: "Team", seats: 5 } }],
  ["Northwind changed the plan to {Team}.", { type: "ChangePlan", actor: { kind: "publisher" }, change: { kind: "plan", from: null, to: "{Team}", seats: null } }],
  ["The plan was changed.", { type: "ChangePlan", actor: MICROSOFT, change: null }],
  ["The number of seats was changed from 5 to 1,200.", { type: "ChangeQuantity", actor: MICROSOFT, change: { kind: "seats", from: 5, to: 1200 } }],
  ["Mira changed the number of seats to 8.", { type: "ChangeQuantity", actor: MIRA, change: { kind: "seats", from: null, to: 8 } }],
  ["Somebody outside your organisation changed the number of seats.", { type: "ChangeQuantity", actor: { kind: "outsider" }, change: null }],
  ["The subscription was renewed: its term now ends on Feb 28, 2026.", { type: "Renew", actor: MICROSOFT, change: { kind: "term", ends: "2026-02-28" } }],
  ["The subscription was renewed.", { type: "Renew", actor: MICROSOFT, change: null }],
  ["Microsoft suspended the subscription, in most cases because a payment failed.", { type: "Suspend", actor: MICROSOFT, change: null }],
  ["Microsoft reinstated the subscription: it can be used again.", { type: "Reinstate", actor: MICROSOFT, change: null }],
  ["The subscription ended.", { type: "Unsubscribe", actor: MICROSOFT, change: null }],
  ["Northwind cancelled the subscription.", { type: "Unsubscribe", actor: { kind: "publisher" }, change: null }],
  ["Microsoft confirmed the subscription.", { type: "Subscribe", actor: MICROSOFT, change: null }],
  ["Microsoft: Transfer", { type: "Transfer", actor: MICROSOFT, change: null }],
])("%s", (sentence, line) => {
  expect(sentenceOf(line)).toBe(sentence);
});

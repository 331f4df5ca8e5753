import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { CustomerHistory } from "@/components/subscriptions/customer-history";
import { ACTION_TYPES } from "@/lib/actions/schema";
import type { HistoryLine } from "@/lib/subscriptions/history";
import messages from "@/messages/en.json";

type Told = Pick<HistoryLine, "type" | "actor"> & Partial<HistoryLine>;

function sentenceOf(line: Told): string {
  const html = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={messages} timeZone="UTC">
      <CustomerHistory lines={[{ number: 1, date: new Date("2026-02-01T12:00:00Z"), change: null, user: null, self: false, ...line }]} publisher="Northwind" personal={false} />
    </NextIntlClientProvider>,
  );
  // Names are isolated, for writing that runs the other way.
  return (/<li[^>]*><span[^>]*>([^<]*)</.exec(html)?.[1] ?? "").replace(/[\u2068\u2069]/g, "");
}

const MICROSOFT = { kind: "microsoft" } as const;
const MIRA = { kind: "person", name: "Mira" } as const;
const JONAS = "jonas@aurora.example";

it.each<[string, Told]>([
  ["Mira opened the purchase.", { type: "Resolve", actor: MIRA }],
  ["The plan was changed from Basic to Team.", { type: "ChangePlan", actor: MICROSOFT, change: { kind: "plan", from: "Basic", to: "Team", seatsBefore: null, seats: null } }],
  ["The plan was changed to Team, with 1 seat.", { type: "ChangePlan", actor: MICROSOFT, change: { kind: "plan", from: "Basic", to: "Team", seatsBefore: 5, seats: 1 } }],
  ["Mira changed the plan to Team, with 5 seats.", { type: "ChangePlan", actor: MIRA, change: { kind: "plan", from: "Basic", to: "Team", seatsBefore: null, seats: 5 } }],
  ["Northwind changed the plan to {Team}.", { type: "ChangePlan", actor: { kind: "publisher" }, change: { kind: "plan", from: null, to: "{Team}", seatsBefore: null, seats: null } }],
  ["The plan was changed.", { type: "ChangePlan", actor: MICROSOFT }],
  ["The number of seats was changed from 5 to 1,200.", { type: "ChangeQuantity", actor: MICROSOFT, change: { kind: "seats", from: 5, to: 1200 } }],
  ["Mira changed the number of seats to 8.", { type: "ChangeQuantity", actor: MIRA, change: { kind: "seats", from: null, to: 8 } }],
  ["Somebody outside your organisation changed the number of seats.", { type: "ChangeQuantity", actor: { kind: "outsider" } }],
  ["The subscription was renewed: its term now ends on Feb 28, 2026.", { type: "Renew", actor: MICROSOFT, change: { kind: "term", ends: "2026-02-28" } }],
  ["The subscription was renewed.", { type: "Renew", actor: MICROSOFT }],
  ["Microsoft suspended the subscription, in most cases because a payment failed.", { type: "Suspend", actor: MICROSOFT }],
  ["Microsoft reinstated the subscription: it can be used again.", { type: "Reinstate", actor: MICROSOFT }],
  ["The subscription ended.", { type: "Unsubscribe", actor: MICROSOFT }],
  ["Northwind cancelled the subscription.", { type: "Unsubscribe", actor: { kind: "publisher" } }],
  ["Microsoft confirmed the subscription.", { type: "Subscribe", actor: MICROSOFT }],
  ["Mira cancelled the subscription.", { type: "Cancel", actor: MIRA }],
  ["Mira gave jonas@aurora.example a seat.", { type: "Assign", actor: MIRA, user: JONAS }],
  ["Northwind gave jonas@aurora.example a seat.", { type: "Assign", actor: { kind: "publisher" }, user: JONAS }],
  ["Mira gave somebody a seat.", { type: "Assign", actor: MIRA }],
  ["Jonas took a seat.", { type: "Assign", actor: { kind: "person", name: "Jonas" }, user: JONAS, self: true }],
  ["jonas@aurora.example took a seat.", { type: "Assign", actor: { kind: "outsider" }, user: JONAS, self: true }],
  ["Mira took the seat of jonas@aurora.example back.", { type: "Unassign", actor: MIRA, user: JONAS }],
  ["Mira gave their seat back.", { type: "Unassign", actor: MIRA, user: "mira@aurora.example", self: true }],
  ["Mira invited jonas@aurora.example to a seat.", { type: "Invite", actor: MIRA, user: JONAS }],
  ["Mira took the invitation of jonas@aurora.example back.", { type: "RevokeInvitation", actor: MIRA, user: JONAS }],
  ["Jonas asked for a seat.", { type: "RequestSeat", actor: { kind: "person", name: "Jonas" }, user: JONAS, self: true }],
  ["Jonas asked to become a manager.", { type: "RequestAccess", actor: { kind: "person", name: "Jonas" }, user: JONAS, self: true }],
  ["Mira declined the request of jonas@aurora.example.", { type: "DeclineRequest", actor: MIRA, user: JONAS }],
  ["Mira made jonas@aurora.example a manager.", { type: "AddManager", actor: MIRA, user: JONAS }],
  ["Mira removed jonas@aurora.example from the managers.", { type: "RemoveManager", actor: MIRA, user: JONAS }],
  ["Mira stepped down as a manager.", { type: "RemoveManager", actor: MIRA, user: "mira@aurora.example", self: true }],
  ["Mira handed the subscription over to jonas@aurora.example.", { type: "TransferOwnership", actor: MIRA, user: JONAS }],
  ["Mira handed the subscription over.", { type: "TransferOwnership", actor: MIRA }],
  ["Microsoft: Transfer", { type: "Transfer", actor: MICROSOFT }],
])("%s", (sentence, line) => {
  expect(sentenceOf(line)).toBe(sentence);
});

it("has words for every type of action", () => {
  for (const type of ACTION_TYPES) expect(sentenceOf({ type, actor: MIRA }), type).not.toBe(`Mira: ${type}`);
});

it("offers to look further where a search has paused, though it has found nothing yet", () => {
  const html = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={messages} timeZone="UTC">
      <CustomerHistory lines={[]} publisher="Northwind" personal={false} paused={{ count: 5000, href: "/history?cursor=next" }} empty={<p>None fits.</p>} />
    </NextIntlClientProvider>,
  );
  expect(html).toContain("5,000 entries were looked through");
  expect(html).toMatch(/<a [^>]*href="\/history\?cursor=next"[^>]*>Look further</);
  expect(html).not.toContain("None fits.");
});

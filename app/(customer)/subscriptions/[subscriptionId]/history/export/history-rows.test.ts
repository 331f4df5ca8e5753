import { createTranslator } from "next-intl";
import { expect, it } from "vitest";
import { historyRows, HISTORY_TITLES } from "@/app/(customer)/subscriptions/[subscriptionId]/history/export/history-rows";
import { csvResponse } from "@/lib/http/csv-response";
import type { HistoryLine } from "@/lib/subscriptions/history";
import messages from "@/messages/en.json";
import faults from "@/messages/faults/en.json";

const t = createTranslator({ locale: "en", messages: { ...messages, faults }, namespace: "history" });
const reader = { t, locale: "en", publisher: "Northwind", personal: false };
const MIRA = { kind: "person", name: "Mira" } as const;

async function fileOf(...lines: Partial<HistoryLine>[]): Promise<string[]> {
  async function* batches() {
    await Promise.resolve();
    yield lines.map((line, number): HistoryLine => ({ number, type: "Assign", date: new Date("2026-03-01T12:30:00Z"), actor: MIRA, change: null, user: null, self: false, ...line }));
  }
  const response = csvResponse({ fileName: "history.csv", titles: HISTORY_TITLES, batches: historyRows(reader, batches()), requestId: "test" });
  return (await response.text()).trim().split("\r\n").slice(1);
}

it("tells each line in words and in columns, in UTC", async () => {
  expect(
    await fileOf(
      { user: "jonas@aurora.example" },
      { type: "ChangePlan", actor: { kind: "microsoft" }, change: { kind: "plan", from: "Basic", to: "Team", seatsBefore: null, seats: 5 } },
      { type: "ChangeQuantity", change: { kind: "seats", from: 5, to: 8 } },
      { type: "Suspend", actor: { kind: "outsider" } },
    ),
  ).toEqual([
    "2026-03-01T12:30:00.000Z,Mira gave jonas@aurora.example a seat.,Mira,jonas@aurora.example,,,,",
    '2026-03-01T12:30:00.000Z,"The plan was changed to Team, with 5 seats.",Microsoft,,Basic,Team,,5',
    "2026-03-01T12:30:00.000Z,Mira changed the number of seats from 5 to 8.,Mira,,,,5,8",
    "2026-03-01T12:30:00.000Z,Somebody outside your organisation suspended the subscription.,Somebody outside your organisation,,,,,",
  ]);
});

it("holds nothing that a spreadsheet would calculate", async () => {
  const [line = ""] = await fileOf({ actor: { kind: "person", name: "=HYPERLINK(1)" }, user: "+1" });
  expect(line).toBe("2026-03-01T12:30:00.000Z,'=HYPERLINK(1) gave +1 a seat.,'=HYPERLINK(1),'+1,,,,");
});

import { historyActor, plainHistorySentence, type HistoryReader } from "@/components/subscriptions/history-words";
import type { HistoryLine } from "@/lib/subscriptions/history";

/** The columns of the file, in their order. */
export const HISTORY_TITLES = ["timeUtc", "what", "who", "user", "planBefore", "planAfter", "seatsBefore", "seatsAfter"] as const;

type HistoryRow = Readonly<Record<(typeof HISTORY_TITLES)[number], string>>;

/** The lines as rows of the file, in the words of the page. */
export async function* historyRows(reader: HistoryReader, batches: AsyncGenerator<HistoryLine[], void, undefined>): AsyncGenerator<HistoryRow[], void, undefined> {
  for await (const lines of batches) yield lines.map((line) => toRow(reader, line));
}

function toRow(reader: HistoryReader, line: HistoryLine): HistoryRow {
  const { change } = line;
  const plan = change?.kind === "plan" ? change : null;
  const seats = change?.kind === "seats" ? change : null;
  return {
    timeUtc: line.date.toISOString(),
    what: plainHistorySentence(reader, line),
    who: historyActor(reader, line),
    user: line.user ?? "",
    planBefore: plan?.from ?? "",
    planAfter: plan?.to ?? "",
    seatsBefore: written(seats?.from ?? plan?.seatsBefore),
    seatsAfter: written(seats?.to ?? plan?.seats),
  };
}

function written(count: number | null | undefined): string {
  return count === null || count === undefined ? "" : String(count);
}

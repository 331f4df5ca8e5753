import { database } from "../db/client";
import type { PublisherScope } from "../kernel/context";
import { conditionsOf, type InboxFilter } from "./filter";
import { INBOX_LINE_COLUMNS, toInboxLines, type InboxLine } from "./queries";

const BATCH = 500;

/** The columns of the file, in their order. Nothing of the bodies: they hold personal data. */
export const INBOX_EXPORT_TITLES = [
  "number",
  "receivedAt",
  "timesReceived",
  "lastReceivedAt",
  "action",
  "subscriptionId",
  "subscription",
  "operationId",
  "offerKey",
  "offer",
  "operationRequestSource",
  "timeStamp",
  "decision",
  "decisionReason",
  "answerStatus",
  "answeredAt",
  "state",
  "outcome",
  "processedAt",
  "lastError",
  "requestId",
] as const;

export type ExportedCall = Readonly<Record<(typeof INBOX_EXPORT_TITLES)[number], string>>;

/** All calls that a list of the publisher's shows, newest first, batch by batch: no more than one is in memory. */
export async function* exportInbox(scope: PublisherScope, filter: InboxFilter): AsyncGenerator<ExportedCall[], void, undefined> {
  const conditions = await conditionsOf(scope, filter);
  for (let after: number | null = null; ; ) {
    const beyond: object = after === null ? {} : { number: { lt: after } };
    const rows = await database().inboxEvent.findMany({ where: { AND: [...conditions, beyond] }, orderBy: { number: "desc" }, take: BATCH, select: INBOX_LINE_COLUMNS });
    const last = rows.at(-1);
    if (last !== undefined) yield (await toInboxLines(scope, rows)).map(toExported);
    if (last === undefined || rows.length < BATCH) return;
    after = last.number;
  }
}

function toExported(line: InboxLine): ExportedCall {
  return {
    number: String(line.number),
    receivedAt: written(line.receivedAt),
    timesReceived: String(line.receipts),
    lastReceivedAt: written(line.lastReceivedAt),
    action: line.action,
    subscriptionId: line.subscriptionId,
    subscription: line.subscriptionName ?? "",
    operationId: line.operationId,
    offerKey: line.offerKey,
    offer: line.offerName,
    operationRequestSource: line.requestSource ?? "",
    timeStamp: written(line.happenedAt),
    decision: line.decision ?? "",
    decisionReason: line.decisionReason ?? "",
    answerStatus: line.answerStatus === null ? "" : String(line.answerStatus),
    answeredAt: written(line.answeredAt),
    state: line.state,
    outcome: line.outcome ?? "",
    processedAt: written(line.processedAt),
    lastError: line.lastError ?? "",
    requestId: line.correlationId,
  };
}

function written(time: Date | null): string {
  return time?.toISOString() ?? "";
}

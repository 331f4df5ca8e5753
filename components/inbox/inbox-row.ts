import type { InboxRow } from "@/components/inbox/inbox-table";
import { actionWords, sourceWords } from "@/components/inbox/inbox-words";
import type { InboxLine } from "@/lib/inbox/queries";

/** A line as the table shows it. @param base path of the publisher's pages */
export function toInboxRow(line: InboxLine, base: string): InboxRow {
  const { subscriptionId, subscriptionName } = line;
  return {
    id: String(line.number),
    href: `${base}/inbox/${line.number}`,
    action: actionWords(line.action),
    receivedAt: line.receivedAt.toISOString(),
    subscription: { id: subscriptionId, name: subscriptionName, href: subscriptionName === null ? null : `${base}/subscriptions/${subscriptionId}` },
    decision: line.decision,
    state: line.state,
    outcome: line.outcome,
    source: sourceWords(line.requestSource),
    receipts: line.receipts,
    offer: line.offerName,
    why: line.lastError ?? (line.decision === "refused" ? line.decisionReason : null) ?? "–",
  };
}

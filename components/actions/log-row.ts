import { actionSentence, actorWords } from "@/components/actions/action-words";
import type { LogRow } from "@/components/actions/log-table";
import type { LogLine } from "@/lib/actions/log/queries";

/** A line as the table shows it. @param base path of the publisher's pages */
export function toLogRow(line: LogLine, base: string): LogRow {
  const { subscription } = line;
  return {
    id: String(line.number),
    type: line.type,
    sentence: actionSentence(line),
    date: line.date.toISOString(),
    who: actorWords(line),
    personHref: line.actorKind === "user" ? `${base}/actions?person=${line.initiatorUserId}` : null,
    subscription: subscription && { name: subscription.name, href: `${base}/subscriptions/${subscription.subscriptionId}` },
    seal: line.sealNumber === null || line.seal === null ? null : { number: line.sealNumber, hash: line.seal },
    details: line.details,
    correlationId: line.correlationId,
    ids: [
      ["Action id", line.id],
      ["Done by", line.initiatorUserId],
      ["In tenant", line.actorTenantId],
      ["About", line.concernedUserId],
    ],
  };
}

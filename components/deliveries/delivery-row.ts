import { endpointWords, kindWords, subjectWords } from "@/components/deliveries/delivery-words";
import type { DeliveryRow } from "@/components/deliveries/delivery-table";
import type { DeliveryLine } from "@/lib/actions/deliveries/queries";

/** A line as the table shows it. @param base path of the publisher's pages */
export function toDeliveryRow(line: DeliveryLine, base: string): DeliveryRow {
  const { number, kind, subject, endpoint, subscription, lastStatus, lastProblem } = line;
  return {
    id: String(number),
    href: `${base}/deliveries/${number}`,
    subject: subjectWords(kind, subject),
    kind: kindWords(kind),
    state: line.state,
    subscription: subscription && { name: subscription.name, href: `${base}/subscriptions/${subscription.id}` },
    endpoint: `${endpoint.offerName}: ${endpointWords(endpoint.kind).toLowerCase()}`,
    attempts: line.attempts,
    last: [lastStatus === null ? "" : String(lastStatus), lastProblem ?? ""].filter(Boolean).join(": ") || "–",
    createdAt: line.createdAt.toISOString(),
    nextAt: line.state === "waiting" ? (line.nextAt?.toISOString() ?? null) : null,
  };
}

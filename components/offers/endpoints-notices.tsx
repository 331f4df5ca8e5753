import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import type { EndpointRules } from "@/lib/offers/endpoint-rules";
import { MOST_WAITING_COUNTED } from "@/lib/offers/schema";

export interface EndpointsStanding {
  rules: EndpointRules;
  /** How many messages wait for each, as far as they are counted. */
  waiting: { readonly activation: number; readonly log: number };
  /** Messages are signed with it: without it nothing is sent. */
  hasSigningSecret: boolean;
}

/** What keeps messages from being sent, as far as the settings do. */
export function EndpointsNotices({ rules: { activation, logUrl }, waiting, hasSigningSecret }: EndpointsStanding): ReactNode {
  const total = waiting.activation + waiting.log;
  const isUnsigned = !hasSigningSecret && (activation.url !== null || logUrl !== null);
  const homeless = (activation.url === null ? waiting.activation : 0) + (logUrl === null ? waiting.log : 0);
  return (
    <>
      {isUnsigned ? (
        <Alert tone="warning" title="Nothing can be sent yet">
          Messages are signed, and this offer has no signing secret. Until one is made below, they wait{total === 0 ? "" : `, ${messages(total)} so far`}; after three days they are given up.
        </Alert>
      ) : null}
      {homeless > 0 ? (
        <Alert tone="warning" title={`${capitalized(messages(homeless))} ${homeless === 1 ? "waits" : "wait"} for an address`}>
          As soon as there is one, {homeless === 1 ? "it is" : "they are"} sent to it.
        </Alert>
      ) : null}
    </>
  );
}

function messages(count: number): string {
  if (count > MOST_WAITING_COUNTED) return `more than ${MOST_WAITING_COUNTED.toLocaleString("en")} messages`;
  return `${count.toLocaleString("en")} ${count === 1 ? "message" : "messages"}`;
}

function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

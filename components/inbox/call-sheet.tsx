import Link from "next/link";
import type { ReactNode } from "react";
import { CallStatus } from "@/components/inbox/inbox-status";
import { callLook, sourceWords } from "@/components/inbox/inbox-words";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { LocalTime } from "@/components/ui/local-time";
import { MonoId } from "@/components/ui/mono-id";
import type { InboxCall } from "@/lib/inbox/queries";

/** What a call is about, and what came of it. */
export function CallSheet({ call, base }: { call: InboxCall; base: string }): ReactNode {
  const { subscriptionId, subscriptionName, operation } = call;
  return (
    <Card>
      <CardHeader title="Call" />
      <CardBody>
        <DescriptionList>
          <Description term="Result">
            <CallStatus state={call.state} outcome={call.outcome} />
            <span className="mt-1 block text-pretty text-muted-foreground">{callLook(call.state, call.outcome).meaning}</span>
          </Description>
          {call.lastError ? <Description term="Last error">{call.lastError}</Description> : null}
          <Description term="Subscription">
            {subscriptionName === null ? <span className="block text-muted-foreground">Not in this portal</span> : (
              <Link href={`${base}/subscriptions/${subscriptionId}`} prefetch={false} className="inline-block underline underline-offset-4">
                <bdi>{subscriptionName}</bdi>
              </Link>
            )}
            <span className="block"><MonoId value={subscriptionId} /></span>
          </Description>
          <Description term="Operation"><MonoId value={call.operationId} /></Description>
          {operation ? (
            <Description term="As Microsoft has it">
              {operation.status}
              {operation.finishedAt ? <>, <LocalTime iso={operation.finishedAt.toISOString()} precision="second" /></> : null}
              {operation.planTo !== null && operation.planFrom !== operation.planTo ? <span className="block text-muted-foreground">{`Plan ${operation.planFrom ?? "?"} → ${operation.planTo}`}</span> : null}
              {operation.quantityTo !== null && operation.quantityFrom !== operation.quantityTo ? <span className="block text-muted-foreground">{`Seats ${operation.quantityFrom ?? "?"} → ${operation.quantityTo}`}</span> : null}
            </Description>
          ) : null}
          <Description term="Action"><code className="font-mono text-xs">{call.action}</code></Description>
          <Description term="From">{sourceWords(call.requestSource)}</Description>
          {call.happenedAt ? <Description term="Happened"><LocalTime iso={call.happenedAt.toISOString()} precision="second" /></Description> : null}
          <Description term="Received">
            <LocalTime iso={call.receivedAt.toISOString()} precision="second" />
            {call.receipts > 1 ? <span className="block text-muted-foreground">{call.receipts} times, last <LocalTime iso={call.lastReceivedAt.toISOString()} precision="second" /></span> : null}
          </Description>
          <Description term="At the address of">
            <Link href={`${base}/offers/${call.offerKey}`} prefetch={false} className="underline underline-offset-4">{call.offerName}</Link>
          </Description>
          <Description term="Request id"><MonoId value={call.correlationId} /></Description>
        </DescriptionList>
      </CardBody>
    </Card>
  );
}

import Link from "next/link";
import type { ReactNode } from "react";
import { DeliveryStatus } from "@/components/deliveries/delivery-status";
import { deliveryLook, endpointWords, kindWords } from "@/components/deliveries/delivery-words";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { LocalTime } from "@/components/ui/local-time";
import { MonoId } from "@/components/ui/mono-id";
import type { DeliveryFacts } from "@/lib/actions/deliveries/queries";

/** What a message is about, and where it stands. @param base path of the publisher's pages */
export function DeliverySheet({ delivery, base, now }: { delivery: DeliveryFacts; base: string; now: Date }): ReactNode {
  const { endpoint, subscription, state } = delivery;
  return (
    <Card>
      <CardHeader title="Message" />
      <CardBody>
        <DescriptionList>
          <Description term="State">
            <DeliveryStatus state={state} />
            <span className="mt-1 block text-pretty text-muted-foreground">{deliveryLook(state).meaning}</span>
          </Description>
          {state === "waiting" ? <Description term="Next attempt"><NextAttempt delivery={delivery} now={now} /></Description> : null}
          {delivery.lastProblem ? <Description term="Last problem">{delivery.lastStatus === null ? "" : `${delivery.lastStatus}: `}{delivery.lastProblem}</Description> : null}
          {subscription ? (
            <Description term="Subscription">
              <Link href={`${base}/subscriptions/${subscription.id}`} prefetch={false} className="inline-block underline underline-offset-4"><bdi>{subscription.name}</bdi></Link>
              <span className="block"><MonoId value={subscription.id} /></span>
            </Description>
          ) : null}
          <Description term="To">
            <Link href={`${base}/offers/${endpoint.offerKey}#your-systems`} prefetch={false} className="underline underline-offset-4"><bdi>{endpoint.offerName}</bdi></Link>
            <span className="block text-muted-foreground">{endpointWords(endpoint.kind)}</span>
          </Description>
          <Description term="Kind">{kindWords(delivery.kind)} <code className="font-mono text-xs text-muted-foreground">{delivery.subject}</code></Description>
          <Description term="Since">
            <LocalTime iso={delivery.createdAt.toISOString()} precision="second" />
            {delivery.triedSince > delivery.createdAt ? <span className="block text-muted-foreground">Tried since <LocalTime iso={delivery.triedSince.toISOString()} precision="second" /></span> : null}
          </Description>
          {delivery.finishedAt ? <Description term="Ended"><LocalTime iso={delivery.finishedAt.toISOString()} precision="second" /></Description> : null}
          <Description term={<code className="font-mono text-xs">webhook-id</code>}><MonoId value={`msg_${delivery.id}`} /></Description>
          <Description term="Request id"><MonoId value={delivery.correlationId} /></Description>
        </DescriptionList>
      </CardBody>
    </Card>
  );
}

function NextAttempt({ delivery: { hasAddress, pausedAt, openUntil, nextAt, made }, now }: { delivery: DeliveryFacts; now: Date }): ReactNode {
  if (made.some(({ outcome }) => outcome === null)) return "Under way";
  if (!hasAddress) return "When the endpoint has an address again: there is none.";
  if (pausedAt !== null) return "When the endpoint is resumed: it is paused.";
  const at = [openUntil, nextAt].filter((each) => each !== null).reduce((last, each) => (each > last ? each : last), now);
  return at > now ? <LocalTime iso={at.toISOString()} precision="second" /> : "As soon as its turn comes: messages about one subscription go out one after another.";
}

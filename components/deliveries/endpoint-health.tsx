import Link from "next/link";
import type { ReactNode } from "react";
import { countWords, endpointWords, spanWords, tookWords } from "@/components/deliveries/delivery-words";
import { EndpointActions, type EndpointCommands } from "@/components/deliveries/endpoint-actions";
import { Badge } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { Glyph } from "@/components/ui/glyph";
import { LocalTime } from "@/components/ui/local-time";
import type { EndpointHealth } from "@/lib/actions/deliveries/health";

interface EndpointHealthListProps {
  endpoints: readonly EndpointHealth[];
  /** Path of the publisher's pages. */
  base: string;
  now: Date;
  /** From there on it is not counted. */
  mostCounted: number;
  /** Left out for members who may send nothing. */
  commandsFor?: (endpointId: number) => EndpointCommands;
}

/** One line for each of the publisher's endpoints: how it does, and what can be done about it. */
export function EndpointHealthList({ endpoints, base, now, mostCounted, commandsFor }: EndpointHealthListProps): ReactNode {
  return (
    <Card>
      <CardHeader title="Endpoints" description="How the last 200 attempts at each of them went; tests say nothing here." />
      <ul className="mt-3 divide-y border-t">
        {endpoints.map((endpoint) => (
          <li key={endpoint.id} className="flex flex-col gap-2.5 px-4 py-3 text-sm sm:px-5">
            <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
              <div className="min-w-0 flex-1 basis-72">
                <h3 className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
                  <Link href={`${base}/offers/${endpoint.offerKey}#your-systems`} prefetch={false} className="inline-flex min-h-6 min-w-0 items-center rounded-sm underline-offset-4 hover:underline">
                    <bdi className="break-words">{endpoint.offerName}</bdi>
                  </Link>
                  <span className="font-normal text-muted-foreground">{endpointWords(endpoint.kind)}</span>
                  <Condition endpoint={endpoint} />
                </h3>
                <p className="font-mono text-xs break-all text-muted-foreground">{endpoint.host ?? "No address any more"}</p>
              </div>
              {commandsFor ? <EndpointActions endpoint={{ name: `${endpoint.offerName}: ${endpointWords(endpoint.kind).toLowerCase()}`, isActivation: endpoint.kind === "activation", isPaused: endpoint.pausedAt !== null, hasAddress: endpoint.host !== null, dead: countWords(endpoint.dead, mostCounted), hasDead: endpoint.dead > 0 }} commands={commandsFor(endpoint.id)} /> : null}
            </div>
            <dl className="flex flex-wrap gap-x-6 gap-y-1.5 tabular-nums">
              <Figure term="Success">{endpoint.successRate === null ? "–" : `${percent(endpoint.successRate)} of ${endpoint.attempts}`}</Figure>
              <Figure term="Median">{tookWords(endpoint.medianMilliseconds)}</Figure>
              <Figure term="95 %">{tookWords(endpoint.p95Milliseconds)}</Figure>
              <Figure term="Waiting">{countWords(endpoint.waiting, mostCounted)}</Figure>
              <Figure term="Oldest waiting">{endpoint.oldestWaitingAt === null ? "–" : <span title={endpoint.oldestWaitingAt.toISOString()}>{spanWords(secondsSince(endpoint.oldestWaitingAt, now))}</span>}</Figure>
              <Figure term="Given up">{countWords(endpoint.dead, mostCounted)}</Figure>
              <Figure term="Last success">{endpoint.lastSuccessAt === null ? "–" : <LocalTime iso={endpoint.lastSuccessAt.toISOString()} precision="second" />}</Figure>
            </dl>
            <Details endpoint={endpoint} now={now} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Figure({ term, children }: { term: string; children: ReactNode }): ReactNode {
  return (
    <div>
      <dt className="text-xs text-muted-foreground">{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Condition({ endpoint: { pausedAt, failingSince, host, successRate, lastSuccessAt } }: { endpoint: EndpointHealth }): ReactNode {
  if (host === null) return <Badge tone="neutral" icon={<Glyph name="cross" />}>Taken away</Badge>;
  if (pausedAt !== null) return <Badge tone="warning" icon={<Glyph name="lock" />}>Paused</Badge>;
  if (failingSince !== null) return <Badge tone="error" icon={<Glyph name="error" />}>Failing</Badge>;
  if (successRate === null && lastSuccessAt === null) return <Badge tone="neutral" icon={<Glyph name="info" />}>Not tried yet</Badge>;
  return <Badge tone="success" icon={<Glyph name="check" />}>Well</Badge>;
}

function Details({ endpoint: { pausedAt, pausedBy, failingSince, openUntil }, now }: { endpoint: EndpointHealth; now: Date }): ReactNode {
  if (pausedAt === null && failingSince === null) return null;
  return (
    <p className="text-pretty text-muted-foreground">
      {pausedAt ? <>Paused since <LocalTime iso={pausedAt.toISOString()} /> by <bdi>{pausedBy}</bdi>: messages wait, in their order. </> : null}
      {failingSince ? (
        <>
          Failing since <LocalTime iso={failingSince.toISOString()} precision="second" />
          {openUntil !== null && openUntil > now && pausedAt === null ? <>, next try <LocalTime iso={openUntil.toISOString()} precision="second" /></> : null}.
        </>
      ) : null}
    </p>
  );
}

function percent(rate: number): string {
  // Never rounded up to all of them.
  return rate === 1 ? "100 %" : `${(Math.floor(rate * 1_000) / 10).toFixed(1)} %`;
}

function secondsSince(then: Date, now: Date): number {
  return Math.max(0, (now.getTime() - then.getTime()) / 1_000);
}

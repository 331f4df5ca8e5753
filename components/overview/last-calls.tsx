import type { ReactNode } from "react";
import { elapsed } from "@/components/overview/elapsed";
import { Badge } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Glyph } from "@/components/ui/glyph";
import { LocalTime } from "@/components/ui/local-time";
import type { LastCalls } from "@/lib/subscriptions/overview";

/** A worker beats several times a minute. */
const SILENT_MILLISECONDS = 2 * 60_000;

/** When the portal last heard of everything around it. */
export function LastCallsCard({ calls, webhookAt, now }: { calls: LastCalls; /** null: the webhook was never called. */ webhookAt: Date | null; now: Date }): ReactNode {
  const silent = calls.beatAt === null || now.getTime() - calls.beatAt.getTime() > SILENT_MILLISECONDS;
  return (
    <Card>
      <CardHeader title="Last heard of" />
      <CardBody>
        <dl className="flex flex-col divide-y text-sm">
          <Heard term="Customer at a landing page" at={calls.arrivalAt} now={now} never="Nobody in the last two days">
            {calls.arrivalProblem ? <Badge tone="warning" icon={<Glyph name="warning" />}>Not resolved</Badge> : null}
          </Heard>
          <Heard term="Answer of Microsoft" at={calls.answerAt} now={now} never="None yet" />
          <Heard term="Call of Microsoft" at={webhookAt} now={now} never="None yet" />
          <Heard term="Job done" at={calls.jobAt} now={now} never="None yet" />
          <Heard term="Background worker" at={calls.beatAt} now={now} never="Never">
            {silent ? <Badge tone="error" icon={<Glyph name="error" />}>Silent</Badge> : <Badge tone="success" icon={<Glyph name="check" />}>At work</Badge>}
          </Heard>
        </dl>
        {silent ? (
          <p className="mt-3 rounded-md bg-destructive-soft p-3 text-sm text-pretty text-destructive-text">
            Jobs wait until a worker runs. Whoever operates this portal checks that WORKER is not off, or starts one with <code className="font-mono text-[0.8125rem]">npm run worker</code>.
          </p>
        ) : null}
      </CardBody>
    </Card>
  );
}

interface HeardProps {
  term: string;
  at: Date | null;
  now: Date;
  never: string;
  children?: ReactNode;
}

function Heard({ term, at, now, never, children }: HeardProps): ReactNode {
  return (
    <div className="flex flex-col gap-0.5 py-2.5 first:pt-0 last:pb-0">
      <dt className="text-muted-foreground">{term}</dt>
      <dd className="flex flex-wrap items-center gap-x-2 gap-y-1">
        {at === null ? never : (
          <span className="inline-block first-letter:uppercase">
            {elapsed(at, now)} ago <span className="text-xs text-muted-foreground">(<LocalTime iso={at.toISOString()} />)</span>
          </span>
        )}
        {children}
      </dd>
    </div>
  );
}

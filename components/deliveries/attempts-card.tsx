import type { ReactNode } from "react";
import { AttemptStatus } from "@/components/deliveries/delivery-status";
import { skewWords, tookWords } from "@/components/deliveries/delivery-words";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { LocalTime } from "@/components/ui/local-time";
import type { AttemptLine } from "@/lib/actions/deliveries/queries";

/** Every attempt at a message: when, where to, how long it took, and what was answered. */
export function AttemptsCard({ made, attempts }: { made: readonly AttemptLine[]; attempts: number }): ReactNode {
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Attempts" description={attempts > made.length && made.length > 0 ? `The newest ${made.length} of ${attempts}.` : undefined} />
      {made.length === 0 ? (
        <CardBody className="text-sm text-muted-foreground">None yet.</CardBody>
      ) : (
        <ol className="mt-3 divide-y border-t">
          {made.map((each) => (
            <li key={each.attempt} className="flex flex-col gap-1.5 px-4 py-3 text-sm sm:px-5">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <h3 className="font-medium">Attempt {each.attempt}</h3>
                <AttemptStatus outcome={each.outcome} />
                {each.status === null ? null : <span className="tabular-nums">{each.status}</span>}
                <span className="text-muted-foreground tabular-nums"><LocalTime iso={each.startedAt.toISOString()} precision="second" />{each.milliseconds === null ? null : `, took ${tookWords(each.milliseconds)}`}</span>
              </div>
              {each.problem ? <p className="text-pretty">{each.problem}</p> : null}
              <p className="font-mono text-xs break-all text-muted-foreground">{each.url}</p>
              {skewWords(each.clockSkewSeconds) ? <p className="text-pretty text-warning-text">{skewWords(each.clockSkewSeconds)}</p> : null}
              {each.isAnswerHidden ? <p className="text-muted-foreground">Operators see what was answered: it may repeat personal data.</p> : null}
              {each.answer ? (
                <details className="min-w-0" open={each.attempt === attempts && each.outcome !== "delivered"}>
                  <summary className="w-fit cursor-pointer rounded-sm text-muted-foreground">What was answered</summary>
                  {/* Keyboards scroll only what can take the focus. */}
                  <pre tabIndex={0} role="region" aria-label={`Answer to attempt ${each.attempt}`} className="mt-1.5 max-h-64 overflow-auto rounded-md border bg-muted p-3 font-mono text-xs break-all whitespace-pre-wrap">
                    {each.answer}
                  </pre>
                </details>
              ) : null}
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

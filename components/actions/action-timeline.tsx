import type { ReactNode } from "react";
import { actionSentence, actorWords } from "@/components/actions/action-words";
import { TablePaging } from "@/components/data-table/table-paging";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { LocalTime } from "@/components/ui/local-time";
import { MonoId } from "@/components/ui/mono-id";
import type { ActionLine } from "@/lib/actions/queries";

const PAGING = { paging: "Pages of actions", previous: "Newer", next: "Older" };

interface ActionTimelineProps {
  actions: readonly ActionLine[];
  previousHref?: string;
  nextHref?: string;
}

/** What happened to a subscription, newest first. */
export function ActionTimeline({ actions, previousHref, nextHref }: ActionTimelineProps): ReactNode {
  return (
    <Card id="actions">
      <CardHeader title="Actions" />
      <CardBody>
        {actions.length === 0 ? (
          <p className="text-sm text-muted-foreground">Nothing has happened to this subscription in this portal yet.</p>
        ) : (
          <ol className="divide-y text-sm">
            {actions.map((action) => (
              <li key={action.number} className="py-2 first:pt-0 last:pb-0">
                <div className="flex flex-wrap items-baseline justify-between gap-x-4">
                  <span>
                    <span className="font-medium">{action.type}</span>{" "}
                    <span className="text-muted-foreground">
                      <bdi>{actorWords(action)}</bdi> {actionSentence(action)}
                    </span>
                  </span>
                  <span className="text-xs text-muted-foreground">
                    <LocalTime iso={action.date.toISOString()} precision="second" />
                  </span>
                </div>
                <ActionDetails action={action} />
              </li>
            ))}
          </ol>
        )}
      </CardBody>
      <TablePaging previousHref={previousHref} nextHref={nextHref} labels={PAGING} />
    </Card>
  );
}

function ActionDetails({ action: { details, correlationId } }: { action: ActionLine }): ReactNode {
  if (details === null && correlationId === null) return null;
  return (
    <details className="mt-0.5 text-xs text-muted-foreground">
      <summary className="inline-block min-h-6 cursor-pointer rounded-sm py-1 hover:text-foreground">Details</summary>
      <dl className="flex flex-col gap-1 pb-1">
        {correlationId === null ? null : <Detail term="Correlation id"><MonoId value={correlationId} /></Detail>}
        {Object.entries(readDetails(details)).map(([name, value]) => (
          <Detail key={name} term={name}>{String(value)}</Detail>
        ))}
      </dl>
    </details>
  );
}

function Detail({ term, children }: { term: string; children: ReactNode }): ReactNode {
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2">
      <dt>{term}</dt>
      <dd className="min-w-0 break-words text-foreground">{children}</dd>
    </div>
  );
}

function readDetails(details: string | null): object {
  try {
    const value: unknown = JSON.parse(details ?? "{}");
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

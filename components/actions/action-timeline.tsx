import Link from "next/link";
import type { ReactNode } from "react";
import { ActionDetails } from "@/components/actions/action-details";
import { actionSentence, actorWords } from "@/components/actions/action-words";
import { TablePaging } from "@/components/data-table/table-paging";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { LocalTime } from "@/components/ui/local-time";
import type { ActionLine } from "@/lib/actions/queries";

const PAGING = { paging: "Pages of actions", previous: "Newer", next: "Older" };

interface ActionTimelineProps {
  actions: readonly ActionLine[];
  /** The log of these alone, with filters, seals and files. */
  allHref: string;
  previousHref?: string;
  nextHref?: string;
}

/** What happened to a subscription, newest first. */
export function ActionTimeline({ actions, allHref, previousHref, nextHref }: ActionTimelineProps): ReactNode {
  return (
    <Card id="actions">
      <CardHeader title="Actions" actions={actions.length === 0 ? null : <Link href={allHref} prefetch={false} className="inline-flex min-h-6 items-center rounded-sm text-sm underline underline-offset-4">All in the action log</Link>} />
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
                <ActionDetails {...action} />
              </li>
            ))}
          </ol>
        )}
      </CardBody>
      <TablePaging previousHref={previousHref} nextHref={nextHref} labels={PAGING} />
    </Card>
  );
}

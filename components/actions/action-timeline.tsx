import type { ReactNode } from "react";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { LocalTime } from "@/components/ui/local-time";
import type { ActionLine } from "@/lib/actions/queries";

/** What each type of action means to a reader. */
const WORDS: Readonly<Record<string, string>> = {
  Resolve: "opened the purchase on the landing page",
  Activate: "activated the subscription",
};

/** What happened to a subscription, newest first. */
export function ActionTimeline({ actions }: { actions: readonly ActionLine[] }): ReactNode {
  return (
    <Card>
      <CardHeader title="Actions" />
      <CardBody>
        {actions.length === 0 ? (
          <p className="text-sm text-muted-foreground">Nothing has happened to this subscription in this portal yet.</p>
        ) : (
          <ol className="divide-y text-sm">
            {actions.map((action) => (
              <li key={action.number} className="flex flex-wrap items-baseline justify-between gap-x-4 py-2 first:pt-0 last:pb-0">
                <span>
                  <span className="font-medium">{action.type}</span>{" "}
                  <span className="text-muted-foreground">
                    {action.actorName ?? action.actorKind} {WORDS[action.type] ?? ""}
                  </span>
                </span>
                <span className="text-xs text-muted-foreground">
                  <LocalTime iso={action.date.toISOString()} precision="second" />
                </span>
              </li>
            ))}
          </ol>
        )}
      </CardBody>
    </Card>
  );
}

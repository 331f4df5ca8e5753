import Link from "next/link";
import type { ReactNode } from "react";
import { alertWords } from "@/components/alerts/alert-words";
import { Card, CardHeader } from "@/components/ui/card";
import { Glyph } from "@/components/ui/glyph";
import { LocalTime } from "@/components/ui/local-time";
import { SubmitButton } from "@/components/ui/submit-button";
import type { OpenAlert } from "@/lib/alerts/queries";

interface AlertListProps {
  alerts: readonly OpenAlert[];
  /** How many there are, shown or not. */
  count: number;
  /** Path of the publisher's pages. */
  base: string;
  /** Closes one; left out for those who may not. */
  close?: (alertId: number) => Promise<void>;
}

/** What somebody of the staff has to look at, newest first. */
export function AlertList({ alerts, count, base, close }: AlertListProps): ReactNode {
  return (
    <Card className="border-warning-text/40">
      <CardHeader
        title={count === 1 ? "1 open alert" : `${count} open alerts`}
        description={count > alerts.length ? `The newest ${alerts.length} are shown. An alert stays until somebody closes it.` : "An alert stays until it settles itself or somebody closes it."}
      />
      <ul className="mt-3 divide-y border-t">
        {alerts.map((alert) => (
          <li key={alert.id} className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3 sm:flex-nowrap sm:px-5">
            <Glyph name="warning" className="mt-0.5 text-warning-text max-sm:hidden" />
            <AlertText alert={alert} base={base} />
            {close ? (
              <form action={close.bind(null, alert.id)} className="sm:ml-auto">
                <SubmitButton variant="outline" size="sm" pendingText="Closing…" aria-label={`Close the alert: ${alertWords(alert.kind).title}`}>
                  Close
                </SubmitButton>
              </form>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function AlertText({ alert, base }: { alert: OpenAlert; base: string }): ReactNode {
  const { title, todo } = alertWords(alert.kind);
  return (
    <div className="flex min-w-0 flex-col gap-1 max-sm:basis-full">
      <h3 className="text-sm font-medium">{title}</h3>
      <p className="line-clamp-4 text-sm break-words">{alert.message}</p>
      <p className="text-sm text-pretty text-muted-foreground">{todo}</p>
      <p className="flex flex-wrap items-center gap-x-3 text-xs text-muted-foreground">
        <span>
          <LocalTime iso={alert.lastAt.toISOString()} />
          {alert.occurrences > 1 ? `, ${alert.occurrences} times since ` : null}
          {alert.occurrences > 1 ? <LocalTime iso={alert.raisedAt.toISOString()} /> : null}
        </span>
        {alert.subscriptionId ? <AlertLink href={`${base}/subscriptions/${alert.subscriptionId}`}>Open the subscription</AlertLink> : null}
        {alert.subscriptionId && alert.kind.startsWith("webhook-") ? <AlertLink href={`${base}/inbox?search=${alert.subscriptionId}`}>Its calls in the inbox</AlertLink> : null}
        {alert.jobId ? <AlertLink href={`${base}/jobs/${alert.jobId}`}>Open the job</AlertLink> : null}
      </p>
    </div>
  );
}

function AlertLink({ href, children }: { href: string; children: ReactNode }): ReactNode {
  return (
    <Link href={href} prefetch={false} className="inline-flex min-h-6 items-center font-medium text-primary-text underline underline-offset-4">
      {children}
    </Link>
  );
}

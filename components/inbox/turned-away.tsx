import Link from "next/link";
import type { ReactNode } from "react";
import { rejectionWords } from "@/components/inbox/inbox-words";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Glyph } from "@/components/ui/glyph";
import { LocalTime } from "@/components/ui/local-time";
import type { RejectionCount } from "@/lib/inbox/rejections";

interface TurnedAwayProps {
  rejections: readonly RejectionCount[];
  days: number;
  /** Path of the publisher's offers. */
  offersPath: string;
}

/** Calls that were not Microsoft's, or not to be told from others': counted, and nothing of them kept. */
export function TurnedAway({ rejections, days, offersPath }: TurnedAwayProps): ReactNode {
  return (
    <Card>
      <CardHeader title="Turned away" description={`Calls of the last ${days} days whose token was not Microsoft's for the offer. They were answered 401, and nothing of them was kept.`} />
      {rejections.length === 0 ? (
        <CardBody className="flex items-center gap-2 text-sm text-muted-foreground">
          <Glyph name="success" className="text-success-text" />
          No call was turned away.
        </CardBody>
      ) : (
        <ul className="mt-3 divide-y border-t">
          {rejections.map(({ offerKey, offerName, reason, count, lastAt }) => {
            const words = rejectionWords(reason);
            return (
              <li key={`${offerKey} ${reason}`} className="flex flex-col gap-1 px-4 py-3 text-sm sm:px-5">
                <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
                  <h3 className="font-medium">
                    {words.reason} <code className="font-mono text-xs font-normal text-muted-foreground">{reason}</code>
                  </h3>
                  <span className="tabular-nums">{count === 1 ? "1 call" : `${count} calls`}</span>
                </div>
                <p className="max-w-3xl text-pretty text-muted-foreground">{words.todo}</p>
                <p className="text-xs text-muted-foreground">
                  <Link href={`${offersPath}/${offerKey}`} prefetch={false} className="inline-flex min-h-6 items-center text-primary-text underline underline-offset-4">
                    {offerName}
                  </Link>
                  , last <LocalTime iso={lastAt.toISOString()} />
                </p>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}

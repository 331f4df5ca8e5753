import Link from "next/link";
import type { ReactNode } from "react";
import { TablePaging } from "@/components/data-table/table-paging";
import { actionWords, decisionLook, sourceWords } from "@/components/inbox/inbox-words";
import { operationLook, targetWords } from "@/components/subscriptions/operation-words";
import { Badge } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Glyph } from "@/components/ui/glyph";
import { LocalTime } from "@/components/ui/local-time";
import { MonoId } from "@/components/ui/mono-id";
import type { OperationLine } from "@/lib/subscriptions/operation-queries";

const PAGING = { paging: "Pages of operations", previous: "Newer", next: "Older" };
const LINK = "inline-flex min-h-6 items-center font-medium text-primary-text underline underline-offset-4";

interface OperationTimelineProps {
  operations: readonly OperationLine[];
  /** Where the calls of one operation are. */
  callsHref: (operationId: string) => string;
  /** Calls about the subscription that nobody has looked after yet, and where they are. */
  unprocessed: { readonly count: number; readonly more: boolean; readonly href: string };
  previousHref?: string;
  nextHref?: string;
}

/** What was asked of Microsoft about a subscription, by its customer, by Microsoft or by us, newest first. */
export function OperationTimeline({ operations, callsHref, unprocessed, previousHref, nextHref }: OperationTimelineProps): ReactNode {
  return (
    <Card id="operations">
      <CardHeader title="Operations" description="Changes at Microsoft since the activation, as its calls and its API told of them." />
      <CardBody className="flex flex-col gap-3">
        {unprocessed.count > 0 ? (
          <p className="flex flex-wrap items-center gap-x-2 text-sm">
            <Glyph name="clock" className="text-muted-foreground" />
            {callsWord(unprocessed)}
            <Link href={unprocessed.href} prefetch={false} className={LINK}>
              Open the inbox
            </Link>
          </p>
        ) : null}
        {operations.length === 0 ? (
          <p className="text-sm text-muted-foreground">None yet: nobody has changed, suspended, renewed or cancelled it at Microsoft since Microsoft calls this portal.</p>
        ) : (
          <ol className="divide-y text-sm">
            {operations.map((operation) => (
              <Operation key={operation.number} operation={operation} callsHref={callsHref(operation.operationId)} />
            ))}
          </ol>
        )}
      </CardBody>
      <TablePaging previousHref={previousHref} nextHref={nextHref} labels={PAGING} />
    </Card>
  );
}

function callsWord({ count, more }: OperationTimelineProps["unprocessed"]): string {
  if (count === 1 && !more) return "One call of Microsoft's about it is not processed yet.";
  return `${more ? "More than " : ""}${count} calls of Microsoft's about it are not processed yet.`;
}

function Operation({ operation, callsHref }: { operation: OperationLine; callsHref: string }): ReactNode {
  const { action, requestSource, requestedName, status, decision, decisionReason, startedAt, finishedAt, operationId } = operation;
  const { word, tone, glyph } = operationLook(status);
  return (
    <li className="flex flex-col gap-0.5 py-2.5 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{actionWords(action)}</span>
          <span className="min-w-0 break-words">{targetWords(operation)}</span>
          <Badge tone={tone} icon={<Glyph name={glyph} />}>
            {word}
          </Badge>
        </span>
        <span className="text-xs text-muted-foreground">
          <LocalTime iso={startedAt.toISOString()} precision="second" />
        </span>
      </div>
      <p className="break-words text-muted-foreground">
        {sourceWords(requestSource)}
        {requestedName === null ? null : (
          <>
            {" "}
            (<bdi>{requestedName}</bdi>)
          </>
        )}
        {decision === null ? null : (
          <>
            . {decisionLook(decision).word} by us: {decisionReason}
          </>
        )}
      </p>
      <p className="flex min-w-0 flex-wrap items-center gap-x-3 text-xs text-muted-foreground">
        <span className="flex min-w-0 max-w-full items-center gap-1">
          Operation <MonoId value={operationId} />
        </span>
        {finishedAt === null ? null : (
          <span>
            Finished <LocalTime iso={finishedAt.toISOString()} precision="second" />
          </span>
        )}
        <Link href={callsHref} prefetch={false} className={LINK}>
          Calls about it
        </Link>
      </p>
    </li>
  );
}

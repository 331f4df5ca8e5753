import type { ReactNode } from "react";
import { RenewWhileRunning } from "@/components/drift/renew-while-running";
import { Alert } from "@/components/ui/alert";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { Glyph, type GlyphName } from "@/components/ui/glyph";
import { LocalTime } from "@/components/ui/local-time";
import { MonoId } from "@/components/ui/mono-id";
import { Spinner } from "@/components/ui/spinner";
import type { ReconciliationLine } from "@/lib/subscriptions/drift-queries";

interface ComparisonCardProps {
  lines: readonly ReconciliationLine[];
}

/** How the comparison of each application's list stands. */
export function ComparisonCard({ lines }: ComparisonCardProps): ReactNode {
  return (
    <Card>
      <CardHeader title="Last comparison" description={lines.length > 1 ? "Each application has a list of its own at Microsoft, which is read to its end every hour." : "Microsoft's list of your subscriptions is read to its end every hour."} />
      <ul className="mt-3 divide-y border-t">
        {lines.map((line) => (
          <li key={line.technicalConfigurationId} className="flex flex-col gap-2 px-4 py-3 sm:px-5">
            <Application line={line} />
          </li>
        ))}
      </ul>
      {lines.some(({ isUnderWay }) => isUnderWay) ? <RenewWhileRunning /> : null}
    </Card>
  );
}

function Application({ line }: { line: ReconciliationLine }): ReactNode {
  const { clientId, offerNames, latest } = line;
  const isRunning = latest !== null && latest.finishedAt === null;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <div className="flex min-w-0 max-w-full flex-col">
          <h3 className="text-sm font-medium break-words">{offerNames.join(", ")}</h3>
          <span className="flex min-w-0 items-center gap-1 text-xs text-muted-foreground">
            Application <MonoId value={clientId} />
          </span>
        </div>
        <span role="status" className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted-foreground">
          <Standing line={line} />
          {latest === null ? null : isRunning ? <>began <LocalTime iso={latest.startedAt.toISOString()} precision="second" /></> : latest.finishedAt ? <LocalTime iso={latest.finishedAt.toISOString()} precision="second" /> : null}
        </span>
      </div>
      {latest === null ? null : (
        <dl className="grid grid-cols-2 gap-x-6 gap-y-1 text-sm sm:flex sm:flex-wrap">
          <Count term={isRunning ? "Listed so far" : "Listed"} count={latest.listed} />
          <Count term="New here" count={latest.added} />
          <Count term="Different" count={latest.differing} />
          <Count term="Repaired" count={latest.repaired} />
        </dl>
      )}
      {latest?.problem ? (
        <Alert tone="warning" title="Not all of it worked">
          <span className="break-words">{latest.problem}</span>
        </Alert>
      ) : null}
    </>
  );
}

interface Look {
  readonly word: string;
  readonly tone: BadgeTone;
  readonly glyph: GlyphName | null;
}

function standingOf({ latest, isUnderWay }: ReconciliationLine): Look {
  if (latest !== null && latest.finishedAt === null) return isUnderWay ? { word: "Running", tone: "info", glyph: null } : { word: "Cut off", tone: "warning", glyph: "warning" };
  if (isUnderWay) return { word: latest?.problem ? "Tried again soon" : "About to begin", tone: "info", glyph: "clock" };
  if (latest === null) return { word: "Never compared", tone: "outline", glyph: "info" };
  return latest.problem === null ? { word: "Done", tone: "success", glyph: "check" } : { word: "Problem", tone: "warning", glyph: "warning" };
}

function Standing({ line }: { line: ReconciliationLine }): ReactNode {
  const { word, tone, glyph } = standingOf(line);
  return (
    <Badge tone={tone} icon={glyph === null ? <Spinner className="size-3" /> : <Glyph name={glyph} />}>
      {word}
    </Badge>
  );
}

function Count({ term, count }: { term: string; count: number }): ReactNode {
  return (
    <div className="flex items-baseline gap-1.5">
      <dt className="text-muted-foreground">{term}</dt>
      <dd className="font-medium tabular-nums">{count.toLocaleString("en-GB")}</dd>
    </div>
  );
}

"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import type { ComponentProps, ReactNode } from "react";
import { columnHelper } from "@/components/data-table/column-helper";
import { DataTable } from "@/components/data-table/data-table";
import { RowLink } from "@/components/data-table/row-link";
import type { DriftRow } from "@/components/drift/drift-row";
import { repairWords, type Told, type ValueWords } from "@/components/drift/drift-words";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { Glyph } from "@/components/ui/glyph";
import { LocalTime } from "@/components/ui/local-time";
import { MonoId } from "@/components/ui/mono-id";
import { SubmitButton } from "@/components/ui/submit-button";
import type { RepairOutcome } from "@/lib/subscriptions/repair-drift";

interface DriftTableProps extends Omit<ComponentProps<typeof DataTable<DriftRow>>, "columns"> {
  view: "open" | "closed";
  /** Left out for those who may not. */
  repair?: (driftId: number) => Promise<RepairOutcome>;
}

type Repair = (row: DriftRow) => Promise<void>;

const LONG = 40;

const column = columnHelper<DriftRow>();

const FACTS = column.columns([
  column.accessor("name", { header: "Subscription", cell: ({ row: { original } }) => <Subscription row={original} /> }),
  column.accessor("words", { header: "Difference", meta: { wrap: true }, cell: ({ row: { original } }) => <Difference row={original} /> }),
  column.accessor("ours", { header: "Here", cell: ({ getValue }) => <Value value={getValue()} /> }),
  column.accessor("theirs", { header: "At Microsoft", cell: ({ getValue }) => <Value value={getValue()} /> }),
  column.accessor("foundAt", { header: "Since", cell: ({ row: { original } }) => <Since row={original} /> }),
]);
const SETTLED = [...FACTS, column.display({ id: "settled", header: "Settled", cell: ({ row: { original } }) => <Settled row={original} /> })];

/** Where the portal and Microsoft's lists differ, or did. */
export function DriftTable({ view, repair, ...table }: DriftTableProps): ReactNode {
  const [told, setTold] = useState<Told | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const columns = useMemo(() => {
    if (view === "closed") return SETTLED;
    if (repair === undefined) return FACTS;
    const repairRow: Repair = async (row) => setTold(repairWords(await repair(row.driftId), row.name));
    return [...FACTS, column.display({ id: "repair", header: () => <span className="sr-only">What can be done</span>, cell: ({ row: { original } }) => (original.canRepair ? <RepairButton row={original} repair={repairRow} /> : null) })];
  }, [view, repair]);
  // The button that was pressed is often gone with its row: the keyboard goes on from what came of it.
  useEffect(() => {
    if (told !== null) place.current?.focus();
  }, [told]);
  return (
    <div>
      <div ref={place} tabIndex={-1} role="status" className={cn("rounded-lg", told !== null && "mb-3")}>
        {told === null ? null : (
          <Alert tone={told.tone} title={<bdi>{told.title}</bdi>}>
            {told.text}
          </Alert>
        )}
      </div>
      <DataTable columns={columns} {...table} />
    </div>
  );
}

function RepairButton({ row, repair }: { row: DriftRow; repair: Repair }): ReactNode {
  return (
    <form action={async () => repair(row)}>
      <SubmitButton variant="outline" size="sm" pendingText="Repairing…" aria-label={`Repair: ${row.words}, ${row.name}`}>
        Repair
      </SubmitButton>
    </form>
  );
}

function Subscription({ row: { subscriptionHref, name, subscriptionId } }: { row: DriftRow }): ReactNode {
  return (
    <span className="flex max-w-48 flex-col sm:max-w-56">
      {subscriptionHref === null ? <span className="text-muted-foreground">{name}</span> : <RowLink href={subscriptionHref}>{name}</RowLink>}
      {subscriptionId === "" ? null : <MonoId value={subscriptionId} className="text-muted-foreground" />}
    </span>
  );
}

function Difference({ row: { words, meaning, problem } }: { row: DriftRow }): ReactNode {
  return (
    <span className="flex max-w-md flex-col gap-1 sm:min-w-60">
      <span className="font-medium">{words}</span>
      {meaning === "" ? null : <span className="text-xs text-pretty text-muted-foreground">{meaning}</span>}
      {problem === null ? null : <span className="text-xs break-words text-warning-text">{problem}</span>}
    </span>
  );
}

function Value({ value: { text, mono } }: { value: ValueWords }): ReactNode {
  return <span className={cn("block max-w-80 min-w-20 break-words whitespace-pre-line", mono && "font-mono text-xs break-all", text.length > LONG && "min-w-44")}>{text}</span>;
}

function Since({ row: { agreedAt, foundAt } }: { row: DriftRow }): ReactNode {
  return (
    <span className="flex max-w-48 flex-col text-xs whitespace-normal">
      <span>Found <LocalTime iso={foundAt} /></span>
      <span className="text-muted-foreground">{agreedAt === null ? "Not known to have been the same" : <>The same until <LocalTime iso={agreedAt} /></>}</span>
    </span>
  );
}

function Settled({ row: { settled } }: { row: DriftRow }): ReactNode {
  if (settled === null) return null;
  const { look, at } = settled;
  return (
    <span className="flex flex-col gap-0.5">
      <Badge tone={look.tone} icon={<Glyph name={look.glyph} />}>
        {look.word}
      </Badge>
      <span className="text-xs">
        <LocalTime iso={at} />
      </span>
      {look.meaning === "" ? null : <span className="max-w-48 text-xs whitespace-normal text-muted-foreground">{look.meaning}</span>}
    </span>
  );
}

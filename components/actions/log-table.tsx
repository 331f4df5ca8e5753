"use client";

import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { ActionDetails } from "@/components/actions/action-details";
import { columnHelper } from "@/components/data-table/column-helper";
import { DataTable } from "@/components/data-table/data-table";
import { ENGLISH_LABELS } from "@/components/data-table/labels";
import { CopyButton } from "@/components/ui/copy-button";
import { LocalTime } from "@/components/ui/local-time";

/** An action as a page hands it over: words chosen, moments as ISO. */
export interface LogRow {
  id: string;
  type: string;
  sentence: string;
  date: string;
  who: string;
  /** Everything that this person did or that was about them; null where nobody did it. */
  personHref: string | null;
  subscription: { name: string; href: string } | null;
  /** null until it is sealed. */
  seal: { number: number; hash: string } | null;
  details: string | null;
  correlationId: string | null;
  ids: readonly (readonly [term: string, id: string | null])[];
}

const SHORT = 10;

const column = columnHelper<LogRow>();

const columns = column.columns([
  column.accessor("type", { header: "Action", meta: { wrap: true }, cell: ({ row }) => <What {...row.original} /> }),
  column.accessor("date", { header: "When", cell: ({ getValue }) => <LocalTime iso={getValue()} precision="second" /> }),
  column.accessor("who", { header: "Who", cell: ({ row }) => <Who {...row.original} /> }),
  column.accessor("subscription", { header: "Subscription", cell: ({ getValue }) => <About subscription={getValue()} /> }),
  column.accessor("seal", { header: "Seal", cell: ({ getValue }) => <Seal seal={getValue()} /> }),
]);

const LINK = "inline-flex min-h-6 max-w-full items-center rounded-sm underline-offset-4 hover:underline";

function What({ type, sentence, details, correlationId, ids }: LogRow): ReactNode {
  return (
    <div className="max-w-md font-normal">
      <span className="font-medium">{type}</span> <span className="text-muted-foreground">{sentence}</span>
      <ActionDetails details={details} correlationId={correlationId} ids={ids} />
    </div>
  );
}

function Who({ who, personHref }: LogRow): ReactNode {
  const name = <bdi className="truncate" title={who}>{who}</bdi>;
  return (
    <span className="flex max-w-44">
      {personHref === null ? name : (
        <Link href={personHref} prefetch={false} className={LINK}>
          {name}
        </Link>
      )}
    </span>
  );
}

function About({ subscription }: Pick<LogRow, "subscription">): ReactNode {
  if (subscription === null) return <span className="text-muted-foreground">–</span>;
  return (
    <span className="flex max-w-52">
      <Link href={subscription.href} prefetch={false} className={LINK}>
        <bdi className="truncate">{subscription.name}</bdi>
      </Link>
    </span>
  );
}

function Seal({ seal }: Pick<LogRow, "seal">): ReactNode {
  if (seal === null) return <span className="text-muted-foreground">Not sealed yet</span>;
  return (
    <span className="inline-flex items-center gap-2">
      <span className="tabular-nums">{seal.number}</span>
      <span className="inline-flex items-center gap-0.5 text-muted-foreground">
        <span className="font-mono text-[0.8125rem]" title={seal.hash}>{seal.hash.slice(0, SHORT)}</span>
        <CopyButton value={seal.hash} name={`the seal of action ${seal.number}`} />
      </span>
    </span>
  );
}

interface LogTableProps extends Omit<ComponentProps<typeof DataTable<LogRow>>, "columns" | "labels"> {
  /** Whether there is more to look through. */
  isUnfinished: boolean;
}

const UNFINISHED = { ...ENGLISH_LABELS, noMatch: "Nothing found so far", noMatchAdvice: "Look further below, or narrow the search by a period, a type or a subscription." };

/** What was done, newest first. */
export function LogTable({ isUnfinished, ...props }: LogTableProps): ReactNode {
  return <DataTable columns={columns} labels={isUnfinished ? UNFINISHED : ENGLISH_LABELS} {...props} />;
}

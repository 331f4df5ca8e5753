"use client";

import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { columnHelper } from "@/components/data-table/column-helper";
import { DataTable } from "@/components/data-table/data-table";
import { RowLink } from "@/components/data-table/row-link";
import { CallStatus, DecisionStatus } from "@/components/inbox/inbox-status";
import { LocalTime } from "@/components/ui/local-time";
import { MonoId } from "@/components/ui/mono-id";

/** A call as a page hands it over: words chosen, moments as ISO. */
export interface InboxRow {
  id: string;
  href: string;
  action: string;
  receivedAt: string;
  subscription: { id: string; name: string | null; href: string | null };
  decision: string | null;
  state: string;
  outcome: string | null;
  source: string;
  receipts: number;
  offer: string;
  /** Why it was refused, or what went wrong. */
  why: string;
}

const column = columnHelper<InboxRow>();

const columns = column.columns([
  column.accessor("action", { header: "Call", cell: ({ row, getValue }) => <RowLink href={row.original.href}>{getValue()}</RowLink> }),
  column.accessor("receivedAt", { header: "Received", cell: ({ getValue }) => <LocalTime iso={getValue()} precision="second" /> }),
  column.accessor("subscription", { header: "Subscription", cell: ({ getValue }) => <About {...getValue()} /> }),
  column.accessor("decision", { header: "Answer", cell: ({ getValue }) => <DecisionStatus decision={getValue()} /> }),
  column.accessor("state", { header: "Result", cell: ({ row }) => <CallStatus state={row.original.state} outcome={row.original.outcome} /> }),
  column.accessor("why", { header: "Reason or error", meta: { wrap: true } }),
  column.accessor("source", { header: "From" }),
  column.accessor("receipts", { header: "Times", meta: { align: "end" } }),
  column.accessor("offer", { header: "Offer" }),
]);

function About({ id, name, href }: InboxRow["subscription"]): ReactNode {
  return (
    <span className="flex max-w-52 flex-col">
      {name !== null && href !== null ? (
        <Link href={href} prefetch={false} className="inline-flex min-h-6 items-center rounded-sm underline-offset-4 hover:underline">
          <bdi className="truncate">{name}</bdi>
        </Link>
      ) : (
        <span className="text-muted-foreground">Not in this portal</span>
      )}
      <MonoId value={id} className="text-muted-foreground" />
    </span>
  );
}

/** What Microsoft called about. */
export function InboxTable(props: Omit<ComponentProps<typeof DataTable<InboxRow>>, "columns">): ReactNode {
  return <DataTable columns={columns} {...props} />;
}

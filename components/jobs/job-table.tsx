"use client";

import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { columnHelper } from "@/components/data-table/column-helper";
import { DataTable } from "@/components/data-table/data-table";
import { RowLink } from "@/components/data-table/row-link";
import { JobStatus } from "@/components/jobs/job-status";
import { LocalTime } from "@/components/ui/local-time";

export interface JobRow {
  id: string;
  href: string;
  words: string;
  /** The subscription that it works for. */
  about: { name: string; href: string } | null;
  state: string;
  attempts: number;
  error: string;
  createdAt: string;
  nextAt: string | null;
}

const column = columnHelper<JobRow>();

const columns = column.columns([
  column.accessor("words", { header: "Job", cell: ({ row, getValue }) => <RowLink href={row.original.href}>{getValue()}</RowLink> }),
  column.accessor("about", {
    header: "Subscription",
    meta: { wrap: true },
    cell: ({ getValue }) => {
      const about = getValue();
      return about === null ? "–" : <Link href={about.href} prefetch={false} className="underline-offset-4 hover:underline">{about.name}</Link>;
    },
  }),
  column.accessor("state", { header: "Status", cell: ({ getValue }) => <JobStatus state={getValue()} /> }),
  column.accessor("attempts", { header: "Attempts", meta: { align: "end" } }),
  column.accessor("nextAt", { header: "Next", cell: ({ getValue }) => <Moment iso={getValue()} /> }),
  column.accessor("createdAt", { header: "Since", cell: ({ getValue }) => <LocalTime iso={getValue()} precision="second" /> }),
  column.accessor("error", { header: "Last error", meta: { wrap: true } }),
]);

function Moment({ iso }: { iso: string | null }): ReactNode {
  return iso === null ? "–" : <LocalTime iso={iso} precision="second" />;
}

/** What the portal does in the background for one publisher. */
export function JobTable(props: Omit<ComponentProps<typeof DataTable<JobRow>>, "columns">): ReactNode {
  return <DataTable columns={columns} {...props} />;
}

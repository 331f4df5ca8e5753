"use client";

import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { columnHelper } from "@/components/data-table/column-helper";
import { DataTable } from "@/components/data-table/data-table";
import type { LicenseRow } from "@/components/licenses-overview/license-row";
import { Badge } from "@/components/ui/badge";
import { Glyph } from "@/components/ui/glyph";
import { LocalTime } from "@/components/ui/local-time";
import { MonoId } from "@/components/ui/mono-id";

const column = columnHelper<LicenseRow>();

const columns = column.columns([
  column.accessor("user", { header: "User", cell: ({ row }) => <Person {...row.original} /> }),
  column.accessor("customer", { header: "Customer", cell: ({ row }) => <Home {...row.original} /> }),
  column.accessor("offer", { header: "Offer" }),
  column.accessor("plan", { header: "Plan" }),
  column.accessor("assignedAt", { header: "Since", cell: ({ row }) => <Since {...row.original} /> }),
  column.accessor("lastCheckedAt", { header: "Last checked", cell: ({ row }) => <LastChecked {...row.original} /> }),
  column.accessor("objectId", { header: "Object id", cell: ({ getValue }) => <span className="flex max-w-40"><MonoId value={getValue()} /></span> }),
  column.accessor("assignedBy", { header: "Given by", cell: ({ getValue }) => <bdi className="block max-w-44 truncate" title={getValue()}>{getValue()}</bdi> }),
]);

function Person({ user, upn }: LicenseRow): ReactNode {
  return (
    <span className="flex max-w-48 flex-col sm:max-w-64">
      <bdi className="truncate font-medium" title={user}>{user}</bdi>
      {user === upn ? null : <bdi className="truncate text-xs font-normal text-muted-foreground" title={upn}>{upn}</bdi>}
    </span>
  );
}

function Home({ customer, subscription }: LicenseRow): ReactNode {
  return (
    <span className="flex max-w-52 flex-col">
      <Link href={subscription.href} prefetch={false} className="inline-flex min-h-6 items-center rounded-sm underline-offset-4 hover:underline">
        <bdi className="truncate">{subscription.name}</bdi>
      </Link>
      <bdi className="truncate text-xs text-muted-foreground" title={customer}>{customer}</bdi>
    </span>
  );
}

function Since({ assignedAt, unassignedAt, isTakenBack }: LicenseRow): ReactNode {
  return (
    <span className="flex flex-col items-start gap-0.5">
      {assignedAt === null ? "Not known" : <LocalTime iso={assignedAt} precision="day" />}
      {isTakenBack ? <Badge>Taken back{unassignedAt === null ? null : <LocalTime iso={unassignedAt} precision="day" />}</Badge> : null}
    </span>
  );
}

function LastChecked({ lastCheckedAt, idleDays }: LicenseRow): ReactNode {
  return (
    <span className="flex flex-col items-start gap-0.5">
      {lastCheckedAt === null ? <span className="text-muted-foreground">Never</span> : <LocalTime iso={lastCheckedAt} />}
      {idleDays === null ? null : <Badge tone="warning" icon={<Glyph name="clock" />}>Idle for {idleDays} days</Badge>}
    </span>
  );
}

/** Who has a license, across all subscriptions. */
export function LicenseTable(props: Omit<ComponentProps<typeof DataTable<LicenseRow>>, "columns" | "labels">): ReactNode {
  return <DataTable columns={columns} {...props} />;
}

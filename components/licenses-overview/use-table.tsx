"use client";

import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { columnHelper } from "@/components/data-table/column-helper";
import { DataTable } from "@/components/data-table/data-table";
import { RowLink } from "@/components/data-table/row-link";
import type { UseRow } from "@/components/licenses-overview/use-row";
import { SubscriptionStatus } from "@/components/subscriptions/subscription-status";
import { Badge } from "@/components/ui/badge";
import { Glyph } from "@/components/ui/glyph";
import { LocalTime } from "@/components/ui/local-time";

const column = columnHelper<UseRow>();
const NONE = "–";

const columns = column.columns([
  column.accessor("name", { header: "Subscription", cell: ({ row, getValue }) => <RowLink href={row.original.href}>{getValue()}</RowLink> }),
  column.accessor("state", { header: "Status", cell: ({ row }) => <SubscriptionStatus state={row.original.state}>{row.original.stateWord}</SubscriptionStatus> }),
  column.accessor((row) => row.seats?.bought ?? NONE, { id: "bought", header: "Bought", meta: { align: "end" } }),
  column.accessor("assigned", { header: "Assigned", meta: { align: "end" }, cell: ({ row, getValue }) => <Counted count={getValue()} href={row.original.licensesHref} name={`Assigned licenses of ${row.original.name}`} /> }),
  column.accessor("invited", { header: "Invited", meta: { align: "end" } }),
  column.accessor((row) => row.seats?.free ?? NONE, { id: "free", header: "Free", meta: { align: "end" }, cell: ({ row }) => <Free seats={row.original.seats} /> }),
  column.accessor("idle", {
    header: "Idle",
    meta: { align: "end" },
    cell: ({ row, getValue }) => (getValue() === null ? <Counted count="Show" href={row.original.idleHref} name={`Idle licenses of ${row.original.name}`} /> : <Counted count={getValue() ?? 0} href={row.original.idleHref} name={`Idle licenses of ${row.original.name}`} />),
  }),
  column.accessor("lastCheckedAt", { header: "Last checked", cell: ({ row, getValue }) => <Checked at={getValue()} isKnown={row.original.idle !== null} /> }),
  column.accessor("model", { header: "Licenses" }),
  column.accessor("offer", { header: "Offer" }),
  column.accessor("plan", { header: "Plan" }),
  column.accessor("customer", { header: "Customer", cell: ({ getValue }) => <bdi className="block max-w-44 truncate" title={getValue()}>{getValue()}</bdi> }),
]);

/** A number that leads to what it counts; none leads nowhere. */
function Counted({ count, href, name }: { count: number | string; href: string; name: string }): ReactNode {
  if (count === 0) return count;
  return (
    <Link href={href} prefetch={false} aria-label={`${count}: ${name}`} className="inline-flex min-h-6 min-w-6 items-center justify-end rounded-sm underline underline-offset-4 hover:text-primary-text">
      {count}
    </Link>
  );
}

function Free({ seats }: { seats: UseRow["seats"] }): ReactNode {
  if (seats === null) return NONE;
  if (seats.over === 0) return seats.free;
  return (
    <Badge tone="error" icon={<Glyph name="warning" />} className="ml-auto">
      {seats.over} too many
    </Badge>
  );
}

function Checked({ at, isKnown }: { at: string | null; isKnown: boolean }): ReactNode {
  if (at !== null) return <LocalTime iso={at} />;
  return isKnown ? <span className="text-muted-foreground">Never</span> : NONE;
}

/** How the seats of each subscription are used. */
export function UseTable(props: Omit<ComponentProps<typeof DataTable<UseRow>>, "columns" | "labels">): ReactNode {
  return <DataTable columns={columns} {...props} />;
}

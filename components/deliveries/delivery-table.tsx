"use client";

import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { columnHelper } from "@/components/data-table/column-helper";
import { DataTable } from "@/components/data-table/data-table";
import { RowLink } from "@/components/data-table/row-link";
import { DeliveryStatus } from "@/components/deliveries/delivery-status";
import { LocalTime } from "@/components/ui/local-time";

/** A message as a page hands it over: words chosen, moments as ISO. */
export interface DeliveryRow {
  id: string;
  href: string;
  subject: string;
  kind: string;
  state: string;
  subscription: { name: string; href: string } | null;
  endpoint: string;
  attempts: number;
  /** The last answer, or what went wrong. */
  last: string;
  createdAt: string;
  /** Only while it waits. */
  nextAt: string | null;
}

const column = columnHelper<DeliveryRow>();

const columns = column.columns([
  column.accessor("subject", { header: "Message", cell: ({ row, getValue }) => <RowLink href={row.original.href}>{getValue()}</RowLink> }),
  column.accessor("state", { header: "State", cell: ({ getValue }) => <DeliveryStatus state={getValue()} /> }),
  column.accessor("subscription", { header: "Subscription", meta: { wrap: true }, cell: ({ getValue }) => <About subscription={getValue()} /> }),
  column.accessor("last", { header: "Last answer", meta: { wrap: true } }),
  column.accessor("attempts", { header: "Attempts", meta: { align: "end" } }),
  column.accessor("nextAt", { header: "Next attempt", cell: ({ getValue }) => <Moment iso={getValue()} /> }),
  column.accessor("createdAt", { header: "Since", cell: ({ getValue }) => <LocalTime iso={getValue()} precision="second" /> }),
  column.accessor("endpoint", { header: "To", meta: { wrap: true } }),
  column.accessor("kind", { header: "Kind" }),
]);

function About({ subscription }: Pick<DeliveryRow, "subscription">): ReactNode {
  if (subscription === null) return "–";
  return (
    <Link href={subscription.href} prefetch={false} className="inline-flex min-h-6 items-center rounded-sm underline-offset-4 hover:underline">
      <bdi>{subscription.name}</bdi>
    </Link>
  );
}

function Moment({ iso }: { iso: string | null }): ReactNode {
  return iso === null ? "–" : <LocalTime iso={iso} precision="second" />;
}

/** What the publisher's systems were told. */
export function DeliveryTable(props: Omit<ComponentProps<typeof DataTable<DeliveryRow>>, "columns">): ReactNode {
  return <DataTable columns={columns} {...props} />;
}

"use client";

import { columnHelper } from "@/components/data-table/column-helper";
import { RowLink } from "@/components/data-table/row-link";
import { SubscriptionStatus } from "@/components/subscriptions/subscription-status";
import { WaitsBadge } from "@/components/subscriptions/waits-badge";
import { LocalTime } from "@/components/ui/local-time";
import type { SubscriptionState } from "@/lib/subscriptions/schema";

/** A row as a page hands it over: words chosen, term dates as texts, moments as ISO. */
export interface SubscriptionRow {
  id: string;
  href: string;
  name: string;
  offer: string;
  plan: string;
  /** null on a flat plan; where seats are handed out, how many of them are, in words. */
  seats: number | string | null;
  /** More are taken than there are. */
  isOver?: boolean;
  state: SubscriptionState;
  stateWord: string;
  /** For how many days at least nobody has activated it: staff only. */
  waitsDays?: number;
  customer: string;
  /** In a free trial, through a reseller: staff only. */
  kind: string;
  createdAt: string;
  endDate: string;
}

export interface SubscriptionColumnTitles {
  name: string;
  state: string;
  offer: string;
  plan: string;
  seats: string;
  endDate: string;
}

const column = columnHelper<SubscriptionRow>();

/** What both sides see of a subscription. */
export function subscriptionColumns(titles: SubscriptionColumnTitles) {
  return column.columns([
    column.accessor("name", { header: titles.name, cell: ({ row, getValue }) => <RowLink href={row.original.href}>{getValue()}</RowLink> }),
    column.accessor("state", {
      header: titles.state,
      cell: ({ row }) => (
        <span className="inline-flex flex-wrap gap-1">
          <SubscriptionStatus state={row.original.state}>{row.original.stateWord}</SubscriptionStatus>
          <WaitsBadge days={row.original.waitsDays ?? 0} />
        </span>
      ),
    }),
    column.accessor("offer", { header: titles.offer }),
    column.accessor("plan", { header: titles.plan }),
    column.accessor("seats", { header: titles.seats, meta: { align: "end" }, cell: ({ row, getValue }) => <span className={row.original.isOver ? "font-medium whitespace-nowrap text-warning-text" : "whitespace-nowrap"}>{getValue() ?? "–"}</span> }),
    column.accessor("endDate", { header: titles.endDate }),
  ]);
}

/** What the publisher's staff see besides. */
export const publisherColumns = column.columns([
  ...subscriptionColumns({ name: "Subscription", state: "Status", offer: "Offer", plan: "Plan", seats: "Seats", endDate: "Term ends" }),
  column.accessor("customer", { header: "Customer", cell: ({ getValue }) => <span className="block max-w-44 truncate" title={getValue()}>{getValue()}</span> }),
  column.accessor("kind", { header: "Kind" }),
  column.accessor("createdAt", { header: "Arrived", cell: ({ getValue }) => <LocalTime iso={getValue()} precision="day" /> }),
]);

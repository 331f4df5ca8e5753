"use client";

import type { ComponentProps, ReactNode } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { publisherColumns, subscriptionColumns, type SubscriptionColumnTitles, type SubscriptionRow } from "@/components/subscriptions/subscription-columns";

type TableProps = Omit<ComponentProps<typeof DataTable<SubscriptionRow>>, "columns">;

/** Subscriptions as the publisher's staff see them. */
export function PublisherSubscriptionTable(props: TableProps): ReactNode {
  return <DataTable columns={publisherColumns} {...props} />;
}

/** Subscriptions as their customer sees them, in the customer's language. */
export function CustomerSubscriptionTable({ titles, ...props }: TableProps & { titles: SubscriptionColumnTitles }): ReactNode {
  return <DataTable columns={subscriptionColumns(titles)} {...props} />;
}

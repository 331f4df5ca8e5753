"use client";

import type { ComponentProps, ReactNode } from "react";
import { columnHelper } from "@/components/data-table/column-helper";
import { DataTable } from "@/components/data-table/data-table";
import { RowLink } from "@/components/data-table/row-link";
import { CopyButton } from "@/components/ui/copy-button";

export interface OfferRow {
  id: string;
  href: string;
  name: string;
  key: string;
  offerId: string;
  plans: string;
  landing: string;
  webhook: string;
}

const column = columnHelper<OfferRow>();

const columns = column.columns([
  column.accessor("name", { header: "Offer", cell: ({ row, getValue }) => <RowLink href={row.original.href}>{getValue()}</RowLink> }),
  column.accessor("landing", { header: "Landing page URL", cell: ({ getValue }) => <Address value={getValue()} /> }),
  column.accessor("webhook", { header: "Connection webhook", cell: ({ getValue }) => <Address value={getValue()} /> }),
  column.accessor("offerId", { header: "Microsoft's offer id", cell: ({ getValue }) => <Code>{getValue()}</Code> }),
  column.accessor("key", { header: "Key", cell: ({ getValue }) => <Code>{getValue()}</Code> }),
  column.accessor("plans", { header: "Plans", meta: { wrap: true } }),
]);

function Code({ children }: { children: ReactNode }): ReactNode {
  return <span className="font-mono text-[0.8125rem]">{children}</span>;
}

/** The host is the same in every row; it is copied all the same. */
function Address({ value }: { value: string }): ReactNode {
  return (
    <span className="inline-flex items-center gap-0.5 whitespace-nowrap" title={value}>
      <Code>{new URL(value).pathname}</Code>
      <CopyButton value={value} />
    </span>
  );
}

/** What a publisher sells, with what has to stand in Partner Center. */
export function OfferTable(props: Omit<ComponentProps<typeof DataTable<OfferRow>>, "columns">): ReactNode {
  return <DataTable columns={columns} {...props} />;
}

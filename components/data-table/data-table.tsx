"use client";

import { useTable } from "@tanstack/react-table";
import Link from "next/link";
import { useState } from "react";
import type { ReactNode } from "react";
import { hiddenColumnsCookie } from "@/components/data-table/column-choice";
import { ColumnPanel } from "@/components/data-table/column-panel";
import { dataTableFeatures } from "@/components/data-table/features";
import type { DataTableColumns } from "@/components/data-table/features";
import { ENGLISH_LABELS } from "@/components/data-table/labels";
import type { DataTableLabels } from "@/components/data-table/labels";
import type { TableQuery, TableSort } from "@/components/data-table/list-query";
import { SortLink } from "@/components/data-table/sort-link";
import { TableChips } from "@/components/data-table/table-chips";
import { TablePaging } from "@/components/data-table/table-paging";
import { TableQueryForm } from "@/components/data-table/table-query-form";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { EmptyState } from "@/components/ui/empty-state";
import { Glyph } from "@/components/ui/glyph";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow, TableRowHeading } from "@/components/ui/table";

interface DataTableProps<Row extends { id: string }> {
  /** From a `<noun>-columns.tsx` with `"use client"`; the first column names the row. */
  columns: DataTableColumns<Row>;
  rows: Row[];
  caption: string;
  /** Shown where there is nothing at all: what to do next. */
  empty: ReactNode;
  /** Search and filters; app/list-search.ts makes it from the address. */
  query?: TableQuery;
  sort?: TableSort;
  /** Lets people choose columns, under the table's name in this browser; `hidden` as the server read it from the cookie. */
  columnChoice?: { table: string; hidden: string[] };
  /** Where the same rows come as a file. */
  exportHref?: string;
  previousHref?: string;
  nextHref?: string;
  /** Beside the paging. */
  summary?: ReactNode;
  /** At the end of the toolbar. */
  toolbar?: ReactNode;
  labels?: DataTableLabels;
}

/** Rows that the server has searched, sorted and paged: the URL is the state. */
export function DataTable<Row extends { id: string }>({
  columns,
  rows,
  caption,
  empty,
  query,
  sort,
  columnChoice,
  exportHref,
  previousHref,
  nextHref,
  summary,
  toolbar,
  labels = ENGLISH_LABELS,
}: DataTableProps<Row>): ReactNode {
  const [hidden, setHidden] = useState(columnChoice?.hidden ?? []);
  const table = useTable({
    features: dataTableFeatures,
    columns,
    data: rows,
    getRowId: (row) => row.id,
    state: { columnVisibility: Object.fromEntries(hidden.map((id) => [id, false])) },
  });
  const asked = query !== undefined && (query.search.value !== "" || (query.chips ?? []).length > 0);
  const blank = rows.length === 0;
  const choosable = table.getAllLeafColumns().flatMap(({ id, columnDef: { header } }, index) => (index > 0 && typeof header === "string" ? [{ id, title: header }] : []));
  const chooseColumns = (table: string, next: string[]): void => {
    setHidden(next);
    document.cookie = hiddenColumnsCookie(table, next);
  };

  return (
    <div className="flex flex-col gap-3">
      {toolbar || (query && (asked || !blank)) ? (
        <div className="relative flex flex-wrap items-center gap-2">
          {query ? <TableQueryForm query={query} label={labels.search} /> : null}
          {columnChoice && !blank ? <ColumnPanel columns={choosable} hidden={hidden} onChange={(next) => chooseColumns(columnChoice.table, next)} /> : null}
          {exportHref && !blank ? (
            <Button asChild variant="outline" className="sm:ml-auto">
              <a href={exportHref} download>
                Export CSV
              </a>
            </Button>
          ) : null}
          {toolbar}
        </div>
      ) : null}
      {query?.chips ? <TableChips chips={query.chips} clearHref={query.clearHref} /> : null}
      <div className="overflow-hidden rounded-lg border bg-card shadow-xs">
        {blank ? (
          asked ? (
            <NoMatch labels={labels} clearHref={query.clearHref} />
          ) : (
            empty
          )
        ) : (
          <Table caption={caption} captionHidden regionClassName="md:max-h-[max(24rem,calc(100dvh-17.5rem))]">
            <TableHead>
              {table.getHeaderGroups().map((group) => (
                <TableRow key={group.id}>
                  {group.headers.map((header) => (
                    <TableHeading
                      key={header.id}
                      aria-sort={sort?.column === header.column.id ? sort.direction : undefined}
                      className={cn(header.column.columnDef.meta?.align === "end" && "text-right")}
                    >
                      <SortLink columnId={header.column.id} sort={sort}>
                        <table.FlexRender header={header} />
                      </SortLink>
                    </TableHeading>
                  ))}
                </TableRow>
              ))}
            </TableHead>
            <TableBody>
              {table.getRowModel().rows.map((row) => (
                <TableRow key={row.id}>
                  {row.getVisibleCells().map((cell, index) => {
                    const meta = cell.column.columnDef.meta;
                    const Cell = index === 0 ? TableRowHeading : TableCell;
                    return (
                      <Cell
                        key={cell.id}
                        className={cn(meta?.wrap ? "min-w-48" : "whitespace-nowrap", meta?.align === "end" && "text-right")}
                      >
                        <table.FlexRender cell={cell} />
                      </Cell>
                    );
                  })}
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
        <TablePaging previousHref={previousHref} nextHref={nextHref} summary={summary} labels={labels} />
      </div>
    </div>
  );
}

function NoMatch({ labels, clearHref }: { labels: DataTableLabels; clearHref: string }): ReactNode {
  return (
    <EmptyState
      icon={<Glyph name="search" />}
      title={labels.noMatch}
      action={
        <Button asChild variant="outline">
          <Link href={clearHref}>{labels.clearSearch}</Link>
        </Button>
      }
    >
      {labels.noMatchAdvice}
    </EmptyState>
  );
}

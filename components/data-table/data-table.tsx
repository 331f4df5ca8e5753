"use client";

import { useTable } from "@tanstack/react-table";
import Link from "next/link";
import type { ReactNode } from "react";
import { dataTableFeatures } from "@/components/data-table/features";
import type { DataTableColumns } from "@/components/data-table/features";
import { ENGLISH_LABELS } from "@/components/data-table/labels";
import type { DataTableLabels } from "@/components/data-table/labels";
import { TablePaging } from "@/components/data-table/table-paging";
import { TableSearch } from "@/components/data-table/table-search";
import type { TableSearchProps } from "@/components/data-table/table-search";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { EmptyState } from "@/components/ui/empty-state";
import { Glyph } from "@/components/ui/glyph";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow, TableRowHeading } from "@/components/ui/table";

export interface DataTableSort {
  column: string;
  direction: "ascending" | "descending";
  /** By column id: the URL that sorts by it, or turns its direction. */
  hrefs: Record<string, string>;
}

interface DataTableProps<Row extends { id: string }> {
  /** From a `<noun>-columns.tsx` with `"use client"`; the first column names the row. */
  columns: DataTableColumns<Row>;
  rows: Row[];
  caption: string;
  /** Shown where there is nothing at all: what to do next. */
  empty: ReactNode;
  search?: TableSearchProps & { clearHref: string };
  sort?: DataTableSort;
  previousHref?: string;
  nextHref?: string;
  /** Beside the paging, "1 – 50 of 1,204" for example. */
  summary?: ReactNode;
  /** Beside the search: filters and exports. */
  toolbar?: ReactNode;
  labels?: DataTableLabels;
}

/** Rows that the server has searched, sorted and paged: the URL is the state. */
export function DataTable<Row extends { id: string }>({
  columns,
  rows,
  caption,
  empty,
  search,
  sort,
  previousHref,
  nextHref,
  summary,
  toolbar,
  labels = ENGLISH_LABELS,
}: DataTableProps<Row>): ReactNode {
  const table = useTable({ features: dataTableFeatures, columns, data: rows, getRowId: (row) => row.id });
  const searched = Boolean(search?.value);
  const blank = rows.length === 0;

  return (
    <div className="flex flex-col gap-3">
      {toolbar || (search && (searched || !blank)) ? (
        <div className="flex flex-wrap items-center gap-2">
          {search ? <TableSearch {...search} label={labels.search} /> : null}
          {toolbar}
        </div>
      ) : null}
      <div className="overflow-hidden rounded-lg border bg-card shadow-xs">
        {blank ? (
          searched && search ? (
            <EmptyState
              icon={<Glyph name="search" />}
              title={labels.noMatch}
              action={
                <Button asChild variant="outline">
                  <Link href={search.clearHref}>{labels.clearSearch}</Link>
                </Button>
              }
            >
              {labels.noMatchAdvice}
            </EmptyState>
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
                  {row.getAllCells().map((cell, index) => {
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

function SortLink({ columnId, sort, children }: { columnId: string; sort?: DataTableSort; children: ReactNode }): ReactNode {
  const href = sort?.hrefs[columnId];
  if (!sort || !href) return children;
  return (
    <Link href={href} prefetch={false} className="inline-flex min-h-6 items-center gap-1 rounded-sm hover:text-foreground">
      {children}
      {sort.column === columnId ? (
        <Glyph name="chevron-down" className={cn("size-3", sort.direction === "ascending" && "rotate-180")} />
      ) : null}
    </Link>
  );
}

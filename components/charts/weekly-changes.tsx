"use client";

import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import { Skeleton } from "@/components/ui/skeleton";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow, TableRowHeading } from "@/components/ui/table";

/** What came and went in one week. */
export interface Week {
  /** Its first day. */
  label: string;
  began: number;
  ended: number;
}

// The library is heavier than all the rest of the page: no other page carries it, and this one does not wait for it.
const WeeklyBars = dynamic(() => import("@/components/charts/weekly-bars"), { ssr: false, loading: () => <Skeleton className="size-full" /> });

/** New and lost, week by week: bars, and the same as a table. */
export function WeeklyChanges({ weeks, caption }: { weeks: readonly Week[]; caption: string }): ReactNode {
  const total = (which: "began" | "ended"): number => weeks.reduce((sum, week) => sum + week[which], 0);
  return (
    <figure className="flex flex-col gap-3">
      <ul aria-hidden="true" className="flex justify-end gap-4 text-xs text-muted-foreground">
        <li className="flex items-center gap-1.5">
          <span className="size-2.5 rounded-xs bg-chart-1" /> New
        </li>
        <li className="flex items-center gap-1.5">
          <span className="size-2.5 rounded-xs bg-chart-3" /> Lost
        </li>
      </ul>
      <div role="img" aria-label={`${caption}: ${total("began")} new and ${total("ended")} lost in ${weeks.length} weeks. The table below has the numbers of each week.`} className="h-56 min-w-0">
        <WeeklyBars weeks={weeks} />
      </div>
      <details className="group/table">
        <summary className="w-fit rounded-sm py-1 text-xs text-muted-foreground hover:text-foreground">Show as a table</summary>
        <Table caption={caption} captionHidden regionClassName="mt-2 rounded-md border">
          <TableHead>
            <TableRow>
              <TableHeading>Week of</TableHeading>
              <TableHeading className="text-right">New</TableHeading>
              <TableHeading className="text-right">Lost</TableHeading>
            </TableRow>
          </TableHead>
          <TableBody>
            {weeks.toReversed().map((week) => (
              <TableRow key={week.label}>
                <TableRowHeading>{week.label}</TableRowHeading>
                <TableCell className="text-right">{week.began}</TableCell>
                <TableCell className="text-right">{week.ended}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </details>
    </figure>
  );
}

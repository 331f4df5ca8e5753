"use client";

import { columnHelper } from "@/components/data-table/column-helper";
import { LocalTime } from "@/components/ui/local-time";

/** A row as the page hands it over: words chosen, the moment as ISO. */
export interface AuditRow {
  id: string;
  what: string;
  subject: string;
  who: string;
  date: string;
  details: string;
}

const column = columnHelper<AuditRow>();

export const auditColumns = column.columns([
  column.accessor("what", { header: "What" }),
  column.accessor("subject", { header: "Whom or what", meta: { wrap: true } }),
  column.accessor("who", { header: "Who did it" }),
  column.accessor("date", { header: "When", cell: ({ getValue }) => <LocalTime iso={getValue()} precision="second" /> }),
  column.accessor("details", { header: "Details", meta: { wrap: true }, cell: ({ getValue }) => <span className="block min-w-96">{getValue()}</span> }),
]);

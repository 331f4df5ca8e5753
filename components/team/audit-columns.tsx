"use client";

import { columnHelper } from "@/components/data-table/column-helper";
import { LocalTime } from "@/components/ui/local-time";
import { MonoId } from "@/components/ui/mono-id";

/** A row as the page hands it over: words chosen, the moment as ISO. */
export interface AuditRow {
  id: string;
  what: string;
  subject: string;
  who: string;
  /** Names can be chosen; these cannot. */
  whoIds: { tenant: string; object: string } | null;
  date: string;
  details: string;
}

const column = columnHelper<AuditRow>();

export const auditColumns = column.columns([
  column.accessor("what", { header: "What" }),
  column.accessor("subject", { header: "Whom or what", meta: { wrap: true } }),
  column.accessor("who", {
    header: "Who did it",
    cell: ({ getValue, row: { original: { whoIds } } }) => (
      <span className="flex flex-col">
        {getValue()}
        {whoIds ? (
          <span className="flex flex-col text-xs text-muted-foreground">
            <span className="flex items-center gap-1">Tenant <MonoId value={whoIds.tenant} className="w-40" /></span>
            <span className="flex items-center gap-1">Object <MonoId value={whoIds.object} className="w-40" /></span>
          </span>
        ) : null}
      </span>
    ),
  }),
  column.accessor("date", { header: "When", cell: ({ getValue }) => <LocalTime iso={getValue()} precision="second" /> }),
  column.accessor("details", { header: "Details", meta: { wrap: true }, cell: ({ getValue }) => <span className="block min-w-96">{getValue()}</span> }),
]);

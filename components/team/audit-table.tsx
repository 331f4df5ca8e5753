"use client";

import type { ComponentProps, ReactNode } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { auditColumns, type AuditRow } from "@/components/team/audit-columns";

/** The staff's audit, one page of it. */
export function AuditTable(props: Omit<ComponentProps<typeof DataTable<AuditRow>>, "columns" | "caption">): ReactNode {
  return <DataTable columns={auditColumns} caption="Audit" {...props} />;
}

import { createColumnHelper } from "@tanstack/react-table";
import type { ColumnHelper, RowData } from "@tanstack/react-table";
import type { DataTableFeatures } from "@/components/data-table/features";

/** Starts the columns of one kind of row: `const column = columnHelper<SubscriptionRow>()`. */
export function columnHelper<Row extends RowData>(): ColumnHelper<DataTableFeatures, Row> {
  return createColumnHelper<DataTableFeatures, Row>();
}

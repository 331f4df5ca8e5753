import { columnVisibilityFeature, metaHelper, tableFeatures } from "@tanstack/react-table";
import type { RowData, TableOptions } from "@tanstack/react-table";

interface DataTableColumnMeta {
  /** Numbers and amounts stand at the end. */
  align?: "start" | "end";
  /** Long text that may take several lines. */
  wrap?: boolean;
}

/** What our tables do in the browser: the server pages, sorts and filters. */
export const dataTableFeatures = tableFeatures({ columnVisibilityFeature, columnMeta: metaHelper<DataTableColumnMeta>() });

export type DataTableFeatures = typeof dataTableFeatures;

export type DataTableColumns<Row extends RowData> = TableOptions<DataTableFeatures, Row>["columns"];

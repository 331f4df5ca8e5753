import { cookies } from "next/headers";
import { columnCookieName, readHiddenColumns } from "@/components/data-table/column-choice";

/** The columns of a table that this browser does not want to see. */
export async function hiddenColumns(table: string): Promise<string[]> {
  return readHiddenColumns((await cookies()).get(columnCookieName(table))?.value);
}

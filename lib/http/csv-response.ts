import { stringify } from "csv-stringify/sync";
import { downloadStream, type Download } from "./download-stream";

/** Tells spreadsheets that the file is UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";

type Row = Readonly<Record<string, string>>;

export interface CsvFile extends Pick<Download<Row>, "fileName" | "batches" | "requestId" | "place"> {
  readonly titles: readonly string[];
}

/** Where a spreadsheet that separates cells by something else than a comma would see another cell begin, with a formula in it. */
const FORMULA_WITHIN = /([;|\t\r\n]["']?)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/g;

/** The text of a small CSV file, written as csvResponse writes it: for what must not have an address. */
export function csvText(titles: readonly string[], rows: readonly Row[]): string {
  return BYTE_ORDER_MARK + written(titles, rows, true);
}

function written(titles: readonly string[], rows: readonly Row[], header: boolean): string {
  return stringify([...rows], { columns: [...titles], header, record_delimiter: "windows", escape_formulas: true, cast: { string: (value) => value.replace(FORMULA_WITHIN, "$1'") }, quoted_match: /[\r\n]/ });
}

/**
 * A CSV file (RFC 4180) that is sent while it is read. What a spreadsheet would take for a formula begins with an
 * apostrophe, wherever the spreadsheet sees cells begin.
 */
export function csvResponse({ titles, ...file }: CsvFile): Response {
  return downloadStream({ ...file, contentType: "text/csv; charset=utf-8", head: csvText(titles, []), written: (rows) => written(titles, rows, false) });
}

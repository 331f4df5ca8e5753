import { stringify } from "csv-stringify/sync";
import { log } from "../kernel/log";

/** Tells spreadsheets that the file is UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";

type Row = Readonly<Record<string, string>>;

export interface CsvFile {
  readonly fileName: string;
  readonly titles: readonly string[];
  /** Asked for one after another, as fast as the client reads; its `return` is called when the client goes away. */
  readonly batches: AsyncGenerator<readonly Row[], void, undefined>;
  readonly requestId: string;
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
export function csvResponse({ fileName, titles, batches, requestId }: CsvFile): Response {
  const encoder = new TextEncoder();
  const text = (rows: readonly Row[], header = false): Uint8Array => encoder.encode((header ? BYTE_ORDER_MARK : "") + written(titles, rows, header));
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(text([], true)),
      pull: async (controller) => {
        try {
          const { done, value } = await batches.next();
          if (done) controller.close();
          else controller.enqueue(text(value));
        } catch (error) {
          log.error({ event: "http.download-failed", requestId, err: error }, "a download broke off");
          // The connection breaks, so that nobody takes what arrived for the whole file.
          controller.error(error);
        }
      },
      cancel: async () => {
        await batches.return();
      },
    },
    { highWaterMark: 1 },
  );
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${encodeURIComponent(fileName)}"`,
      "cache-control": "no-store",
    },
  });
}

import { stringify } from "csv-stringify/sync";
import { log } from "../kernel/log";

/** Tells spreadsheets that the file is UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";

export interface CsvFile {
  readonly fileName: string;
  readonly titles: readonly string[];
  /** Asked for one after another, as fast as the client reads; its `return` is called when the client goes away. */
  readonly batches: AsyncGenerator<readonly Readonly<Record<string, string>>[], void, undefined>;
  readonly requestId: string;
}

/** Where a spreadsheet that separates cells by something else than a comma would see another cell begin, with a formula in it. */
const FORMULA_WITHIN = /([;|\t\r\n]["']?)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/g;

/**
 * A CSV file (RFC 4180) that is sent while it is read. What a spreadsheet would take for a formula begins with an
 * apostrophe, wherever the spreadsheet sees cells begin.
 */
export function csvResponse({ fileName, titles, batches, requestId }: CsvFile): Response {
  const encoder = new TextEncoder();
  const text = (rows: readonly unknown[], header = false): Uint8Array =>
    encoder.encode((header ? BYTE_ORDER_MARK : "") + stringify([...rows], { columns: [...titles], header, record_delimiter: "windows", escape_formulas: true, cast: { string: (value) => value.replace(FORMULA_WITHIN, "$1'") }, quoted_match: /[\r\n]/ }));
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

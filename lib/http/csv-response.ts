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

/** A CSV file (RFC 4180) that is sent while it is read. Cells that a spreadsheet would take for a formula begin with an apostrophe. */
export function csvResponse({ fileName, titles, batches, requestId }: CsvFile): Response {
  const encoder = new TextEncoder();
  const text = (rows: readonly unknown[], header = false): Uint8Array =>
    encoder.encode((header ? BYTE_ORDER_MARK : "") + stringify([...rows], { columns: [...titles], header, record_delimiter: "windows", escape_formulas: true, quoted_match: /[\r\n]/ }));
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

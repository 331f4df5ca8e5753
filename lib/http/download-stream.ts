import { log } from "../kernel/log";
import { letOthersTurn } from "../kernel/turn";
import type { ExportPlace } from "./export-places";

export interface Download<Row> {
  readonly fileName: string;
  readonly contentType: string;
  /** What stands before the first row. */
  readonly head: string;
  readonly written: (rows: readonly Row[]) => string;
  /** Asked for one after another, as fast as the client reads; its `return` is called when the client goes away. */
  readonly batches: AsyncGenerator<readonly Row[], void, undefined>;
  readonly requestId: string;
  /** Left when the file is complete, breaks off, or its client goes away. */
  readonly place?: ExportPlace;
}

/** A file that is sent while it is read: no more than one batch of it is in memory. */
export function downloadStream<Row>({ fileName, contentType, head, written, batches, requestId, place }: Download<Row>): Response {
  const encoder = new TextEncoder();
  let gone = false;
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        if (head !== "") controller.enqueue(encoder.encode(head));
      },
      pull: async (controller) => {
        try {
          place?.keep();
          // A batch in which nothing was found is no reason to wake the client.
          for (;;) {
            const { done, value } = await batches.next();
            await letOthersTurn();
            if (gone) return;
            if (done) {
              place?.leave();
              return controller.close();
            }
            if (value.length > 0) return controller.enqueue(encoder.encode(written(value)));
          }
        } catch (error) {
          place?.leave();
          if (gone) return;
          log.error({ event: "http.download-failed", requestId, err: error }, "a download broke off");
          // The connection breaks, so that nobody takes what arrived for the whole file.
          controller.error(error);
        }
      },
      cancel: async () => {
        gone = true;
        try {
          await batches.return();
        } finally {
          place?.leave();
        }
      },
    },
    { highWaterMark: 1 },
  );
  return new Response(body, {
    headers: {
      "content-type": contentType,
      "content-disposition": `attachment; filename="${encodeURIComponent(fileName)}"`,
      "cache-control": "no-store",
    },
  });
}

import { downloadStream, type Download } from "./download-stream";

/** A file of JSON documents, one a line, that is sent while it is read. */
export function ndjsonResponse<Row extends object>(file: Pick<Download<Row>, "fileName" | "batches" | "requestId" | "place">): Response {
  return downloadStream({ ...file, contentType: "application/x-ndjson", head: "", written: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join("") });
}

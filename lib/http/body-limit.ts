import { PortalError } from "../kernel/errors";
import { renderError, renderErrorPage } from "./render-error";

/** The most that a route may be sent. */
export const LARGEST_BODY = 1024 * 1024;
/** Forms hold a few fields. */
export const LARGEST_FORM = 256 * 1024;
/** A form with a file, and what stands around the file. Next hands on no more than this, wherever it is sent (next.config.js). */
export const LARGEST_UPLOAD = 6 * 1024 * 1024;

/** The one page whose form takes a file. */
const UPLOADS = /^\/subscriptions\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/users\/import$/i;

export function tooLarge(limit: number): PortalError {
  return new PortalError("too-large", {
    what: "The request is too large.",
    why: `At most ${limit} bytes are taken.`,
    todo: "Send less at a time.",
  });
}

/** What of a request is looked at. */
export type Sent = Pick<Request, "headers" | "body">;

/**
 * Turns away what is too large: what says so of itself before any of it is read. Of a body that does not say how large it is
 * Next would hand as much to any page as to the one that takes a file, so that it is counted here.
 * @param sent the proxy's own copy of the request: its body is read to the end, and nobody else misses it.
 * @returns null for everything else: what calls /api/ sends is counted while it is read.
 */
export async function refuseTooLarge(path: string, { headers, body }: Sent, requestId: string): Promise<Response | null> {
  const isForm = !path.startsWith("/api/");
  const limit = UPLOADS.test(path) ? LARGEST_UPLOAD : isForm ? LARGEST_FORM : LARGEST_BODY;
  const told = headers.get("content-length");
  const length = told === null && isForm ? await lengthOf(body) : Number(told ?? 0);
  if (length <= limit) return null;
  return isForm ? renderErrorPage(tooLarge(limit), requestId) : renderError(tooLarge(limit), requestId);
}

async function lengthOf(body: ReadableStream<Uint8Array> | null): Promise<number> {
  let length = 0;
  if (body !== null) for await (const chunk of body) length += chunk.byteLength;
  return length;
}

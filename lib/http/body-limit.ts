import { PortalError } from "../kernel/errors";
import { renderError, renderErrorPage } from "./render-error";

/** The most that a route may be sent. */
export const LARGEST_BODY = 1024 * 1024;
/** Forms hold a few fields. */
export const LARGEST_FORM = 256 * 1024;
/** A form with a file, and what stands around the file. Next hands on no more than this, whatever is sent (next.config.js). */
export const LARGEST_UPLOAD = 6 * 1024 * 1024;

/** The pages whose forms take a file. */
const UPLOADS = /^\/subscriptions\/[^/]+\/users\/import$/;

export function tooLarge(limit: number): PortalError {
  return new PortalError("too-large", {
    what: "The request is too large.",
    why: `At most ${limit} bytes are taken.`,
    todo: "Send less at a time.",
  });
}

/**
 * Turns away what says of itself that it is too large, before any of it is read.
 * @returns null for everything else: what does not say how large it is, is counted while it is read.
 */
export function refuseTooLarge(path: string, headers: Headers, requestId: string): Response | null {
  const isForm = !path.startsWith("/api/");
  const limit = UPLOADS.test(path) ? LARGEST_UPLOAD : isForm ? LARGEST_FORM : LARGEST_BODY;
  if (Number(headers.get("content-length") ?? 0) <= limit) return null;
  return isForm ? renderErrorPage(tooLarge(limit), requestId) : renderError(tooLarge(limit), requestId);
}

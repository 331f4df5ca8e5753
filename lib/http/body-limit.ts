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

/** Browsers always say it; a proxy in between that does not is set up to send in pieces. */
const WITHOUT_LENGTH = new PortalError("too-large", {
  what: "The request does not say how large it is.",
  why: "A form without a Content-Length is not taken.",
  todo: "Open the page anew and try again. If it stays, tell the publisher's support that something between you and the portal takes the length away.",
});

/**
 * Turns away what says of itself that it is too large, before any of it is read. Of what is sent to a page Next would read as
 * much as of the largest form, so there a body has to say its length.
 * @returns null for everything else: what calls /api/ sends is counted while it is read.
 */
export function refuseTooLarge(path: string, headers: Headers, requestId: string): Response | null {
  const isForm = !path.startsWith("/api/");
  const limit = UPLOADS.test(path) ? LARGEST_UPLOAD : isForm ? LARGEST_FORM : LARGEST_BODY;
  const length = headers.get("content-length");
  if (isForm && length === null && headers.has("transfer-encoding")) return renderErrorPage(WITHOUT_LENGTH, requestId);
  if (Number(length ?? 0) <= limit) return null;
  return isForm ? renderErrorPage(tooLarge(limit), requestId) : renderError(tooLarge(limit), requestId);
}

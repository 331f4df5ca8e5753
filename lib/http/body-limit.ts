import { PortalError } from "../kernel/errors";
import { renderError, renderErrorPage } from "./render-error";

/** The most that a route may be sent. Next hands on no more than this (next.config.js, proxyClientMaxBodySize). */
export const LARGEST_BODY = 1024 * 1024;
/** Forms hold a few fields (next.config.js, serverActions). */
export const LARGEST_FORM = 256 * 1024;

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
  const limit = isForm ? LARGEST_FORM : LARGEST_BODY;
  if (Number(headers.get("content-length") ?? 0) <= limit) return null;
  return isForm ? renderErrorPage(tooLarge(limit), requestId) : renderError(tooLarge(limit), requestId);
}

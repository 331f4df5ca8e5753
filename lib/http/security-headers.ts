import { env } from "../kernel/env";
import { onEveryRequest } from "./every-request";

const A_YEAR = 365 * 24 * 3600;

/** What every answer tells browsers, whatever it is; the policy for scripts is a page's own (proxy.ts), because each has its nonce. */
export function securityHeaders(portalUrl = env().PORTAL_URL): readonly (readonly [string, string])[] {
  return [
    ["x-content-type-options", "nosniff"],
    ["x-frame-options", "DENY"],
    // Nobody else learns our addresses. Not "no-referrer": forms that are sent without script would carry `Origin: null`,
    // and server actions refuse that.
    ["referrer-policy", "same-origin"],
    ["permissions-policy", "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()"],
    ["cross-origin-opener-policy", "same-origin"],
    // Of this host alone: what else lies below its name is not ours to decide about.
    ...(portalUrl.startsWith("https:") ? [["strict-transport-security", `max-age=${A_YEAR}`] as const] : []),
  ];
}

/**
 * Puts them on every answer of this process before Next sees the request, so that files, redirects and Next's own error
 * answers have them like pages do. Returns what ends it.
 */
export function secureAnswers(): () => void {
  const headers = securityHeaders();
  return onEveryRequest(({ response }) => {
    for (const [name, value] of headers) response.setHeader(name, value);
  });
}

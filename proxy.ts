import { NextResponse, type NextRequest } from "next/server";
import { refuseTooLarge } from "@/lib/http/body-limit";
import { contentSecurityPolicy } from "@/lib/http/content-security-policy";
import { refuseAnonymous } from "@/lib/http/rate-limit";
import { REQUEST_ID_HEADER, REQUEST_PATH_HEADER } from "@/lib/http/request-id";
import { newId } from "@/lib/kernel/ids";

/**
 * Gives every page and call its request id and every page its nonce; what a client sends in their place is overwritten.
 * Turns away what is too large, and who opens pages without a sign-in too often. The headers that are the same for every answer come from lib/http/security-headers.
 */
export async function proxy(request: NextRequest): Promise<Response> {
  const requestId = newId();
  const nonce = Buffer.from(newId()).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set(REQUEST_ID_HEADER, requestId);
  headers.set(REQUEST_PATH_HEADER, pathOf(request));
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const { pathname } = request.nextUrl;
  const refusal = (await refuseTooLarge(pathname, request, requestId)) ?? (await refuseAnonymous(pathname, request.headers, requestId));
  const response = refusal ?? NextResponse.next({ request: { headers } });
  response.headers.set(REQUEST_ID_HEADER, requestId);
  response.headers.set("content-security-policy", policy);
  return response;
}

/** Without the parameter that Next adds when it fetches a page's data for a link. */
function pathOf(request: NextRequest): string {
  const search = new URLSearchParams(request.nextUrl.search);
  search.delete("_rsc");
  return `${request.nextUrl.pathname}${search.size > 0 ? `?${search}` : ""}`;
}

export const config = { matcher: ["/((?!_next/static/|_next/image$|favicon\\.svg$).*)"] };

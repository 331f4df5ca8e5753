import { cookies } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import { NextRequest, NextResponse } from "next/server";
import { z } from "zod";
import { env } from "../kernel/env";
import { PortalError } from "../kernel/errors";
import { callNextAuth } from "./call-next-auth";
import { keepInvitationSecret } from "./invitation-browser";
import { forgetLandings } from "./landing-browser";
import { PROVIDER, secureCookies, signInOptions } from "./next-auth-options";
import { safeReturnPath } from "./return-path";

const TENANT_COOKIE = "portal.sign-in-tenant";
const SIGN_IN_SECONDS = 15 * 60;
export const COMMON = "common";

export interface SignInRequest {
  /** A path of this portal to come back to. */
  readonly returnTo: string;
  /** One tenant's id, to sign in as its guest; left out: everybody, in their home tenant. */
  readonly tenantId?: string;
  /** Whom to suggest; without it Microsoft's account picker is shown. */
  readonly loginHint?: string | null;
}

/**
 * Begins a sign-in from a server action: sets next-auth's cookies (state, nonce, PKCE) and says where to send
 * the browser. Goes through next-auth's own handler, so that a page needs no script for it.
 */
export async function startSignIn(request: SignInRequest): Promise<string> {
  const tenant = request.tenantId ?? COMMON;
  const jar = await cookies();
  const sealed = await encode({ token: { tenant }, secret: env().NEXTAUTH_SECRET, salt: TENANT_COOKIE, maxAge: SIGN_IN_SECONDS });
  jar.set(TENANT_COOKIE, sealed, { httpOnly: true, sameSite: "lax", secure: secureCookies(), path: "/api/auth", maxAge: SIGN_IN_SECONDS });
  const csrf = await nextAuth(tenant, "csrf", new NextRequest(`${env().PORTAL_URL}/api/auth/csrf`));
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await csrf.json());
  const hint = new URLSearchParams(request.loginHint ? { login_hint: request.loginHint } : { prompt: "select_account" });
  const answer = await nextAuth(
    tenant,
    `signin/${PROVIDER}`,
    new NextRequest(`${env().PORTAL_URL}/api/auth/signin/${PROVIDER}?${hint}`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ csrfToken, callbackUrl: safeReturnPath(request.returnTo) }),
    }),
  );
  const target = answer.headers.get("location");
  if (target === null || target.startsWith(`${env().PORTAL_URL}/`)) {
    throw new PortalError("internal", { what: "The sign-in could not be started.", why: "It was turned back before it reached Microsoft.", todo: "Try again." });
  }
  return target;
}

/** Ends the session of this browser, and forgets what it brought: whoever uses it next must not take up a purchase or an invitation. */
export async function endSession(): Promise<void> {
  const jar = await cookies();
  for (const { name } of jar.getAll()) {
    if (/^(__Secure-|__Host-)?next-auth\./.test(name)) jar.set(name, "", { path: "/", maxAge: 0, secure: secureCookies(), httpOnly: true });
  }
  await forgetLandings();
  await keepInvitationSecret(null);
}

/**
 * The authority's tenant that the sign-in under way in this browser went to. Sealed, because the portal calls Entra for
 * it and keeps the answer: nobody is to choose tenants that no purchase and no invitation named.
 */
export async function tenantOfSignIn(): Promise<string> {
  const token = (await cookies()).get(TENANT_COOKIE)?.value;
  try {
    const sealed = await decode({ token, secret: env().NEXTAUTH_SECRET, salt: TENANT_COOKIE });
    return z.object({ tenant: z.guid() }).safeParse(sealed).data?.tenant ?? COMMON;
  } catch {
    // Expired, changed, or made by somebody else.
    return COMMON;
  }
}

/** One call into next-auth; what it sets as cookies is set on the answer to the present request. */
async function nextAuth(tenant: string, action: string, request: NextRequest): Promise<Response> {
  const response = await callNextAuth(await signInOptions(tenant), request, action.split("/"));
  const jar = await cookies();
  for (const cookie of new NextResponse(null, { headers: response.headers }).cookies.getAll()) jar.set(cookie);
  return response;
}

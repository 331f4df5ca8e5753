import { cookies } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import { NextRequest, NextResponse } from "next/server";
import { z } from "zod";
import type { UserActor } from "../kernel/context";
import { env } from "../kernel/env";
import { PortalError } from "../kernel/errors";
import { callNextAuth } from "./call-next-auth";
import { directoryScope } from "./directory-scope";
import { INVITATION_COOKIE, keepSecret, SEAT_COOKIE } from "./invitation-browser";
import { forgetLandings } from "./landing-browser";
import { PROVIDER, secureCookies, signInOptions, SIGN_IN_SCOPE, type SignInAim } from "./next-auth-options";
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
  /** Who is asked for more: to let the portal look up colleagues in their name. */
  readonly directoryOf?: PersonKey;
}

type PersonKey = Pick<UserActor, "tenantId" | "objectId">;

/** The sign-in that is under way in a browser. */
export interface SignInUnderWay {
  readonly aim: SignInAim;
  readonly directoryOf: PersonKey | null;
}

/**
 * Begins a sign-in from a server action: sets next-auth's cookies (state, nonce, PKCE) and says where to send
 * the browser. Goes through next-auth's own handler, so that a page needs no script for it.
 */
export async function startSignIn(request: SignInRequest): Promise<string> {
  const { tenantId: tenant = COMMON, directoryOf } = request;
  const aim = aimOf(tenant, directoryOf);
  const jar = await cookies();
  const sealed = await encode({ token: { tenant, ...(directoryOf ? { directoryOf: { tenantId: directoryOf.tenantId, objectId: directoryOf.objectId } } : {}) }, secret: env().NEXTAUTH_SECRET, salt: TENANT_COOKIE, maxAge: SIGN_IN_SECONDS });
  jar.set(TENANT_COOKIE, sealed, { httpOnly: true, sameSite: "lax", secure: secureCookies(), path: "/api/auth", maxAge: SIGN_IN_SECONDS });
  const csrf = await nextAuth(aim, "csrf", new NextRequest(`${env().PORTAL_URL}/api/auth/csrf`));
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await csrf.json());
  const hint = new URLSearchParams(request.loginHint ? { login_hint: request.loginHint } : { prompt: "select_account" });
  const answer = await nextAuth(
    aim,
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
  await keepSecret(INVITATION_COOKIE, null);
  await keepSecret(SEAT_COOKIE, null);
}

/**
 * Where the sign-in under way in this browser went to, and what for. Sealed, because the portal calls Entra for
 * it and keeps the answer: nobody is to choose tenants that no purchase and no invitation named.
 */
export async function signInUnderWay(): Promise<SignInUnderWay> {
  const token = (await cookies()).get(TENANT_COOKIE)?.value;
  try {
    const sealed = await decode({ token, secret: env().NEXTAUTH_SECRET, salt: TENANT_COOKIE });
    const { tenant, directoryOf } = underWaySchema.parse(sealed);
    return { aim: aimOf(tenant, directoryOf), directoryOf: directoryOf ?? null };
  } catch {
    // A sign-in for everybody, or expired, changed, made by somebody else.
    return { aim: aimOf(COMMON), directoryOf: null };
  }
}

const underWaySchema = z.object({ tenant: z.guid(), directoryOf: z.object({ tenantId: z.guid(), objectId: z.guid() }).optional() });

function aimOf(tenant: string, directoryOf?: PersonKey): SignInAim {
  return { tenant, scope: directoryOf ? directoryScope() : SIGN_IN_SCOPE };
}

/** One call into next-auth; what it sets as cookies is set on the answer to the present request. */
async function nextAuth(aim: SignInAim, action: string, request: NextRequest): Promise<Response> {
  const response = await callNextAuth(await signInOptions(aim), request, action.split("/"));
  const jar = await cookies();
  for (const cookie of new NextResponse(null, { headers: response.headers }).cookies.getAll()) jar.set(cookie);
  return response;
}

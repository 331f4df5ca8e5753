import { NextRequest } from "next/server";
import type { Context, UserActor } from "../kernel/context";
import { env } from "../kernel/env";
import { PortalError } from "../kernel/errors";
import { callNextAuth } from "./call-next-auth";
import type { DelegatedTokens } from "./delegated-tokens";
import { concludeDirectoryConsent, type ConsentOutcome } from "./directory-consent";
import { PROVIDER, signInOptions, STATE_COOKIE } from "./next-auth-options";
import { personOfCookies } from "./session";
import { signInUnderWay, type SignInUnderWay } from "./sign-in";

/** Why a sign-in did not come to its end; each has its words in messages/ under signIn.problems. */
export const SIGN_IN_PROBLEMS = ["unavailable", "misconfigured", "interrupted", "cancelled", "consent"] as const;
export type SignInProblem = (typeof SIGN_IN_PROBLEMS)[number];

export type FinishedSignIn =
  /** `response` sets the session; `returnTo` is where the sign-in began. */
  | { readonly kind: "signed-in"; readonly user: UserActor; readonly response: Response; readonly returnTo: string }
  | { readonly kind: "failed"; readonly problem: SignInProblem; readonly returnTo: string | null }
  /** Who was signed in before still is, whatever came of asking them for more. */
  | { readonly kind: "directory"; readonly outcome: ConsentOutcome; readonly returnTo: string };

interface Attempt {
  readonly finished: Exclude<FinishedSignIn, { kind: "directory" }>;
  readonly tokens: DelegatedTokens | null;
}

/** The OAuth callback: next-auth checks state, nonce and PKCE and seals the session, we redeem the code and check the ID token. */
export async function finishSignIn(callback: Request, ctx: Pick<Context, "correlationId" | "now">): Promise<FinishedSignIn> {
  const underWay = await signInUnderWay();
  const request = new NextRequest(callback.url, { headers: callback.headers });
  const { finished, tokens } = await attempt(request, underWay);
  if (underWay.directoryOf === null) return finished;
  if (finished.kind === "failed") return { kind: "directory", outcome: outcomeOfProblem(finished.problem), returnTo: finished.returnTo ?? "/" };
  const signedIn = await personOfCookies(request.cookies.getAll());
  const outcome = await concludeDirectoryConsent(underWay.directoryOf, { user: finished.user, signedIn, tokens }, ctx);
  return { kind: "directory", outcome, returnTo: finished.returnTo };
}

function outcomeOfProblem(problem: SignInProblem): ConsentOutcome {
  if (problem === "cancelled") return "declined";
  return problem === "consent" ? "admin-needed" : "failed";
}

async function attempt(request: NextRequest, { aim }: SignInUnderWay): Promise<Attempt> {
  const refusal = request.nextUrl.searchParams.get("error");
  const returnTo = returnPathOf(request);
  if (refusal !== null) return failed(problemOfRefusal(refusal, request.nextUrl.searchParams.get("error_description") ?? ""), returnTo);

  // Nothing was begun in this browser: not worth a call to Microsoft.
  if (!request.cookies.getAll().some(({ name }) => name.endsWith(STATE_COOKIE))) return failed("interrupted", returnTo);

  let fault: unknown = null;
  const signedIn: UserActor[] = [];
  const redeemed: DelegatedTokens[] = [];
  try {
    const options = await signInOptions(aim, { failed: (error) => (fault = error), signedIn: (person) => signedIn.push(person), redeemed: (tokens) => redeemed.push(tokens) });
    const response = await callNextAuth(options, request, ["callback", PROVIDER]);
    const [user] = signedIn;
    if (user) return { finished: { kind: "signed-in", user, response, returnTo: pathOf(response.headers.get("location")) }, tokens: redeemed[0] ?? null };
  } catch (error) {
    fault = error;
  }
  return failed(problemOfFault(fault), returnTo);
}

function failed(problem: SignInProblem, returnTo: string | null): Attempt {
  return { finished: { kind: "failed", problem, returnTo }, tokens: null };
}

function pathOf(location: string | null): string {
  return location?.startsWith(`${env().PORTAL_URL}/`) ? location.slice(env().PORTAL_URL.length) : "/";
}

/** next-auth keeps where the sign-in began in a cookie of its own. */
function returnPathOf(request: NextRequest): string | null {
  const kept = request.cookies.getAll().find(({ name }) => name.endsWith("next-auth.callback-url"))?.value;
  return kept?.startsWith(`${env().PORTAL_URL}/`) ? kept.slice(env().PORTAL_URL.length) : null;
}

/** AADSTS65004: declined by the user; AADSTS90094, 65001, 90099: an administrator has to consent. */
function problemOfRefusal(error: string, description: string): SignInProblem {
  if (error === "consent_required" || error === "interaction_required" || /AADSTS(90094|65001|90099|650052)/.test(description)) return "consent";
  if (error === "access_denied") return "cancelled";
  if (error === "temporarily_unavailable" || error === "server_error") return "unavailable";
  return error === "unauthorized_client" || error === "invalid_client" ? "misconfigured" : "interrupted";
}

export function problemOfFault(fault: unknown): SignInProblem {
  if (!(fault instanceof PortalError)) return "interrupted";
  if (fault.code === "upstream-unavailable") return "unavailable";
  return fault.code === "misconfigured" ? "misconfigured" : "interrupted";
}

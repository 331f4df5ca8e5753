import type { NextAuthOptions, Profile } from "next-auth";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import type { UserActor } from "../kernel/context";
import { sameSecret } from "../kernel/crypto";
import { env } from "../kernel/env";
import { PortalError } from "../kernel/errors";
import { log } from "../kernel/log";
import { redeemCode, type RedeemedCode } from "./authorization-code";
import type { DelegatedTokens } from "./delegated-tokens";
import { entraMetadata } from "./entra-metadata";
import { readIdToken } from "./id-token";
import { safeReturnPath } from "./return-path";

export const PROVIDER = "entra";
/** Nothing that an administrator would have to consent to (docs/marketplace/sign-in.md). */
export const SIGN_IN_SCOPE = "openid profile email";
/** A working day: afterwards everybody signs in again, which single sign-on makes one click. */
const SESSION_SECONDS = 12 * 3600;
/** As next-auth calls it, behind the prefix of secure cookies. */
export const SESSION_COOKIE = "next-auth.session-token";
/** What next-auth sets when a sign-in begins, behind the same prefix. */
export const STATE_COOKIE = "next-auth.state";

declare module "next-auth" {
  interface Session {
    person: UserActor | null;
  }
  interface User {
    person?: UserActor;
  }
  interface Profile {
    person?: UserActor;
  }
}

const personSchema = z.object({
  person: z.object({
    kind: z.literal("user"),
    tenantId: z.guid(),
    objectId: z.guid(),
    name: z.string(),
    email: z.string().nullable(),
  }),
});

const checksSchema = z.object({ state: z.string(), nonce: z.string(), code_verifier: z.string() });

/** The person of a sealed session cookie or a token set; null for one of another make. */
export function personOf(holder: unknown): UserActor | null {
  return personSchema.safeParse(holder).data?.person ?? null;
}

/** Cookies carry `Secure` and the `__Secure-` prefix exactly where the portal is served over https. */
export function secureCookies(): boolean {
  return env().PORTAL_URL.startsWith("https://");
}

/** What makes a session; signing in needs a provider besides. lib/auth/session reads it. */
export function sessionOptions(): NextAuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    useSecureCookies: secureCookies(),
    session: { strategy: "jwt", maxAge: SESSION_SECONDS, updateAge: SESSION_SECONDS },
    providers: [],
    pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/sign-out" },
    callbacks: {
      // On sign-in `user` is there and becomes the whole cookie; afterwards the cookie stays as it is.
      jwt: ({ token, user }) => (personOf(user) ? { person: personOf(user) } : token),
      session: ({ session, token }) => ({ expires: session.expires, person: personOf(token) }),
      redirect: ({ url, baseUrl }) => {
        const path = url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length) : url;
        return `${baseUrl}${safeReturnPath(path)}`;
      },
    },
    logger: {
      error: (code, metadata) => log.warn({ event: "sign-in.failed", code, err: errorOf(metadata) }, "a sign-in failed"),
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}

function errorOf(metadata: unknown): unknown {
  return metadata instanceof Error ? metadata : z.object({ error: z.instanceof(Error) }).safeParse(metadata).data?.error;
}

/** Where a sign-in goes, and what it asks for. */
export interface SignInAim {
  /** `common` for everybody, one tenant's id for its people and guests (docs/marketplace/sign-in.md). */
  readonly tenant: string;
  readonly scope: string;
}

/**
 * Sign-in with Entra at `tenant`. next-auth makes and keeps state, nonce and PKCE; the code is redeemed and the ID token checked here, because
 * its OpenID library takes Entra's `{tenantid}` issuer for hard-coded hosts only.
 */
export async function signInOptions(aim: SignInAim, on: SignInListener = {}): Promise<NextAuthOptions> {
  const { authorizationEndpoint } = await entraMetadata(aim.tenant);
  return {
    ...sessionOptions(),
    providers: [entraProvider(aim, authorizationEndpoint, on)],
    events: { signIn: ({ user }) => { if (user.person) on.signedIn?.(user.person); } },
  };
}

/** next-auth tells its caller neither who signed in, nor what they agreed to, nor what exactly went wrong; these do. */
export interface SignInListener {
  readonly signedIn?: (person: UserActor) => void;
  readonly failed?: (error: unknown) => void;
  /** Comes before `signedIn`, for a sign-in that asked for more than who somebody is. */
  readonly redeemed?: (tokens: DelegatedTokens) => void;
}

function entraProvider(aim: SignInAim, authorizationEndpoint: string, on: SignInListener): OAuthConfig<Profile> {
  return {
    id: PROVIDER,
    name: "Microsoft",
    type: "oauth",
    checks: ["pkce", "state", "nonce"],
    clientId: env().ENTRA_CLIENT_ID,
    clientSecret: env().ENTRA_CLIENT_SECRET,
    idToken: false,
    authorization: { url: authorizationEndpoint, params: { scope: aim.scope, response_type: "code" } },
    token: {
      url: authorizationEndpoint,
      async request({ params, checks, provider }) {
        try {
          const { person, tokens } = await redeem(aim, params, checks, provider.callbackUrl);
          if (tokens !== null) on.redeemed?.(tokens);
          return { tokens: { person } };
        } catch (error) {
          on.failed?.(error);
          throw error;
        }
      },
    },
    userinfo: {
      request: ({ tokens }) => {
        const person = personOf(tokens);
        if (person === null) throw new Error("the token set names nobody");
        return Promise.resolve({ sub: person.objectId, person });
      },
    },
    // next-auth lower-cases and copies `email`; the person is all that the session keeps.
    profile: ({ person }) => {
      if (person === undefined) throw new Error("the profile names nobody");
      return { id: `${person.tenantId}/${person.objectId}`, person };
    },
  };
}

/** next-auth leaves the comparison of `state` to its OpenID library, which is not used here: so it is done here. */
async function redeem({ tenant, scope }: SignInAim, params: { state?: string; code?: string }, checks: unknown, redirectUri: string): Promise<Pick<RedeemedCode, "tokens"> & { person: UserActor }> {
  const sent = checksSchema.safeParse(checks).data;
  if (!sent || !params.state || !params.code || !sameSecret(params.state, sent.state)) {
    throw new PortalError("unauthenticated", {
      what: "The sign-in was not finished.",
      why: "The answer belongs to another sign-in, perhaps in another tab.",
      todo: "Sign in again.",
    });
  }
  const { idToken, tokens } = await redeemCode({ tenant, code: params.code, codeVerifier: sent.code_verifier, redirectUri, scope });
  return { person: await readIdToken(idToken, { clientId: env().ENTRA_CLIENT_ID, nonce: sent.nonce, tenant }), tokens };
}

import { decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { z } from "zod";
import type { UserActor } from "../kernel/context";
import { PortalError } from "../kernel/errors";
import { guid } from "../kernel/ids";
import { sameSecret } from "../kernel/crypto";
import { entraMetadata } from "./entra-metadata";

const CLOCK_SKEW_SECONDS = 120;

const claimsSchema = z.looseObject({
  tid: guid,
  oid: guid,
  ver: z.literal("2.0"),
  nonce: z.string(),
  name: z.string().optional(),
  preferred_username: z.string().optional(),
  email: z.string().optional(),
});

export interface ExpectedIdToken {
  readonly clientId: string;
  readonly nonce: string;
  /** The authority's tenant that the sign-in went to: `common`, or the id of the one tenant it was for. */
  readonly tenant: string;
}

/**
 * The person that an ID token of Entra stands for. Checked as docs/marketplace/sign-in.md lists: RS256 by a
 * published key, the key's own issuer, the token's issuer for its tenant, audience, times, nonce, version.
 * @throws PortalError `unauthenticated` for any token that is not exactly what was asked for.
 */
export async function readIdToken(idToken: string, expected: ExpectedIdToken): Promise<UserActor> {
  try {
    return await verify(idToken, expected);
  } catch (cause) {
    if (cause instanceof PortalError && cause.code !== "unauthenticated") throw cause;
    throw new PortalError(
      "unauthenticated",
      {
        what: "The sign-in could not be verified.",
        why: "Microsoft's answer does not fit this sign-in.",
        todo: "Sign in again. If it stays, the clock of this server or ENTRA_AUTHORITY and ENTRA_CLIENT_ID may be wrong.",
      },
      { cause },
    );
  }
}

async function verify(idToken: string, expected: ExpectedIdToken): Promise<UserActor> {
  const { alg, kid } = decodeProtectedHeader(idToken);
  if (alg !== "RS256" || kid === undefined) throw new Error("the ID token is not signed with RS256 by a named key");
  const metadata = await entraMetadata(expected.tenant, kid);
  const signingKey = metadata.keys.find((key) => key.kid === kid);
  if (signingKey === undefined) throw new Error("the ID token is signed by a key that the authority does not publish");

  // Read before the signature is checked, only to know which issuer is to be insisted on.
  const tenant = z.looseObject({ tid: guid }).parse(decodeJwt(idToken)).tid;
  const forTenant = (template: string): string => template.replace(/\{tenantid\}/gi, tenant);
  const issuer = forTenant(metadata.issuer);
  if (signingKey.issuer !== null && forTenant(signingKey.issuer) !== issuer) {
    throw new Error("the signing key may not sign for this tenant");
  }
  if (z.guid().safeParse(expected.tenant).success && expected.tenant.toLowerCase() !== tenant) {
    throw new Error("the ID token is of another tenant than the sign-in was for");
  }
  const { payload } = await jwtVerify(idToken, signingKey.key, {
    algorithms: ["RS256"],
    issuer,
    audience: expected.clientId,
    clockTolerance: CLOCK_SKEW_SECONDS,
    requiredClaims: ["exp", "iat", "sub"],
  });
  const claims = claimsSchema.parse(payload);
  if (!sameSecret(claims.nonce, expected.nonce)) throw new Error("the ID token answers another sign-in");
  const label = claims.email ?? claims.preferred_username ?? null;
  return {
    kind: "user",
    tenantId: claims.tid,
    objectId: claims.oid,
    name: claims.name ?? claims.preferred_username ?? "Unnamed",
    email: label !== null && label.includes("@") ? label : null,
  };
}

import { createPublicKey, randomBytes } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, SignJWT, type JWTPayload } from "jose";
import { entraAddresses } from "../entra/addresses";
import { makeKey, sign, type StoredKey } from "../entra/keys";
import { MARKETPLACE_RESOURCE } from "../entra/token";
import { requestId } from "../ids";
import type { Publisher } from "../publisher";
import type { Store } from "../state";
import type { TOKEN_VERSIONS } from "./settings";

/** `valid`, and all the ways in which a token can be no proof that Microsoft called. */
export const TOKEN_KINDS = [
  "valid",
  "wrong-key",
  "unknown-kid",
  "wrong-audience",
  "wrong-tenant",
  "other-tenant",
  "wrong-caller",
  "no-caller",
  "wrong-issuer",
  "expired",
  "not-yet-valid",
  "alg-none",
  "hs256-public-key",
  "no-token",
  "no-jwt",
] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];
export type TokenVersion = (typeof TOKEN_VERSIONS)[number];

const LIFE_SECONDS = 3900;
const SOMEBODY = "d7a04be2-6c31-4f58-8b09-15e7c2f3a946";

/** The token on a call to this publisher; null: it comes without one. */
export async function webhookToken(store: Store, base: string, publisher: Publisher, kind: TokenKind): Promise<string | null> {
  const { keys } = store.state;
  const version = store.state.webhooks.tokens[publisher.publisherId] ?? "v1";
  const claims = claimsOf(base, publisher, version);
  const [first] = keys;
  switch (kind) {
    case "no-token":
      return null;
    case "no-jwt":
      return randomBytes(60).toString("base64url");
    case "wrong-key":
      return sign([{ ...(await strangeKey()), kid: first?.kid ?? "" }], "organisations", claims);
    case "unknown-kid":
      return sign([await strangeKey()], "organisations", claims);
    case "alg-none":
      return `${encode({ typ: "JWT", alg: "none" })}.${encode(claims)}.`;
    case "hs256-public-key":
      return signedWithPublicKey(first, claims);
    case "other-tenant": {
      const other = store.state.publishers.find(({ tenantId }) => tenantId !== publisher.tenantId) ?? { ...publisher, tenantId: SOMEBODY };
      return sign(keys, "organisations", { ...claimsOf(base, other, version), aud: publisher.clientId });
    }
    case "valid":
      return reused(`${base}/${publisher.clientId}/${version}`, first?.kid ?? "", () => sign(keys, "organisations", claims));
    default:
      return sign(keys, "organisations", { ...claims, ...wrong(kind, base, version, claims) });
  }
}

/** What a token says, for the log, which keeps no token. */
export function readToken(token: string | null): { header: object; claims: object } | null {
  try {
    return token === null ? null : { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
  } catch {
    return null;
  }
}

function claimsOf(base: string, { tenantId, clientId }: Pick<Publisher, "tenantId" | "clientId">, version: TokenVersion): JWTPayload {
  const { issuerV1, issuerV2 } = entraAddresses(base);
  const now = Math.floor(Date.now() / 1000);
  const common = { aud: clientId, iat: now - 300, nbf: now - 300, exp: now - 300 + LIFE_SECONDS, aio: randomBytes(27).toString("base64url"), oid: SOMEBODY, sub: SOMEBODY, rh: `1.${randomBytes(20).toString("base64url")}`, tid: tenantId, uti: randomBytes(12).toString("base64url") };
  return version === "v1" ? { ...common, iss: issuerV1(tenantId), appid: MARKETPLACE_RESOURCE, appidacr: "2", idp: issuerV1(tenantId), ver: "1.0" } : { ...common, iss: issuerV2(tenantId), azp: MARKETPLACE_RESOURCE, azpacr: "2", ver: "2.0" };
}

function wrong(kind: TokenKind, base: string, version: TokenVersion, { iat = 0, exp = 0 }: JWTPayload): JWTPayload {
  const { issuerV1, issuerV2 } = entraAddresses(base);
  const caller = version === "v1" ? "appid" : "azp";
  switch (kind) {
    case "wrong-audience":
      return { aud: requestId() };
    case "wrong-tenant":
      return { tid: requestId() };
    case "wrong-caller":
      return { [caller]: requestId() };
    case "no-caller":
      return { [caller]: undefined };
    case "wrong-issuer":
      return { iss: version === "v1" ? issuerV1(requestId()) : issuerV2(requestId()) };
    case "expired":
      return { iat: iat - 86_400, nbf: iat - 86_400, exp: exp - 86_400 };
    case "not-yet-valid":
      return { iat: iat + 86_400, nbf: iat + 86_400, exp: exp + 86_400 };
    default:
      return {};
  }
}

/** What a verifier accepts that takes the algorithm from the token, and the published key for a shared secret. */
function signedWithPublicKey(key: StoredKey | undefined, claims: JWTPayload): Promise<string> {
  const { kty, n, e } = key?.privateJwk ?? { kty: "RSA" };
  const secret = createPublicKey({ key: { kty, n: String(n), e: String(e) }, format: "jwk" }).export({ type: "spki", format: "pem" });
  return new SignJWT(claims).setProtectedHeader({ typ: "JWT", alg: "HS256", kid: key?.kid ?? "" }).sign(Buffer.from(secret));
}

const REUSED_MS = 60_000;
const good = new Map<string, { kid: string; until: number; token: Promise<string> }>();

/** Microsoft uses a token for more than one call, and a simulator that signs each would be the slowest part of a load test. */
function reused(of: string, kid: string, make: () => Promise<string>): Promise<string> {
  const known = good.get(of);
  if (known?.kid === kid && known.until > Date.now()) return known.token;
  const token = make();
  good.set(of, { kid, until: Date.now() + REUSED_MS, token });
  return token;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

let strange: Promise<StoredKey> | undefined;
/** A key that Entra never published. */
function strangeKey(): Promise<StoredKey> {
  return (strange ??= makeKey("organisations"));
}

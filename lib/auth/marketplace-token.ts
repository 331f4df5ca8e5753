import { compactVerify, decodeJwt, decodeProtectedHeader, errors, type JWTPayload } from "jose";
import { currentTime } from "../kernel/clock";
import { env } from "../kernel/env";
import { tokenIssuer, type SigningKey, type TokenIssuer } from "./entra-metadata";
import type { TokenRefusal } from "./schema";

export { TOKEN_REFUSALS, type TokenRefusal } from "./schema";

export type TokenVerdict = { readonly kind: "genuine" } | { readonly kind: "refused"; readonly reason: TokenRefusal };

/** Of the technical configuration whose offer was called. */
interface Configured {
  readonly tenantId: string;
  readonly clientId: string;
}

const CLOCK_SKEW_SECONDS = 120;
/** Entra's are below 3 kB. */
const LONGEST = 16_384;
const BEARER = /^bearer(?: +(?<token>.*))?$/i;
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** What differs between the two versions of Entra's tokens. */
const ROWS = {
  "1.0": { version: "v1", caller: "appid", audiences: (clientId: string): readonly string[] => [clientId, `api://${clientId}`] },
  "2.0": { version: "v2", caller: "azp", audiences: (clientId: string): readonly string[] => [clientId] },
} as const;
type Row = (typeof ROWS)[keyof typeof ROWS];

const GENUINE: TokenVerdict = { kind: "genuine" };

/**
 * Whether the marketplace itself made this call: docs/marketplace/webhook.md lists what has to hold. Nothing that a token says about
 * itself is believed; what can be seen to be wrong without Entra is refused without asking it.
 * @param authorization the header as it came.
 * @param configured tenant and application of the technical configuration whose offer was called.
 * @throws PortalError `upstream-unavailable` when no usable keys are known, or nobody can tell whether there is a new one.
 */
export async function verifyMarketplaceToken(authorization: string | null, configured: Configured): Promise<TokenVerdict> {
  const reason = await refusalOf(authorization, { tenantId: configured.tenantId.toLowerCase(), clientId: configured.clientId.toLowerCase() });
  return reason === null ? GENUINE : { kind: "refused", reason };
}

async function refusalOf(authorization: string | null, configured: Configured): Promise<TokenRefusal | null> {
  const given = tokenOf(authorization);
  if (typeof given === "string") return given;
  const { token, kid, claims, row } = given;
  const wrong = wrongClaim(claims, row, configured);
  if (wrong !== null) return wrong;

  const issued = await tokenIssuer(configured.tenantId, row.version);
  if (claims.iss !== issued.issuer) return "issuer";
  const signer = keyOf(issued, kid) ?? keyOf(await tokenIssuer(configured.tenantId, row.version, kid), kid);
  if (signer === undefined) return "unknown-key";
  if (signer.issuer !== null && signer.issuer.replace(/\{tenantid\}/gi, configured.tenantId) !== issued.issuer) return "issuer";
  return wrongSignature(token, signer);
}

interface Read {
  readonly token: string;
  readonly kid: string;
  readonly claims: JWTPayload;
  readonly row: Row;
}

/** The one token of the header, decoded but not yet believed. */
function tokenOf(authorization: string | null): Read | TokenRefusal {
  if (authorization === null) return "no-token";
  if (authorization.length > LONGEST) return "malformed";
  const token = BEARER.exec(authorization)?.groups?.token ?? "";
  if (token === "") return "no-token";
  if (!COMPACT.test(token)) return "malformed";
  try {
    const { alg, kid, crit } = decodeProtectedHeader(token);
    if (alg !== "RS256") return "algorithm";
    const claims = decodeJwt(token);
    const row = claims.ver === "1.0" || claims.ver === "2.0" ? ROWS[claims.ver] : null;
    if (typeof kid !== "string" || kid === "" || crit !== undefined || row === null) return "malformed";
    return { token, kid, claims, row };
  } catch {
    return "malformed";
  }
}

function wrongClaim(claims: JWTPayload, row: Row, { tenantId, clientId }: Configured): TokenRefusal | null {
  const { aud, exp, nbf } = claims;
  if (!isTime(exp) || !(nbf === undefined || isTime(nbf))) return "malformed";
  if (typeof aud !== "string" || !row.audiences(clientId).includes(aud.toLowerCase())) return "audience";
  if (!isId(claims.tid, tenantId)) return "tenant";
  if (!isId(claims[row.caller], env().MARKETPLACE_CALLER_APP_ID.toLowerCase())) return "caller";
  const now = currentTime().getTime() / 1000;
  if (exp <= now - CLOCK_SKEW_SECONDS) return "expired";
  return nbf !== undefined && nbf > now + CLOCK_SKEW_SECONDS ? "not-yet-valid" : null;
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isId(value: unknown, id: string): boolean {
  return typeof value === "string" && value.toLowerCase() === id;
}

function keyOf({ keys }: TokenIssuer, kid: string): SigningKey | undefined {
  return keys.find((key) => key.kid === kid);
}

/** The claims were read from the very text that is proven here, so they need no second look. */
async function wrongSignature(token: string, { key }: SigningKey): Promise<TokenRefusal | null> {
  try {
    await compactVerify(token, key, { algorithms: ["RS256"] });
    return null;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return "signature";
    if (error instanceof errors.JOSEError) return "malformed";
    throw error;
  }
}

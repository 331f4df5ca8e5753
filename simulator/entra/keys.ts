import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWTPayload } from "jose";
import { randomBytes } from "node:crypto";
import { z } from "zod";

/** A signing key: organisations' keys sign for every tenant, the personal one for personal accounts only. */
export const keySchema = z.object({
  kid: z.string(),
  audience: z.enum(["organisations", "personal"]),
  /** The newest of its kind signs; older ones stay published until they are dropped. */
  privateJwk: z.looseObject({ kty: z.string() }),
});
export type StoredKey = z.infer<typeof keySchema>;

export async function makeKey(audience: StoredKey["audience"]): Promise<StoredKey> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { kid: randomBytes(16).toString("base64url"), audience, privateJwk: { kty: "RSA", ...(await exportJWK(privateKey)) } };
}

export async function makeKeys(): Promise<StoredKey[]> {
  return [await makeKey("organisations"), await makeKey("personal")];
}

/** The key set as Entra publishes it, each key with the issuer that it may sign for. */
export function publicKeys(keys: StoredKey[], issuerOf: (audience: StoredKey["audience"]) => string): object[] {
  return keys.map(({ kid, audience, privateJwk: { kty, n, e } }) => ({ kty, use: "sig", alg: "RS256", kid, x5t: kid, n, e, issuer: issuerOf(audience) }));
}

export async function sign(keys: StoredKey[], audience: StoredKey["audience"], payload: JWTPayload): Promise<string> {
  const key = keys.find((each) => each.audience === audience);
  if (!key) throw new Error(`no key for ${audience}`);
  return new SignJWT(payload).setProtectedHeader({ typ: "JWT", alg: "RS256", kid: key.kid }).sign(await importJWK(key.privateJwk, "RS256"));
}

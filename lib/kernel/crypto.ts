import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { base64url, compactDecrypt, CompactEncrypt, decodeProtectedHeader } from "jose";
import { env, type EncryptionKey } from "./env";
import { PortalError } from "./errors";

/** A secret at rest: a compact JWE (dir, A256GCM) whose header names the key by `kid`. */
export async function encryptSecret(plain: string, keys: readonly EncryptionKey[] = env().ENCRYPTION_KEYS): Promise<string> {
  const newest = keys[0];
  if (newest === undefined) throw new Error("ENCRYPTION_KEYS holds no key");
  return new CompactEncrypt(new TextEncoder().encode(plain))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: newest.id })
    .encrypt(newest.key);
}

/** @throws PortalError `misconfigured` when the key that sealed it is no longer configured, or it was altered. */
export async function decryptSecret(sealed: string, keys: readonly EncryptionKey[] = env().ENCRYPTION_KEYS): Promise<string> {
  const kid = keyIdOf(sealed);
  const match = keys.find((key) => key.id === kid);
  if (match === undefined) {
    throw new PortalError("misconfigured", {
      what: "A stored secret cannot be read.",
      why: `It was encrypted with the key "${String(kid)}", which ENCRYPTION_KEYS does not list.`,
      todo: "Put that key back at the end of ENCRYPTION_KEYS, or enter the secret again.",
    });
  }
  try {
    const { plaintext } = await compactDecrypt(sealed, match.key, {
      keyManagementAlgorithms: ["dir"],
      contentEncryptionAlgorithms: ["A256GCM"],
    });
    return new TextDecoder().decode(plaintext);
  } catch (cause) {
    throw new PortalError(
      "misconfigured",
      {
        what: "A stored secret cannot be read.",
        why: `The key "${match.id}" in ENCRYPTION_KEYS is not the one it was encrypted with, or the secret was altered.`,
        todo: "Restore the key that was in use when it was stored, or enter the secret again.",
      },
      { cause },
    );
  }
}

/** The name of the key that a secret at rest was encrypted with. */
export function keyIdOf(sealed: string): string | undefined {
  return decodeProtectedHeader(sealed).kid;
}

/** 256 random bits for a cookie or a one-time link, in the alphabet of URLs. */
export function randomSecret(): string {
  return base64url.encode(randomBytes(32));
}

/** How a random secret is found again without being kept: SHA-256, as 64 hex digits. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Compares without telling by its duration how much was right. */
export function sameSecret(left: string, right: string): boolean {
  return timingSafeEqual(createHash("sha256").update(left).digest(), createHash("sha256").update(right).digest());
}

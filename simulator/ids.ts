import { randomBytes, randomUUID } from "node:crypto";

/** GUID-shaped, and mostly not RFC 4122: the real service's ids have random version and variant digits. */
export function marketplaceId(): string {
  const hex = randomBytes(16).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** For what the real service makes RFC 4122 ids of: requests, traces. */
export function requestId(): string {
  return randomUUID();
}

/**
 * An opaque purchase token as the recorded ones look: standard base64, 216 to 256 characters, with `+`, `/` and `=` in it,
 * so that whoever decodes it wrongly finds out.
 */
export function purchaseToken(): string {
  for (;;) {
    const [padded = 0] = randomBytes(1);
    // 3n + 1 or 3n + 2 bytes end in padding.
    const token = randomBytes(163 + 3 * (padded % 9) + (padded % 2)).toString("base64");
    if (token.includes("+") && token.includes("/") && token.endsWith("=") && token.length >= 216 && token.length <= 256) return token;
  }
}

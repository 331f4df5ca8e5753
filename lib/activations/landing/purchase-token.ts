/** Recorded tokens are 216 to 256 characters long; what is far beyond is no token, and is not kept. */
const LONGEST = 4096;

/**
 * The purchase token of a landing address, decoded exactly once. Microsoft's token is standard base64: a `+`
 * stands for itself, also where somebody passed the address on unencoded, so it is never read as a blank
 * (docs/marketplace/landing.md).
 * @param query the raw query, without its question mark.
 * @returns the token; `null` where there is none; `"unreadable"` for what cannot be one.
 */
export function readPurchaseToken(query: string): { token: string } | "unreadable" | null {
  const raw = query
    .split("&")
    .filter((part) => part.startsWith("token="))
    .map((part) => part.slice("token=".length))[0];
  if (raw === undefined || raw === "") return null;
  if (raw.length > LONGEST) return "unreadable";
  let token: string;
  try {
    token = decodeURIComponent(raw).trim();
  } catch {
    return "unreadable";
  }
  return /^[\x21-\x7e]{1,4096}$/.test(token) ? { token } : "unreadable";
}

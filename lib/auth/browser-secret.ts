/** 256 random bits in the alphabet of URLs, as `randomSecret` makes them. */
const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** What may be one of our secrets; null for a value that was made elsewhere. */
export function readBrowserSecret(value: string | null | undefined): string | null {
  return value && SECRET.test(value) ? value : null;
}

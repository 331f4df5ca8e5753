/**
 * Where to go after a sign-in: only a path of this portal. An address of another host, in any disguise that
 * browsers understand (`//host`, `/\host`, `https:host`, control characters), becomes `fallback`.
 */
export function safeReturnPath(wanted: string | null | undefined, fallback = "/"): string {
  if (!wanted || !wanted.startsWith("/")) return fallback;
  const base = "http://portal.invalid";
  if (!URL.canParse(wanted, base)) return fallback;
  const url = new URL(wanted, base);
  if (url.origin !== base || url.pathname.startsWith("//") || url.pathname.startsWith("/api/auth")) return fallback;
  return `${url.pathname}${url.search}`;
}

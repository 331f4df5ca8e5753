/**
 * The continuation token of a `@nextLink`, still encoded as it stands there. The link itself is never followed: it may name
 * another host, which would be handed our bearer token (docs/marketplace/fulfillment.md).
 * @returns null where there is no further page.
 */
export function continuationOf(nextLink: string | null): string | null {
  const link = nextLink?.replace(/\s+/g, "") ?? "";
  const query = link.includes("?") ? link.slice(link.indexOf("?") + 1) : "";
  const found = query.split("&").find((part) => part.toLowerCase().startsWith("continuationtoken="));
  const token = found?.slice("continuationToken=".length) ?? "";
  return token === "" ? null : token;
}

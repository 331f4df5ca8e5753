/** Where the order of an offer is shown. */
export function orderPath(offerKey: string): string {
  return `/landing/${encodeURIComponent(offerKey)}/order`;
}

/** The offerKey of an order's address; null for any other path. */
export function offerKeyOf(path: string): string | null {
  return /^\/landing\/([a-z0-9-]+)\/order(?:[?#]|$)/.exec(path)?.[1] ?? null;
}

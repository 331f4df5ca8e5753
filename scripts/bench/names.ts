/** How many subscriptions the two publishers have. */
export const SMALL = 1_000;
export const LARGE = 100_000;
/** How many actions the log has at its largest; the small one has SMALL of them. */
export const ACTIONS = 1_000_000;

/** How a row is called that is measured at both. */
export function nameAt(what: string, subscriptions: number): string {
  return `${what} (${grouped(subscriptions)})`;
}

export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

/** How many licenses the large one has; the small one has a hundredth. */
export const LICENSES = 100_000;

export const ORDER_PAGE = "order page, signed in";
export const RENEW_CALLS = "webhook: Renew, accepted";
export const LICENSE_CHECK = `license check, of ${grouped(LICENSES)}`;
export const DELIVERIES_ALONE = "deliveries, alone";

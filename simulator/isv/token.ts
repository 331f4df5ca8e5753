const SHOWN = 6;

/** As much of a MarketplaceToken as may be shown. */
export function beginningOf(token: string): string {
  return `${token.slice(0, SHOWN)}…`;
}

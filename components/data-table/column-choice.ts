/** Which columns of a table somebody does not want to see: kept in a cookie, so that the server leaves them out at once. */

const A_YEAR_SECONDS = 365 * 24 * 3600;

export function columnCookieName(table: string): string {
  return `hidden-columns-${table}`;
}

/** Column ids from a cookie's value; whatever else it holds names no column. */
export function readHiddenColumns(value: string | undefined): string[] {
  return (value ?? "").split(".").filter((id) => /^\w{1,40}$/.test(id)).slice(0, 50);
}

export function hiddenColumnsCookie(table: string, hidden: readonly string[]): string {
  return `${columnCookieName(table)}=${hidden.join(".")}; path=/; max-age=${hidden.length === 0 ? 0 : A_YEAR_SECONDS}; samesite=lax`;
}

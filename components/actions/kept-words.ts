const YEAR = 365;

/** For how long the log is kept: "for ever", "for 90 days", "for 2 years". */
export function keptWords(days: number | null): string {
  if (days === null) return "for ever";
  const years = days / YEAR;
  if (Number.isInteger(years)) return years === 1 ? "for 1 year" : `for ${years} years`;
  return `for ${days} days`;
}

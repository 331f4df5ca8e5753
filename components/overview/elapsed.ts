const UNITS = [
  ["day", 24 * 3600],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** How long that is, in its largest unit: "3 days", "1 hour"; under a minute "moments". */
export function elapsed(from: Date, to: Date): string {
  const seconds = (to.getTime() - from.getTime()) / 1000;
  for (const [unit, length] of UNITS) {
    const count = Math.floor(seconds / length);
    if (count >= 1) return `${count} ${unit}${count === 1 ? "" : "s"}`;
  }
  return "moments";
}

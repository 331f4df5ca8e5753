export type TimePrecision = "day" | "minute" | "second";

const parts: Record<TimePrecision, Intl.DateTimeFormatOptions> = {
  day: { dateStyle: "medium" },
  minute: { dateStyle: "medium", timeStyle: "short" },
  second: { dateStyle: "medium", timeStyle: "medium" },
};

/** Making one takes a hundred times as long as using it, and a table uses many. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(precision: TimePrecision, locale: string, timeZone: "UTC" | undefined): Intl.DateTimeFormat {
  const key = `${locale} ${precision} ${timeZone ?? ""}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...parts[precision], timeZone });
  formats.set(key, known);
  return known;
}

/** A moment as a person reads it; without a zone in the viewer's own. What is no moment comes back as it is. */
export function formatTime(iso: string, precision: TimePrecision, locale: string, timeZone?: "UTC"): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const text = formatOf(precision, locale, timeZone).format(moment);
  return timeZone && precision !== "day" ? `${text} ${timeZone}` : text;
}

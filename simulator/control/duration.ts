import { addMonths } from "../calendar";

/** The last moment that ISO 8601 writes with four digits of year, as every date on the wire is. */
const END_OF_TIME = Date.UTC(9999, 11, 31);
const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Moves a moment on by an ISO 8601 duration; months and years are calendar ones. null: it is none, or leads out of the calendar. */
export function addDuration(from: Date, duration: string): Date | null {
  const parts = DURATION.exec(duration);
  if (parts === null || /[PT]$/.test(duration)) return null;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part || 0));
  const time = addMonths(from, years * 12 + months).getTime() + ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  // NaN where the number of days is beyond all dates.
  return time <= END_OF_TIME ? new Date(time) : null;
}

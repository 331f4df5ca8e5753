const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Moves a moment on by an ISO 8601 duration; months and years are calendar ones. null: it is none. */
export function addDuration(from: Date, duration: string): Date | null {
  const parts = DURATION.exec(duration);
  if (parts === null || /[PT]$/.test(duration)) return null;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part || 0));
  const moved = new Date(from);
  moved.setUTCFullYear(moved.getUTCFullYear() + years, moved.getUTCMonth() + months, moved.getUTCDate() + weeks * 7 + days);
  moved.setTime(moved.getTime() + ((hours * 60 + minutes) * 60 + seconds) * 1000);
  return moved;
}

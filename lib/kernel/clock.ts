/** The one place that reads the time; everything below is handed `ctx.now`. */
export function currentTime(): Date {
  return new Date();
}

export function addSeconds(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000);
}

/** How long a caller waits: Microsoft, which waits for an answer itself; somebody who looks at a page; a job. */
export const PATIENCE = {
  answering: { budgetMs: 2_500, attemptMs: 2_000, attempts: 2 },
  /** Somebody types and looks at what comes. */
  typing: { budgetMs: 5_000, attemptMs: 5_000, attempts: 2 },
  interactive: { budgetMs: 8_000, attemptMs: 5_000, attempts: 3 },
  background: { budgetMs: 60_000, attemptMs: 20_000, attempts: 6 },
} as const;
export type Patience = keyof typeof PATIENCE;

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 8_000;
const DAY_SECONDS = 24 * 3600;

export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  /** null: no HTTP answer. */
  readonly status: number | null;
  readonly retryAfterSeconds: number | null;
  readonly elapsedMs: number;
}

/** Only what may pass by itself is tried again: no answer, 408, 429 and 5xx. */
export function mayPass(status: number | null): boolean {
  return status === null || status === 408 || status === 429 || status >= 500;
}

/**
 * How many milliseconds to wait before the next attempt; null to stop. Exponential with full jitter; Microsoft's
 * Retry-After is honoured, and where it is longer than the caller's patience nobody waits at all.
 * @param random of [0, 1).
 */
export function pauseBefore({ number, status, retryAfterSeconds, elapsedMs }: Attempt, patience: Patience, random: number): number | null {
  const { budgetMs, attempts } = PATIENCE[patience];
  if (!mayPass(status) || number >= attempts) return null;
  const backoff = Math.min(FIRST_PAUSE_MS * 2 ** (number - 1), LONGEST_PAUSE_MS) * random;
  const pause = Math.max(backoff, (retryAfterSeconds ?? 0) * 1000);
  return elapsedMs + pause < budgetMs ? pause : null;
}

/** Seconds of a Retry-After header, which holds a number or a date in GMT; a day at the most; null for anything else. */
export function retryAfterSeconds(header: string | null, now: Date): number | null {
  const given = header?.trim() ?? "";
  if (/^\d+$/.test(given)) return Math.min(Number(given), DAY_SECONDS);
  // Date.parse makes a date of "-1" and "1.5" too.
  const date = /^[a-z]+,? .* GMT$/i.test(given) ? Date.parse(given) : Number.NaN;
  return Number.isNaN(date) ? null : Math.min(Math.max(0, (date - now.getTime()) / 1000), DAY_SECONDS);
}

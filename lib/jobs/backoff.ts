const FIRST_SECONDS = 5;
const LONGEST_SECONDS = 3600;

/**
 * Seconds until the next attempt after `failures` in a row: 5, 10, 20, … up to an hour, of which a random half is
 * taken off, so that what failed together does not come back together.
 * @param random of [0, 1).
 */
export function backoffSeconds(failures: number, random: number): number {
  const longest = Math.min(FIRST_SECONDS * 2 ** Math.max(0, failures - 1), LONGEST_SECONDS);
  return longest * (0.5 + random / 2);
}

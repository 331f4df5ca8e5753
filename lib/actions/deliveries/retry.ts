import { addSeconds } from "../../kernel/clock";
import { backoffSeconds } from "../../jobs/backoff";

const DAY_SECONDS = 24 * 3600;

/** For how long a message is tried. */
export const TRIED_SECONDS = 3 * DAY_SECONDS;

/** So many failures in a row open an endpoint's circuit: then one message at a time tries whether it is well again. */
export const CIRCUIT_FAILURES = 5;

/** A message that fails more often than this says something about itself, not about its endpoint. */
const TELLING_FAILURES = 3;

/** The longest time between two tries at an endpoint that is down: so soon after it is up again it is noticed. */
const LONGEST_CIRCUIT_SECONDS = 300;

/** Who asks to be left alone for longer is asked again all the same. */
const LONGEST_ASKED_SECONDS = 3600;

interface Tried {
  /** When it was first tried. */
  readonly triedSince: Date;
  /** Failures since then, this one among them. */
  readonly failures: number;
}

/** Whether a message that has failed again is given up; a pause of the endpoint does not count. */
export function isGivenUp({ triedSince }: Pick<Tried, "triedSince">, resumedAt: Date | null, now: Date): boolean {
  const since = resumedAt !== null && resumedAt > triedSince ? resumedAt : triedSince;
  return addSeconds(since, TRIED_SECONDS) <= now;
}

/**
 * When a message is tried again that has failed: ever later, up to an hour, and not before the receiver wants it.
 * @param askedSeconds its Retry-After.
 * @param random of [0, 1).
 */
export function nextTry({ failures }: Pick<Tried, "failures">, askedSeconds: number | null, now: Date, random: number): Date {
  return addSeconds(now, Math.max(backoffSeconds(failures, random), Math.min(askedSeconds ?? 0, LONGEST_ASKED_SECONDS)));
}

/**
 * Whether a failure is one of the endpoint's: each that a probe makes, and otherwise the first few of a message. One that
 * is turned away again and again by an endpoint that is well would else leave the others waiting.
 * @param failures of the message, this one among them.
 */
export function countsAgainstEndpoint(failuresInARow: number, failures: number): boolean {
  return failuresInARow >= CIRCUIT_FAILURES || failures <= TELLING_FAILURES;
}

/**
 * Until when an endpoint is left alone after so many failures in a row; null while its circuit is closed.
 * @param random of [0, 1).
 */
export function circuitOpenUntil(failuresInARow: number, now: Date, random: number): Date | null {
  if (failuresInARow < CIRCUIT_FAILURES) return null;
  return addSeconds(now, Math.min(backoffSeconds(failuresInARow - CIRCUIT_FAILURES + 1, random), LONGEST_CIRCUIT_SECONDS));
}

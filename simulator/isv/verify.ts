import { timingSafeEqual } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { Secrets } from "./settings";

const TOLERANCE_SECONDS = 5 * 60;

export type Verdict = "verified" | "unsigned" | "wrong signature" | "too old/new" | "no secret known";

/** The headers of Standard Webhooks, as they came. */
export interface Signed {
  readonly id: string | null;
  readonly timestamp: string | null;
  readonly signature: string | null;
}

/**
 * What the receiver makes of a message. The time is looked at here and not by the package, whose clock cannot be
 * set: only then can the receiver's differ.
 */
export function verify(body: string, { id, timestamp, signature }: Signed, secrets: readonly string[], now: Date): Verdict {
  if (!id || !timestamp || !signature) return "unsigned";
  if (secrets.length === 0) return "no secret known";
  const seconds = Number(timestamp);
  if (!/^\d{1,11}$/.test(timestamp)) return "wrong signature";
  const sentAt = new Date(seconds * 1000);
  const given = signature.split(" ");
  const isRight = secrets.some((secret) => {
    const expected = new Webhook(secret).sign(id, sentAt, body);
    return given.some((each) => isSame(each, expected));
  });
  if (!isRight) return "wrong signature";
  return Math.abs(now.getTime() / 1000 - seconds) > TOLERANCE_SECONDS ? "too old/new" : "verified";
}

/** The secrets that may have signed: of the offer that the message is about, or all where it names none. */
export function secretsFor(secrets: Secrets, offerId: string | null): string[] {
  if (offerId === null) return Object.values(secrets).flat();
  const offers = new Set(["*", offerId, offerId.replace(/-preview$/, "")]);
  return Object.entries(secrets).flatMap(([key, known]) => (offers.has(key) ? known : []));
}

function isSame(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

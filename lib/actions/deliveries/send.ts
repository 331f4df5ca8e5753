import { signMessage } from "../../http/message-signature";
import { outgoingFetch, type OutgoingOutcome } from "../../http/outgoing-fetch";
import { currentTime } from "../../kernel/clock";
import type { AttemptOutcome } from "./schema";

/** What goes out: to the byte the same for each attempt, but for its time and signature. */
export interface OutgoingMessage {
  readonly url: string;
  /** The row's id. */
  readonly id: string;
  readonly body: string;
  readonly secretHeaders: Readonly<Record<string, string>>;
  /** All that are valid now, newest first. */
  readonly secrets: readonly string[];
}

/** How one attempt went. */
export interface AttemptResult {
  readonly outcome: Exclude<AttemptOutcome, "lost">;
  readonly status: number | null;
  /** Why it failed, in a word: one of outgoing-fetch, `status` where the answer was a no, or what is wrong on our side. */
  readonly problem: string | null;
  /** The first of what was answered. */
  readonly answer: string | null;
  readonly milliseconds: number;
  /** By how much the receiver's clock is ahead of ours, where it says and that is much. */
  readonly clockSkewSeconds: number | null;
  /** For how long the receiver wants to be left alone. */
  readonly retryAfterSeconds: number | null;
}

const TIMEOUT_MILLISECONDS = 15_000;
const KEPT_BYTES = 1_024;
/** Receivers turn away what is five minutes off; below a minute it is the network. */
const SKEW_SECONDS = 60;

/** What the same message is called at each attempt, so that a receiver knows one that it has. */
export function webhookId(id: string): string {
  return `msg_${id.toLowerCase()}`;
}

/**
 * Sends a message once, signed as of now (docs/marketplace/deliveries.md). Whatever the endpoint does is a result.
 * @throws the reason of `signal` once it is aborted.
 */
export async function sendMessage({ url, id, body, secretHeaders, secrets }: OutgoingMessage, signal: AbortSignal): Promise<AttemptResult> {
  const signature = signMessage({ id: webhookId(id), sentAt: currentTime(), body }, secrets);
  const started = performance.now();
  const outcome = await outgoingFetch({
    url,
    method: "POST",
    headers: { ...secretHeaders, "content-type": "application/json", ...signature },
    body,
    timeoutMilliseconds: TIMEOUT_MILLISECONDS,
    keptBytes: KEPT_BYTES,
    signal,
  });
  return resultOf(outcome, Math.round(performance.now() - started), currentTime());
}

/** What came of it, in the words of an attempt's row. */
export function resultOf(outcome: OutgoingOutcome, milliseconds: number, now: Date): AttemptResult {
  const nothing = { status: null, answer: null, milliseconds, clockSkewSeconds: null, retryAfterSeconds: null };
  switch (outcome.kind) {
    case "refused":
      return { ...nothing, outcome: "refused", problem: outcome.reason };
    case "failed":
      // Whoever answers 2xx has it, however long the rest of the answer is, or takes.
      if (isSuccess(outcome.status)) return { ...nothing, outcome: "delivered", status: outcome.status, problem: outcome.reason };
      return { ...nothing, outcome: "failed", status: outcome.status, problem: outcome.reason };
    case "answered": {
      const { status, headers, body } = outcome;
      const delivered = isSuccess(status);
      return {
        outcome: delivered ? "delivered" : "failed",
        status,
        problem: delivered ? null : "status",
        answer: body === "" ? null : body.replaceAll("\u0000", "\uFFFD"),
        milliseconds,
        clockSkewSeconds: skewOf(headers["date"], now),
        retryAfterSeconds: delivered ? null : secondsUntil(headers["retry-after"], now),
      };
    }
  }
}

function isSuccess(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}

function skewOf(date: string | undefined, now: Date): number | null {
  const theirs = Date.parse(date ?? "");
  const seconds = Math.round((theirs - now.getTime()) / 1000);
  return Number.isNaN(theirs) || Math.abs(seconds) < SKEW_SECONDS || Math.abs(seconds) > 2 ** 31 - 1 ? null : seconds;
}

/** Retry-After, as seconds or as a date. */
function secondsUntil(retryAfter: string | undefined, now: Date): number | null {
  if (retryAfter === undefined) return null;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter);
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? null : Math.max(0, Math.round((at - now.getTime()) / 1000));
}

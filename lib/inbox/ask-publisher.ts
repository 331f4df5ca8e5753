import { z } from "zod";
import { FAILURE_WORDS, outgoingFetch, type OutgoingOutcome } from "../http/outgoing-fetch";
import { signMessage } from "../http/message-signature";
import { currentTime } from "../kernel/clock";
import type { Context } from "../kernel/context";
import { PortalError } from "../kernel/errors";
import type { Consent } from "../offers/change-rules";
import { getSigningSecrets } from "../offers/signing-secrets";

/** From the first look at its name to the last byte of its answer. */
const BUDGET_MILLISECONDS = 6_000;
const LARGEST_ANSWER = 64 * 1024;

/** What the publisher's system is sent; its form is fixed. */
export interface ChangeQuestion {
  readonly operationId: string;
  readonly action: "ChangePlan" | "ChangeQuantity";
  readonly subscriptionId: string;
  readonly planId: { readonly from: string | null; readonly to: string | null };
  readonly quantity: { readonly from: number | null; readonly to: number | null };
  readonly assignedSeats: number;
  /** As Microsoft's API last described it; null where it never did. */
  readonly subscription: unknown;
}

export interface PublisherAnswer {
  readonly decision: Consent;
  readonly reason: string;
  /** It did not decide: the offer's default counts. */
  readonly isSilent: boolean;
  /** What came of asking. */
  readonly words: string;
  readonly milliseconds: number;
}

/** Only the decision has to be right: a reason of whatever form is no reason to do what was refused. */
const answerSchema = z.looseObject({ decision: z.enum(["accept", "refuse"]), reason: z.unknown().transform((reason) => (typeof reason === "string" ? plainLine(reason) : "")).optional() });

/** As one line without signs that turn a text around or cannot be seen. */
function plainLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

interface Asking {
  readonly url: string;
  /** Row id of the offer whose secret signs. */
  readonly offerId: number;
  readonly whenSilent: Consent;
  readonly question: ChangeQuestion;
  /** When Microsoft has to be answered. */
  readonly notAfter: Date;
}

/** Asks the publisher's system about a change, signed as Standard Webhooks have it; who does not answer in time and form is silent. */
export async function askPublisher(ctx: Pick<Context, "now">, { url, offerId, whenSilent, question, notAfter }: Asking): Promise<PublisherAnswer> {
  const started = performance.now();
  const silent = (words: string): PublisherAnswer => ({
    decision: whenSilent,
    isSilent: true,
    words,
    reason: `The publisher's system did not decide; the offer's default is to ${whenSilent}.`,
    milliseconds: Math.round(performance.now() - started),
  });
  const body = JSON.stringify(question);
  const secrets = await secretsOf(ctx, offerId);
  if (typeof secrets === "string") return silent(secrets);
  // The same id however often it is asked: whoever has answered may answer the same.
  const headers = { "content-type": "application/json", ...signMessage({ id: `change_${question.operationId.replace(/[^\w-]/g, "_")}`, sentAt: currentTime(), body }, secrets) };
  const left = notAfter.getTime() - currentTime().getTime();
  if (left <= 0) return silent("There was no time left to ask.");
  const outcome = await outgoingFetch({ url, method: "POST", headers, body, timeoutMilliseconds: Math.min(BUDGET_MILLISECONDS, left), keptBytes: LARGEST_ANSWER });
  if (outcome.kind !== "answered" || outcome.status !== 200) return silent(wordsOf(outcome));
  const answer = answerSchema.safeParse(readJson(outcome.body));
  if (!answer.success) return silent("It answered 200, but neither accept nor refuse.");
  const { decision, reason } = answer.data;
  return { decision, isSilent: false, words: `It answered: ${decision}.`, reason: reason || `The publisher's system says ${decision}.`, milliseconds: Math.round(performance.now() - started) };
}

async function secretsOf(ctx: Pick<Context, "now">, offerId: number): Promise<string[] | string> {
  try {
    return await getSigningSecrets(ctx, offerId);
  } catch (error) {
    if (error instanceof PortalError) return error.message;
    throw error;
  }
}

function wordsOf(outcome: OutgoingOutcome): string {
  if (outcome.kind === "answered") return `It answered ${outcome.status}.`;
  return outcome.kind === "failed" ? FAILURE_WORDS[outcome.reason] : `Its address may not be called: ${outcome.reason}.`;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

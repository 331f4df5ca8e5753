import { z } from "zod";
import { currentTime } from "../../kernel/clock";
import { decryptSecret } from "../../kernel/crypto";
import { log } from "../../kernel/log";
import { getSigningSecrets } from "../../offers/signing-secrets";
import { sendMessage, type AttemptResult } from "./send";

interface Destination {
  readonly url: string;
  readonly offerId: number;
}

interface Attempted {
  readonly number: number;
  readonly id: string;
  readonly body: string;
  /** JWE of a JSON object. */
  readonly sealedHeaders: string | null;
}

const headersSchema = z.record(z.string(), z.string());

/**
 * One attempt at one message, signed with the secrets that are valid now.
 * @returns null when it was cut off: nobody knows whether it arrived. What is wrong on our side is a result as well: it may
 * be put right while the message waits.
 */
export async function attemptMessage({ url, offerId }: Destination, { number, id, body, sealedHeaders }: Attempted, signal: AbortSignal): Promise<AttemptResult | null> {
  const prepared = await prepare(offerId, sealedHeaders);
  if ("problem" in prepared) {
    log.warn({ event: "delivery.not-sent", delivery: number, err: prepared.error }, "a message could not be prepared for sending");
    return { outcome: "refused", problem: prepared.problem, status: null, answer: null, milliseconds: 0, clockSkewSeconds: null, retryAfterSeconds: null };
  }
  try {
    const result = await sendMessage({ url, id, body, ...prepared }, signal);
    return { ...result, answer: result.answer && withoutSecrets(result.answer, [...Object.values(prepared.secretHeaders), ...secretsOfQuery(url)]) };
  } catch (error) {
    if (signal.aborted) return null;
    log.error({ event: "delivery.failed", delivery: number, err: error }, "an attempt at a message failed on our side");
    return { outcome: "failed", problem: "portal", status: null, answer: null, milliseconds: 0, clockSkewSeconds: null, retryAfterSeconds: null };
  }
}

type Prepared = { readonly secrets: readonly string[]; readonly secretHeaders: Readonly<Record<string, string>> } | { readonly problem: string; readonly error: unknown };

async function prepare(offerId: number, sealedHeaders: string | null): Promise<Prepared> {
  let problem = "no-signing-secret";
  try {
    const secrets = await getSigningSecrets({ now: currentTime() }, offerId);
    problem = "unreadable-headers";
    const secretHeaders = sealedHeaders === null ? {} : headersSchema.parse(JSON.parse(await decryptSecret(sealedHeaders)));
    return { secrets, secretHeaders };
  } catch (error) {
    return { problem, error };
  }
}

const SHORTEST_PART = 6;

/** What stands behind the question mark may let somebody in: as it is, and each value of it, as it is and decoded. */
export function secretsOfQuery(url: string): string[] {
  if (!URL.canParse(url)) return [];
  const { search, searchParams } = new URL(url);
  const raw = search.slice(1).split("&").map((pair) => pair.slice(pair.indexOf("=") + 1));
  return [search.slice(1), ...raw, ...searchParams.values()].filter(({ length }) => length >= SHORTEST_PART);
}

/** An endpoint may say what it was sent; its answer is shown. The answer is cut off somewhere: in the middle of a secret perhaps. */
export function withoutSecrets(answer: string, secrets: readonly string[]): string {
  let told = answer;
  for (const secret of secrets) {
    told = told.replaceAll(secret, "…");
    for (let length = secret.length - 1; length >= SHORTEST_PART; length -= 1) {
      if (told.endsWith(secret.slice(0, length))) told = `${told.slice(0, -length)}…`;
    }
  }
  return told;
}

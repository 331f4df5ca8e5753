import { setTimeout as sleep } from "node:timers/promises";
import { currentTime } from "../kernel/clock";
import { guid, newId } from "../kernel/ids";
import { log } from "../kernel/log";
import { upstreamCalls } from "../kernel/metrics";
import { inSpan } from "../kernel/tracing";
import { isHtml, wordsOf } from "./error-body";
import { PATIENCE, pauseBefore, retryAfterSeconds, type Patience } from "./retry";
import { UpstreamError, type UpstreamFacts } from "./upstream-error";

const LARGEST_BODY = 5 * 1024 * 1024;

export interface CallOptions {
  /** Ties the calls of one piece of work together, here and at Microsoft. */
  readonly correlationId: string;
  readonly patience: Patience;
  /** Of performance.now(): since when the patience runs, where this is not the first call of a piece of work. */
  readonly startedAt?: number;
}

export interface Outgoing {
  readonly service: UpstreamFacts["service"];
  /** For log and metrics, one of a few words; the address is in neither, it may hold ids of people. */
  readonly operation: string;
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The status says it all; whatever the body holds is not read, as long as it is no HTML page. */
  readonly ignoreAnswer?: boolean;
  /** Made once, whatever comes of it: what it did is then to be asked for before it is made again. */
  readonly isOnce?: boolean;
}

export interface Answer {
  readonly status: number;
  /** undefined for an empty body. */
  readonly json: unknown;
  readonly headers: Headers;
  readonly facts: UpstreamFacts;
}

/**
 * One call to Microsoft: a time limit for each attempt and for all of them, a request id for each and one correlation id,
 * a few more attempts where it may help, one log line an attempt. Any status below 500 comes back to the caller but 408 and 429.
 * @throws UpstreamError `unavailable`, `throttled` or `unreadable`.
 */
export async function send(outgoing: Outgoing, { correlationId: given, patience, startedAt: started = performance.now() }: CallOptions): Promise<Answer> {
  // What is no GUID Microsoft may refuse, and what no header can carry would fail as if Microsoft were away.
  const correlationId = guid.safeParse(given).data ?? newId();
  for (let number = 1; ; number += 1) {
    const left = PATIENCE[patience].budgetMs - (performance.now() - started);
    const result = await attempt(outgoing, correlationId, Math.min(PATIENCE[patience].attemptMs, Math.max(Math.ceil(left), 1)), number);
    const failed = result instanceof UpstreamError;
    if (!failed) return result;
    if (outgoing.isOnce) throw result;
    const pause = pauseBefore({ number, status: result.status, retryAfterSeconds: result.retryAfterSeconds, elapsedMs: performance.now() - started }, patience, Math.random());
    if (pause === null || result.reason === "unreadable") throw result;
    await sleep(pause);
  }
}

async function attempt(outgoing: Outgoing, correlationId: string, timeoutMs: number, number: number): Promise<Answer | UpstreamError> {
  const started = performance.now();
  const requestId = newId();
  const result = await inSpan(`${outgoing.service} ${outgoing.operation}`, { attempt: number }, () => exchange(outgoing, { correlationId, requestId, timeoutMs }));
  const error = result instanceof UpstreamError ? result : null;
  const milliseconds = performance.now() - started;
  const outcome = result instanceof UpstreamError ? result.reason : result.status < 400 ? "ok" : "refused";
  upstreamCalls.observe({ service: outgoing.service, operation: outgoing.operation, outcome }, milliseconds / 1000);
  log[error ? "warn" : "info"](
    {
      event: "upstream.call",
      service: outgoing.service,
      operation: outgoing.operation,
      status: result.status,
      reason: error?.reason,
      attempt: number,
      milliseconds: Math.round(milliseconds),
      requestId,
      correlationId,
    },
    `${outgoing.service} ${outgoing.operation}`,
  );
  return result;
}

async function exchange(outgoing: Outgoing, given: { correlationId: string; requestId: string; timeoutMs: number }): Promise<Answer | UpstreamError> {
  const facts = (response: Response | null, said: string): UpstreamFacts => ({
    service: outgoing.service,
    status: response?.status ?? null,
    retryAfterSeconds: retryAfterSeconds(response?.headers.get("retry-after") ?? null, currentTime()),
    requestId: response?.headers.get("x-ms-requestid") ?? response?.headers.get("x-ms-request-id") ?? response?.headers.get("request-id") ?? given.requestId,
    correlationId: response?.headers.get("x-ms-correlationid") ?? given.correlationId,
    said,
  });
  let response: Response | null = null;
  let body: string;
  try {
    response = await fetch(outgoing.url, {
      method: outgoing.method,
      headers: { accept: "application/json", "x-ms-requestid": given.requestId, "x-ms-correlationid": given.correlationId, ...outgoing.headers },
      body: outgoing.body,
      // A redirect would take the bearer token to another host.
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(given.timeoutMs),
    });
    body = await readText(response);
  } catch (cause) {
    if (cause instanceof BodyTooLarge) return new UpstreamError("unreadable", facts(response, "The answer is too large."));
    return new UpstreamError("unavailable", facts(null, cause instanceof Error && cause.name === "TimeoutError" ? "It took too long." : "The connection failed."), { cause });
  }
  const said = response.ok ? "" : wordsOf(body) || `It answered ${response.status}.`;
  if (response.status === 429) return new UpstreamError("throttled", facts(response, said));
  if (response.status === 408 || response.status >= 500) return new UpstreamError("unavailable", facts(response, said));
  if (response.status >= 300 && response.status < 400) return new UpstreamError("unreadable", facts(response, "It redirected the call."));
  const json = parse(body);
  // Somebody in between has answered: neither "taken" nor "not found" is Microsoft's word then.
  if (json === UNPARSABLE && isHtml(body)) return new UpstreamError("unreadable", facts(response, "It answered an HTML page."));
  // Half an answer may hold a token or people: it is not quoted.
  if (response.ok && json === UNPARSABLE && !outgoing.ignoreAnswer) return new UpstreamError("unreadable", facts(response, "It answered something that is not JSON."));
  return { status: response.status, json: json === UNPARSABLE ? undefined : json, headers: response.headers, facts: facts(response, said) };
}

const UNPARSABLE = Symbol("not JSON");

function parse(body: string): unknown {
  const text = body.trim();
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return UNPARSABLE;
  }
}

class BodyTooLarge extends Error {}

async function readText(response: Response): Promise<string> {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > LARGEST_BODY) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  // Takes a byte order mark away.
  return new TextDecoder().decode(Buffer.concat(chunks));
}

import type { LookupFunction } from "node:net";
import { Agent, buildConnector, fetch, Request, type Response } from "undici";
import { env } from "../kernel/env";
import { inSpan } from "../kernel/tracing";
import { isHostPrivate, isPublicAddress, whyRefused, type Refusal } from "./address-guard";
import { nameServerLookup, systemNames, type Lookup, type NameServers } from "./name-lookup";

/** A request to an address that a publisher has written. */
export interface OutgoingRequest {
  readonly url: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the first look at the name to the last byte of the answer. */
  readonly timeoutMilliseconds?: number;
  /** An answer that is longer, unpacked, is given up. */
  readonly maxBytes?: number;
  /** How much of the answer is handed back as text. */
  readonly keptBytes?: number;
  /** Whoever calls may give up too. */
  readonly signal?: AbortSignal;
}

export type Failure = "timeout" | "connection" | "tls" | "too-large" | "redirected";

export type OutgoingOutcome =
  | { readonly kind: "answered"; readonly status: number; /** By lower-case name. */ readonly headers: Readonly<Record<string, string>>; readonly body: string; readonly isTruncated: boolean }
  /** Nothing was sent: the address is not one to call. */
  | { readonly kind: "refused"; readonly reason: Refusal }
  /** `status` where an answer had begun; `code` is the network's own word for it (ECONNREFUSED, CERT_HAS_EXPIRED), where it has one. */
  | { readonly kind: "failed"; readonly reason: Failure; readonly status: number | null; readonly code: string | null };

/** Failures in words, for the publisher whose endpoint it is. */
export const FAILURE_WORDS: Readonly<Record<Failure, string>> = {
  timeout: "It did not answer in time.",
  connection: "No connection came about, or it broke off.",
  tls: "It has no certificate that is valid for this name.",
  "too-large": "Its answer is too long.",
  redirected: "It points to another address. Enter the address at which it answers itself.",
};

const TIMEOUT_MILLISECONDS = 15_000;
const MAX_BYTES = 1024 * 1024;
const KEPT_BYTES = 4_096;

/** How long one of several addresses of a name may take to connect before the next one is tried; Node's own quarter of a second is too short for the other side of the world. */
const ADDRESS_MILLISECONDS = 2_000;

export interface OutgoingOptions {
  /** Private networks and http as well: ALLOW_PRIVATE_ENDPOINTS. */
  readonly allowPrivate: boolean;
  /** Without it the name servers are asked; with private networks the operating system, for the names that it alone knows. */
  readonly lookup?: Lookup;
  readonly nameServers?: NameServers;
}

export type OutgoingFetch = (request: OutgoingRequest) => Promise<OutgoingOutcome>;

let configured: OutgoingFetch | undefined;

/**
 * Calls an address that a publisher has written; never one of a private network, unless ALLOW_PRIVATE_ENDPOINTS says so.
 * Whatever the address and the network do is an outcome.
 * @throws the reason of `signal` once it is aborted.
 */
export async function outgoingFetch(request: OutgoingRequest): Promise<OutgoingOutcome> {
  configured ??= createOutgoingFetch({ allowPrivate: env().ALLOW_PRIVATE_ENDPOINTS });
  return configured(request);
}

/** The same with connections of its own. */
export function createOutgoingFetch({ allowPrivate, nameServers, lookup = allowPrivate ? systemNames : nameServerLookup(nameServers) }: OutgoingOptions): OutgoingFetch {
  const agent = new Agent({ connect: allowPrivate ? { lookup: asLookupFunction(lookup) } : guardedConnector(lookup) });
  return async (request) => {
    const refusal = whyRefused(request.url, { allowPrivate });
    if (refusal !== null) return { kind: "refused", reason: refusal };
    return inSpan(`outgoing ${request.method}`, { "server.address": new URL(request.url).hostname }, () => exchange(agent, request));
  };
}

async function exchange(agent: Agent, { url, method, headers, body, timeoutMilliseconds = TIMEOUT_MILLISECONDS, maxBytes = MAX_BYTES, keptBytes = KEPT_BYTES, signal }: OutgoingRequest): Promise<OutgoingOutcome> {
  const timeout = AbortSignal.timeout(timeoutMilliseconds);
  // Made outside of the try: headers that cannot be sent are the caller's bug, not the network's doing.
  const request = new Request(url, { method, headers: { "user-agent": "partner-portal", ...headers }, body, redirect: "manual", signal: signal ? AbortSignal.any([timeout, signal]) : timeout });
  let response: Response | null = null;
  try {
    response = await fetch(request, { dispatcher: agent });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      return { kind: "failed", reason: "redirected", status: response.status, code: null };
    }
    const read = await readBody(response, maxBytes, keptBytes);
    if (read === "too-large") return { kind: "failed", reason: "too-large", status: response.status, code: null };
    return { kind: "answered", status: response.status, headers: Object.fromEntries(response.headers), ...read };
  } catch (error) {
    signal?.throwIfAborted();
    return outcomeOf(error, timeout.aborted, response?.status ?? null);
  }
}

/** Counts what comes out of the decompression, so that a small answer cannot become a large one here. */
async function readBody(response: Response, maxBytes: number, keptBytes: number): Promise<{ body: string; isTruncated: boolean } | "too-large"> {
  const kept = new Uint8Array(keptBytes);
  let size = 0;
  for await (const chunk of response.body ?? []) {
    if (!(chunk instanceof Uint8Array)) continue;
    if (size < keptBytes) kept.set(chunk.subarray(0, keptBytes - size), size);
    size += chunk.byteLength;
    if (size > maxBytes) return "too-large";
  }
  // With `stream`, half a character at the cut is left out.
  const isTruncated = size > keptBytes;
  return { body: new TextDecoder().decode(kept.subarray(0, size), { stream: isTruncated }), isTruncated };
}

class PrivateAddressError extends Error {}

/** Looks at each address at the moment at which it is connected to, so that a name cannot lead elsewhere than it did when it was looked at. */
function guardedConnector(lookup: Lookup): buildConnector.connector {
  const guarded: Lookup = async (hostname) => {
    const addresses = await lookup(hostname);
    // One that is private is enough: which of them is connected to is up to the network.
    if (!addresses.every(({ address }) => isPublicAddress(address))) throw new PrivateAddressError();
    return addresses;
  };
  const connect = buildConnector({ lookup: asLookupFunction(guarded), autoSelectFamily: true, autoSelectFamilyAttemptTimeout: ADDRESS_MILLISECONDS });
  return (options, callback) => {
    // IP addresses are not looked up.
    if (isHostPrivate(options.hostname)) return callback(new PrivateAddressError(), null);
    connect(options, callback);
  };
}

function asLookupFunction(lookup: Lookup): LookupFunction {
  return (hostname, { all, family }, callback) => {
    lookup(hostname).then(
      (addresses) => {
        const wanted = addresses.filter((each) => (family !== 4 && family !== 6) || each.family === family);
        const [first] = wanted;
        if (first === undefined) return callback(Object.assign(new Error("the name has no address"), { code: "ENOTFOUND" }), "");
        if (all === true) return callback(null, [...wanted]);
        callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), ""),
    );
  };
}

function outcomeOf(error: unknown, isLate: boolean, status: number | null): OutgoingOutcome {
  const causes = causesOf(error);
  if (causes.some((cause) => cause instanceof PrivateAddressError)) return { kind: "refused", reason: "private-address" };
  // The ports that browsers call neither; undici says it in words alone.
  if (causes.some(({ message }) => message === "bad port")) return { kind: "refused", reason: "port" };
  const code = causes.map(codeOf).find((each) => each !== null) ?? null;
  return { kind: "failed", reason: isLate ? "timeout" : failureOf(code), status, code: isLate ? null : code };
}

function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  for (let cause = error; cause instanceof Error && causes.length < 5; cause = cause.cause) causes.push(cause);
  return causes.reverse();
}

function codeOf(error: Error): string | null {
  return "code" in error && typeof error.code === "string" ? error.code : null;
}

function failureOf(code: string | null): Failure {
  if (code === null) return "connection";
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return "timeout";
  if (/OVERFLOW|EXCEEDED_MAX_SIZE/.test(code)) return "too-large";
  if (/CERT|TLS|SSL|SIGNATURE|CRL|^EPROTO$|HOSTNAME_MISMATCH|^INVALID_(CA|PURPOSE)$/.test(code)) return "tls";
  return "connection";
}

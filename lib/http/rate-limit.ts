import { BurstyRateLimiter, RateLimiterMemory } from "rate-limiter-flexible";
import type { UserActor } from "../kernel/context";
import { env } from "../kernel/env";
import { TooManyRequestsError } from "../kernel/errors";
import { clientAddressOf } from "./client-address";
import { renderError, renderErrorPage } from "./render-error";

const MINUTE = 60;
const FAILED_AUTHENTICATIONS_PER_MINUTE = 30;
/** A product asks whenever somebody signs in, of all its customers by one key; one such call costs as little as any. */
export const LICENSE_CHECKS_BY_CALLS = 20;
/** In how many seconds the reserve of an address, as much as it has in a minute, fills up again. */
const RESERVE_SECONDS = 10 * MINUTE;
/** A number of calls that no client makes. */
const UNLIMITED = Number.MAX_SAFE_INTEGER;

/**
 * The addresses that people open without being known: only these are counted here. What Microsoft calls (webhook, managed
 * applications, leads, analytics) is never refused for its frequency, and the v1 API counts by key, or where there is none by itself.
 */
const ANONYMOUS = /^\/(landing|sign-in|invitation|seat|docs|api\/auth|api\/v1\/openapi\.json)(?![\w-])/;

interface RateLimits {
  readonly anonymous: BurstyRateLimiter;
  readonly customers: RateLimiterMemory;
  readonly apiKeys: RateLimiterMemory;
  readonly licenseChecks: RateLimiterMemory;
  readonly completions: RateLimiterMemory;
  readonly failedAuthentications: RateLimiterMemory;
}

declare global {
  /** Next.js instantiates a module several times in one process; they count together (docs/decisions/011). */
  var portalRateLimits: RateLimits | undefined;
}

function limits(): RateLimits {
  return (globalThis.portalRateLimits ??= createLimits());
}

function createLimits(): RateLimits {
  const { RATE_LIMIT_ANONYMOUS_PER_MINUTE, RATE_LIMIT_CUSTOMER_PER_MINUTE, RATE_LIMIT_API_PER_MINUTE } = env();
  const perMinute = (points: number) => ({ points: points || UNLIMITED, duration: MINUTE });
  const pages = perMinute(RATE_LIMIT_ANONYMOUS_PER_MINUTE);
  return {
    anonymous: new BurstyRateLimiter(new RateLimiterMemory(pages), new RateLimiterMemory({ ...pages, duration: RESERVE_SECONDS })),
    customers: new RateLimiterMemory(perMinute(RATE_LIMIT_CUSTOMER_PER_MINUTE)),
    apiKeys: new RateLimiterMemory(perMinute(RATE_LIMIT_API_PER_MINUTE)),
    licenseChecks: new RateLimiterMemory(perMinute(LICENSE_CHECKS_BY_CALLS * RATE_LIMIT_API_PER_MINUTE)),
    completions: new RateLimiterMemory(perMinute(RATE_LIMIT_API_PER_MINUTE)),
    failedAuthentications: new RateLimiterMemory(perMinute(FAILED_AUTHENTICATIONS_PER_MINUTE)),
  };
}

/**
 * Counts a request to a page that anybody may open; every other address passes uncounted.
 * @returns what to answer when its client has none left, in HTML for people and as problem+json for machines.
 */
export async function refuseAnonymous(path: string, headers: Headers, requestId: string): Promise<Response | null> {
  const address = decoded(path);
  if (!ANONYMOUS.test(address)) return null;
  try {
    await consume(limits().anonymous, clientAddressOf(headers), "Many pages were opened from your network within a short time.");
    return null;
  } catch (error) {
    if (!(error instanceof TooManyRequestsError)) throw error;
    return address.startsWith("/api/v1/") ? renderError(error, requestId) : renderErrorPage(error, requestId);
  }
}

/**
 * Counts what a signed-in customer does or looks up, by the person.
 * @throws TooManyRequestsError when they have none left in this minute.
 */
export async function limitCustomer({ tenantId, objectId }: Pick<UserActor, "tenantId" | "objectId">): Promise<void> {
  const { customers } = limits();
  await consume(customers, `${tenantId}/${objectId}`, `One person may do or look up ${customers.points} things a minute.`);
}

/**
 * Counts a call under an API key; license checks by themselves, so that neither they nor the other calls use up what is for both.
 * @throws TooManyRequestsError when the key has none left in this minute.
 */
export async function limitApiKey(apiKeyId: number, kind: "calls" | "license checks" = "calls"): Promise<void> {
  const limiter = kind === "calls" ? limits().apiKeys : limits().licenseChecks;
  await consume(limiter, String(apiKeyId), `This API key may make ${limiter.points} ${kind} a minute.`);
}

/**
 * Counts a report on an activation, which has no key, by its publisher: several of them may share an address.
 * @throws TooManyRequestsError when the publisher has none left in this minute.
 */
export async function limitCompletions(publisherId: number): Promise<void> {
  const { completions } = limits();
  await consume(completions, String(publisherId), `One publisher may report ${completions.points} activations a minute.`);
}

/**
 * Where a caller could not be authenticated: whether its address has failed too often already.
 * @throws TooManyRequestsError until the minute is over.
 */
export async function limitFailedAuthentications(headers: Headers): Promise<void> {
  const failed = await limits().failedAuthentications.get(clientAddressOf(headers));
  if (failed !== null && failed.consumedPoints >= FAILED_AUTHENTICATIONS_PER_MINUTE) throw tooMany(failed, "Many calls from your address were not authenticated.");
}

/** Remembers that a caller from this address could not be authenticated. */
export async function noteFailedAuthentication(headers: Headers): Promise<void> {
  await limits().failedAuthentications.penalty(clientAddressOf(headers));
}

async function consume(limiter: BurstyRateLimiter | RateLimiterMemory, key: string, why: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    throw isRefusal(refusal) ? tooMany(refusal, why) : refusal;
  }
}

interface Refusal {
  readonly msBeforeNext: number;
}

/** Not by its class: whoever made the limits may have another instance of the library's module. */
function isRefusal(thrown: unknown): thrown is Refusal {
  return typeof thrown === "object" && thrown !== null && "msBeforeNext" in thrown && typeof thrown.msBeforeNext === "number";
}

function tooMany({ msBeforeNext }: Refusal, why: string): TooManyRequestsError {
  return new TooManyRequestsError(Math.max(1, Math.ceil(msBeforeNext / 1000)), why);
}

/** An address may be written with escapes and still lead to the same page. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

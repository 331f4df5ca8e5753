import type { ZodType } from "zod";
import { currentTime } from "../kernel/clock";
import { env } from "../kernel/env";
import { guid } from "../kernel/ids";
import { continuationOf } from "./continuation";
import { marketplaceOperation, marketplaceSubscription, operationList, planList, resolvedPurchase, subscriptionPage, type MarketplaceOperation, type MarketplacePlan, type MarketplaceSubscription, type ResolvedPurchase, type UnreadableEntry } from "./fulfillment-schema";
import { forgetPublisherToken, publisherToken, type Credentials } from "./publisher-token";
import { send, type Answer, type CallOptions, type Outgoing } from "./transport";
import { UpstreamError, type UpstreamReason } from "./upstream-error";

const API_VERSION = "2018-08-31";

/**
 * The SaaS fulfillment API v2 in the name of one publisher's application (docs/marketplace/fulfillment.md). No rules and no
 * database here. Every call throws an UpstreamError whose reason says what to do.
 */
export interface FulfillmentClient {
  /** What a purchase token stands for; in every status of the subscription, and as often as one likes. */
  resolve(purchaseToken: string, options: CallOptions): Promise<ResolvedPurchase>;
  /** Asks for the activation. Returns when Microsoft has taken it: Subscribed comes later. Safe to repeat. */
  activate(subscriptionId: string, plan: { planId: string; quantity: number | null }, options: CallOptions): Promise<void>;
  getSubscription(subscriptionId: string, options: CallOptions): Promise<MarketplaceSubscription>;
  /** The plans that this customer could have, with the present one and this customer's prices. */
  listAvailablePlans(subscriptionId: string, options: CallOptions): Promise<MarketplacePlan[]>;
  /** One operation; what was only told of may be `not-found` or `refused` there, and yet have happened. */
  getOperation(subscriptionId: string, operationId: string, options: CallOptions): Promise<MarketplaceOperation>;
  /** The operations that are under way, as far as Microsoft lists them by now: those that have not started it leaves out. */
  listOperations(subscriptionId: string, options: CallOptions): Promise<MarketplaceOperation[]>;
  /** Asks for another plan, in the customer's name. Made once, as are the next two: whether it arrived is asked before it is said again. */
  changePlan(subscriptionId: string, planId: string, options: CallOptions): Promise<OperationBegun>;
  /** Asks for another number of seats. */
  changeQuantity(subscriptionId: string, quantity: number, options: CallOptions): Promise<OperationBegun>;
  /** Asks for the end of the subscription. @returns null where it has ended already. */
  cancel(subscriptionId: string, options: CallOptions): Promise<OperationBegun | null>;
  /** Says that a change was carried out here. Made once: how the operation stands is asked before it is said again. */
  completeOperation(subscriptionId: string, operationId: string, target: { planId: string | null; quantity: number | null }, options: CallOptions): Promise<void>;
  /** All subscriptions of the publisher, the cancelled ones too, page by page. */
  listSubscriptions(options: CallOptions): AsyncGenerator<SubscriptionPage>;
}

/** A change of our own that Microsoft has taken; it happens later, or fails. */
export interface OperationBegun {
  readonly operationId: string;
  /** How long Microsoft wants to be left alone. */
  readonly retryAfterSeconds: number | null;
}

export interface SubscriptionPage {
  readonly subscriptions: readonly MarketplaceSubscription[];
  readonly unreadable: readonly UnreadableEntry[];
  /** Before it was asked for: what is newer here is not judged by it. */
  readonly askedAt: Date;
}

export function fulfillment(credentials: Credentials): FulfillmentClient {
  const of = (subscriptionId: string): string => `/saas/subscriptions/${encodeURIComponent(subscriptionId)}`;
  const operationOf = (subscriptionId: string, operationId: string): string => `${of(subscriptionId)}/operations/${encodeURIComponent(operationId)}`;
  const getSubscription: FulfillmentClient["getSubscription"] = async (subscriptionId, options) => {
    const answer = await call(credentials, { operation: "get", method: "GET", path: of(subscriptionId) }, options);
    const subscription = read(marketplaceSubscription, answer);
    if (subscription.id !== subscriptionId.toLowerCase()) throw new UpstreamError("unreadable", { ...answer.facts, said: "It answered with another subscription." });
    return subscription;
  };
  return {
    getSubscription,

    async resolve(purchaseToken, options) {
      // It came through a browser's address, and what cannot be a header value would fail as if Microsoft were away.
      if (!/^[\x20-\x7e]+$/.test(purchaseToken)) throw neverSent("purchase-token-invalid", options);
      const headers = { "x-ms-marketplace-token": purchaseToken };
      const request = { operation: "resolve", method: "POST", path: "/saas/subscriptions/resolve", headers, rejected: "purchase-token-invalid" } as const;
      const purchase = read(resolvedPurchase, await call(credentials, request, options));
      return { ...purchase, subscription: purchase.subscription ?? (await getSubscription(purchase.id, options)) };
    },

    async activate(subscriptionId, { planId, quantity }, options) {
      const body = JSON.stringify({ planId, ...(quantity === null ? {} : { quantity }) });
      await call(credentials, { operation: "activate", method: "POST", path: `${of(subscriptionId)}/activate`, body, ignoreAnswer: true }, options);
    },

    async listAvailablePlans(subscriptionId, options) {
      return read(planList, await call(credentials, { operation: "list-plans", method: "GET", path: `${of(subscriptionId)}/listAvailablePlans` }, options));
    },

    async getOperation(subscriptionId, operationId, options) {
      const answer = await call(credentials, { operation: "get-operation", method: "GET", path: operationOf(subscriptionId, operationId) }, options);
      const operation = read(marketplaceOperation, answer);
      const isAnother = operation.id !== operationId.toLowerCase() || (operation.subscriptionId !== null && operation.subscriptionId !== subscriptionId.toLowerCase());
      if (isAnother) throw new UpstreamError("unreadable", { ...answer.facts, said: "It answered with another operation." });
      return operation;
    },

    async listOperations(subscriptionId, options) {
      return read(operationList, await call(credentials, { operation: "list-operations", method: "GET", path: `${of(subscriptionId)}/operations` }, options));
    },

    async changePlan(subscriptionId, planId, options) {
      return begun(await call(credentials, { operation: "change-plan", method: "PATCH", path: of(subscriptionId), body: JSON.stringify({ planId }), ...OWN_CHANGE }, options));
    },

    async changeQuantity(subscriptionId, quantity, options) {
      return begun(await call(credentials, { operation: "change-quantity", method: "PATCH", path: of(subscriptionId), body: JSON.stringify({ quantity }), ...OWN_CHANGE }, options));
    },

    async cancel(subscriptionId, options) {
      const answer = await call(credentials, { operation: "cancel", method: "DELETE", path: of(subscriptionId), ...OWN_CHANGE }, options);
      return answer.status === 200 || answer.status === 204 ? null : begun(answer);
    },

    async completeOperation(subscriptionId, operationId, { planId, quantity }, options) {
      const body = JSON.stringify({ ...(planId === null ? {} : { planId }), ...(quantity === null ? {} : { quantity }), status: "Success" });
      await call(credentials, { operation: "complete-operation", method: "PATCH", path: operationOf(subscriptionId, operationId), body, ignoreAnswer: true, isOnce: true }, options);
    },

    async *listSubscriptions(options) {
      const seen = new Set<string>();
      let continuation: string | null = null;
      do {
        const query: string = continuation === null ? "" : `&continuationToken=${continuation}`;
        const askedAt = currentTime();
        const answer = await call(credentials, { operation: "list", method: "GET", path: "/saas/subscriptions", query }, options);
        if (continuation !== null && answer.json === undefined) throw new UpstreamError("unreadable", { ...answer.facts, said: "A further page of the list came empty." });
        const { subscriptions, unreadable, nextLink } = read(subscriptionPage, answer);
        yield { subscriptions, unreadable, askedAt };
        continuation = continuationOf(nextLink);
        if (continuation !== null && seen.has(continuation)) throw new UpstreamError("unreadable", { ...answer.facts, said: "The list leads back to a page that was read already." });
        if (continuation !== null) seen.add(continuation);
      } while (continuation !== null);
    },
  };
}

const OWN_CHANGE = { ignoreAnswer: true, isOnce: true, knowsLocks: true } as const;

interface Request {
  readonly operation: string;
  readonly method: Outgoing["method"];
  readonly path: string;
  /** What follows the api-version, encoded. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What 400 and 404 mean for this call, where it is more than the status says. */
  readonly rejected?: UpstreamReason;
  /** The answer's body means nothing. */
  readonly ignoreAnswer?: boolean;
  readonly isOnce?: boolean;
  /** Microsoft says 400, too, where another operation is in the way: its words tell. */
  readonly knowsLocks?: boolean;
}

/** With the publisher's token; one that Microsoft does not accept is fetched anew, once. */
async function call(credentials: Credentials, request: Request, given: CallOptions): Promise<Answer> {
  // One patience for the token, the call and what follows a refused token.
  const options = { startedAt: performance.now(), ...given };
  const token = await publisherToken(credentials, options);
  const first = await attempt(token, request, options);
  if (first.status !== 401 && first.status !== 403) return accept(first, request);
  forgetPublisherToken(credentials, token);
  return accept(await attempt(await publisherToken(credentials, options), request, options), request);
}

async function attempt(token: string, { operation, method, path, query = "", headers, body, ignoreAnswer, isOnce }: Request, options: CallOptions): Promise<Answer> {
  return send(
    {
      service: "marketplace",
      operation,
      method,
      url: `${env().MARKETPLACE_API_URL}${path}?api-version=${API_VERSION}${query}`,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
      body,
      ignoreAnswer,
      isOnce,
    },
    options,
  );
}

const LOCKED = /\block(ed)?\b|pending operation|operation[^.]{0,40}\b(pending|in progress)\b/i;

function accept(answer: Answer, { rejected, knowsLocks }: Request): Answer {
  const { status, facts } = answer;
  if (status < 300) return answer;
  if (status === 401 || status === 403) throw new UpstreamError("application-not-allowed", facts);
  if (rejected && (status === 400 || status === 404)) throw new UpstreamError(rejected, facts);
  if (status === 404) throw new UpstreamError("not-found", facts);
  throw new UpstreamError(status === 409 || (knowsLocks && LOCKED.test(facts.said)) ? "conflict" : "refused", facts);
}

/** Which operation a change of our own began: its address names another host at times, so only its last step counts. */
function begun({ headers, facts }: Answer): OperationBegun {
  const address = headers.get("operation-location")?.trim().split(/[?#]/)[0]?.replace(/\/+$/, "") ?? "";
  const operationId = [address.split("/").at(-1), headers.get("operation-id")?.trim()].map((each) => guid.safeParse(each).data).find((each) => each !== undefined);
  if (operationId === undefined) throw new UpstreamError("unreadable", { ...facts, said: "It took the change, and did not say which operation that is." });
  return { operationId, retryAfterSeconds: facts.retryAfterSeconds };
}

function read<T>(schema: ZodType<T>, { json, facts }: Answer): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UpstreamError("unreadable", { ...facts, said: `${issue?.path.map(String).join(".") || "The answer"} is not as agreed.` });
}

function neverSent(reason: UpstreamReason, { correlationId }: CallOptions): UpstreamError {
  return new UpstreamError(reason, { service: "marketplace", status: null, retryAfterSeconds: null, requestId: null, correlationId, said: "" });
}

import { database } from "../db/client";
import { insertMany } from "../db/insert-many";
import { Together } from "../db/together";
import { transaction } from "../db/transaction";
import { isUniqueViolation } from "../db/unique-violation";
import { enqueueNew, type NewJob } from "../jobs/enqueue";
import { addSeconds } from "../kernel/clock";
import type { Context, MarketplaceScope } from "../kernel/context";
import { newId } from "../kernel/ids";
import { PROCESS_EVENT } from "./process-event";
import type { WebhookCall } from "./read-call";
import type { Decision } from "./schema";

/** While somebody decides, a second call of the same event waits; afterwards it is decided anew, because a crash cut it off. */
export const DECIDING_SECONDS = 9;

/** A call whose storing has not begun by then is answered that it could not be kept. */
const STORE_MILLISECONDS = 9_000;
/** Few enough for one statement, also on SQL Server. */
const MOST_AT_ONCE = 40;

export interface Received {
  readonly call: WebhookCall;
  /** As it came. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the answer is still to be decided. */
  readonly isDecided: boolean;
}

export interface StoredEvent {
  readonly id: string;
  readonly number: number;
  readonly body: string;
  readonly decision: string | null;
  readonly decisionReason: string | null;
  readonly answerStatus: number | null;
  readonly decidingUntil: Date | null;
}

export type Stored = { readonly kind: "new"; readonly id: string } | { readonly kind: "known"; readonly event: StoredEvent };

const STORED = { id: true, number: true, body: true, decision: true, decisionReason: true, answerStatus: true, decidingUntil: true } as const;
type Caller = Context<MarketplaceScope>;

/**
 * Puts a call into the inbox, with the job that looks after it, and returns when both are committed. The same event
 * (subscription, operation, action) is stored once, however often it comes; another publisher's event is another one.
 */
export async function storeCall(ctx: Caller, received: Received): Promise<Stored> {
  const id = newId();
  try {
    await newEvents.add({ id, ctx, received }, performance.now() + STORE_MILLISECONDS);
    return { kind: "new", id };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const { subscriptionId, operationId, action } = received.call;
    const event = await database().inboxEvent.findUniqueOrThrow({
      where: { publisherId_subscriptionId_operationId_action: { publisherId: ctx.scope.publisherId, subscriptionId, operationId, action } },
      select: STORED,
    });
    return { kind: "known", event };
  }
}

interface Call {
  readonly id: string;
  readonly ctx: Caller;
  readonly received: Received;
}

/** In one transaction with all others that wait: one for each would take longer than all else that is done for a call. */
const newEvents = new Together<Call, undefined>({ most: MOST_AT_ONCE, run: storeTogether });

async function storeTogether(calls: readonly [Call, ...Call[]]): Promise<undefined[]> {
  await transaction(calls[0].ctx, async (writing) => {
    await insertMany(writing.tx, "InboxEvents", calls.map(columnsOf), (data) => writing.tx.inboxEvent.create({ data, select: { number: true } }));
    await enqueueNew(writing, PROCESS_EVENT, calls.map(orderOf));
  });
  return calls.map(() => undefined);
}

function orderOf({ id, ctx, received }: Call): NewJob<{ eventId: string }> {
  const { now, correlationId, scope } = ctx;
  return { input: { eventId: id }, publisherId: scope.publisherId, key: `inbox ${id}`, dueAt: received.isDecided ? addSeconds(now, 1) : now, correlationId };
}

export async function findStored(id: string): Promise<StoredEvent> {
  return database().inboxEvent.findUniqueOrThrow({ where: { id }, select: STORED });
}

function columnsOf({ id, ctx: { scope, now, correlationId }, received: { call, body, headers, isDecided } }: Call) {
  const { subscriptionId, operationId, action, requestSource, happenedAt } = call;
  const noted: Decision = "noted";
  return {
    id,
    publisherId: scope.publisherId,
    offerId: scope.offerId,
    subscriptionId,
    operationId,
    action,
    requestSource,
    happenedAt,
    receivedAt: now,
    lastReceivedAt: now,
    body,
    headers: JSON.stringify(headers),
    correlationId: correlationId.slice(0, 100),
    state: "waiting",
    // What is not to be decided is answered as it is stored.
    decidingUntil: isDecided ? addSeconds(now, DECIDING_SECONDS) : null,
    decision: isDecided ? null : noted,
    answerStatus: isDecided ? null : 200,
    answeredAt: isDecided ? null : now,
  };
}

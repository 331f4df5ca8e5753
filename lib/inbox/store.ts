import { database } from "../db/client";
import { transaction } from "../db/transaction";
import { isUniqueViolation } from "../db/unique-violation";
import { enqueue } from "../jobs/enqueue";
import { addSeconds } from "../kernel/clock";
import type { Context, MarketplaceScope } from "../kernel/context";
import { newId } from "../kernel/ids";
import { PROCESS_EVENT } from "./process-event";
import type { WebhookCall } from "./read-call";
import type { Decision } from "./schema";

/** While somebody decides, a second call of the same event waits; afterwards it is decided anew, because a crash cut it off. */
export const DECIDING_SECONDS = 9;

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
    await transaction(ctx, async (writing) => {
      await writing.tx.inboxEvent.create({ data: columnsOf(ctx, id, received), select: { number: true } });
      await enqueue(writing, PROCESS_EVENT, { eventId: id }, { publisherId: ctx.scope.publisherId, key: `inbox ${id}`, dueAt: received.isDecided ? addSeconds(ctx.now, 1) : ctx.now });
    });
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

export async function findStored(id: string): Promise<StoredEvent> {
  return database().inboxEvent.findUniqueOrThrow({ where: { id }, select: STORED });
}

function columnsOf({ scope, now, correlationId }: Caller, id: string, { call, body, headers, isDecided }: Received) {
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
    ...(isDecided ? { decidingUntil: addSeconds(now, DECIDING_SECONDS) } : { decision: noted, answerStatus: 200, answeredAt: now }),
  };
}

import type { TransactionContext } from "../db/transaction";
import { actorColumns } from "../kernel/actor-columns";
import type { Context } from "../kernel/context";
import { guid, newId } from "../kernel/ids";
import { actionMessage } from "./deliveries/action-message";
import { postMessage } from "./deliveries/post";
import { initiatorUserId } from "./initiator";
import { readConcerned } from "./schema";

export interface ActionInput {
  /** One of ACTION_TYPES, or Microsoft's own word for an action that this version does not know. */
  readonly type: string;
  readonly publisherId: number;
  readonly subscriptionInfoId?: string;
  readonly subscriptionUserId?: string;
  /** What else is worth knowing; no secrets. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

type Writing = Omit<Context, "scope"> & TransactionContext;

/**
 * Writes one line of the action log, in the transaction of what it reports, and with it the message to the offer's log
 * endpoint, where it has one. Sealed later, never changed.
 * @returns its number.
 */
export async function recordAction(ctx: Writing, action: ActionInput): Promise<number> {
  const { type, publisherId, subscriptionInfoId, subscriptionUserId } = action;
  const details = action.details ? JSON.stringify(action.details) : null;
  const offerId = subscriptionInfoId === undefined ? null : await offerOf(ctx, subscriptionInfoId);
  const endpoint = offerId === null ? null : await logEndpointOf(ctx, offerId);
  const line = { id: newId(), type, date: ctx.now, subscriptionInfoId: subscriptionInfoId ?? null, subscriptionUserId: subscriptionUserId ?? null, initiatorUserId: initiatorUserId(ctx.actor) };
  const { number } = await ctx.tx.subscriptionAction.create({
    data: { ...line, publisherId, offerId, ...actorColumns(ctx.actor), concernedUserId: concernedUserId(type, details), correlationId: ctx.correlationId, details },
    select: { number: true },
  });
  if (endpoint?.url) {
    await postMessage(ctx, { publisherId, endpointId: endpoint.id, kind: "action", subject: type, ...(subscriptionInfoId === undefined ? {} : { subscriptionInfoId }), actionNumber: number, body: actionMessage(line) });
  }
  return number;
}

type LogEndpoint = { readonly id: number; readonly url: string | null } | null;

const looked = new WeakMap<TransactionContext["tx"], Map<number, LogEndpoint>>();

/**
 * Looked up once in a transaction, before its first message is written: whoever delivers holds the endpoint's row and then
 * reads the messages, so that on SQL Server a second look would wait for somebody who waits for us.
 */
async function logEndpointOf({ tx }: Writing, offerId: number): Promise<LogEndpoint> {
  const known = looked.get(tx) ?? new Map<number, LogEndpoint>();
  looked.set(tx, known);
  const before = known.get(offerId);
  if (before !== undefined) return before;
  const endpoint = await tx.endpoint.findUnique({ where: { offerId_kind: { offerId, kind: "log" } }, select: { id: true, url: true } });
  known.set(offerId, endpoint);
  return endpoint;
}

/** Only what the column can hold. */
function concernedUserId(type: string, details: string | null): string | null {
  return guid.safeParse(readConcerned(type, details)?.userId).data ?? null;
}

async function offerOf({ tx }: Writing, subscriptionInfoId: string): Promise<number | null> {
  return (await tx.subscription.findUnique({ where: { id: subscriptionInfoId }, select: { offerId: true } }))?.offerId ?? null;
}

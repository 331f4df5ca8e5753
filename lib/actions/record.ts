import type { TransactionContext } from "../db/transaction";
import { actorColumns } from "../kernel/actor-columns";
import type { Context } from "../kernel/context";
import { newId } from "../kernel/ids";
import { initiatorUserId } from "./initiator";

export interface ActionInput {
  /** One of ACTION_TYPES, or Microsoft's own word for an action that this version does not know. */
  readonly type: string;
  readonly publisherId: number;
  readonly subscriptionInfoId?: string;
  readonly subscriptionUserId?: string;
  /** What else is worth knowing; no secrets. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * Writes one line of the action log, in the transaction of what it reports. Sealed later, never changed.
 * @returns its number.
 */
export async function recordAction(ctx: Omit<Context, "scope"> & TransactionContext, action: ActionInput): Promise<number> {
  const { number } = await ctx.tx.subscriptionAction.create({
    data: {
      id: newId(),
      type: action.type,
      date: ctx.now,
      publisherId: action.publisherId,
      subscriptionInfoId: action.subscriptionInfoId ?? null,
      subscriptionUserId: action.subscriptionUserId ?? null,
      initiatorUserId: initiatorUserId(ctx.actor),
      ...actorColumns(ctx.actor),
      correlationId: ctx.correlationId,
      details: action.details ? JSON.stringify(action.details) : null,
    },
    select: { number: true },
  });
  return number;
}

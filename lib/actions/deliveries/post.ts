import type { TransactionContext } from "../../db/transaction";
import type { Context } from "../../kernel/context";
import { newId } from "../../kernel/ids";
import type { DeliveryKind } from "./schema";
import { safeJson } from "./safe-json";
import { settleDead } from "./settle-dead";

type Writing = Omit<Context, "scope"> & TransactionContext;

export interface Message {
  readonly publisherId: number;
  readonly endpointId: number;
  readonly kind: DeliveryKind;
  /** What it is about, for people: the type of an action. */
  readonly subject: string;
  /** Messages about one subscription arrive one after another; left out: in no order. */
  readonly subscriptionInfoId?: string;
  readonly actionNumber?: number;
  readonly body: object;
  /** JWE of secret headers, a JSON object (lib/kernel/crypto). */
  readonly sealedHeaders?: string;
}

/**
 * Puts a message to an endpoint of the publisher's into the outbox, in the transaction of what it reports: both are there,
 * or neither. It is sent by the worker, at least once.
 * @returns its number.
 */
export async function postMessage(ctx: Writing, message: Message): Promise<number> {
  const { number } = await ctx.tx.delivery.create({
    data: {
      id: newId(),
      publisherId: message.publisherId,
      endpointId: message.endpointId,
      kind: message.kind,
      subject: message.subject.slice(0, 60),
      subscriptionInfoId: message.subscriptionInfoId ?? null,
      actionNumber: message.actionNumber ?? null,
      body: safeJson(message.body),
      sealedHeaders: message.sealedHeaders ?? null,
      state: "waiting",
      createdAt: ctx.now,
      triedSince: ctx.now,
      nextAt: ctx.now,
      correlationId: ctx.correlationId.slice(0, 100),
    },
    select: { number: true },
  });
  return number;
}

/**
 * Takes a message back that means nothing any more, with its secret headers. One that is on its way may arrive all the same.
 */
export async function withdrawMessage(ctx: Writing, number: number): Promise<void> {
  // First, so that whoever sends it again meanwhile finds out, or is found out here.
  await ctx.tx.delivery.updateMany({ where: { number }, data: { sealedHeaders: null } });
  const before = await ctx.tx.delivery.findUnique({ where: { number }, select: { state: true, publisherId: true, endpointId: true } });
  await ctx.tx.delivery.updateMany({ where: { number, state: { in: ["waiting", "dead"] } }, data: { state: "withdrawn", nextAt: null, finishedAt: ctx.now } });
  if (before?.state === "dead") await settleDead(ctx, before);
}

import { recordAudit } from "../../auth/audit";
import { transaction, type TransactionContext } from "../../db/transaction";
import type { Context, PublisherScope, SystemScope } from "../../kernel/context";
import { NotFoundError } from "../../kernel/errors";
import { whyNotResent, within, type ResendRefusal } from "./queries";
import { settleDead } from "./settle-dead";

type Caller = Context<PublisherScope | SystemScope>;

/** resent: it is sent as soon as its turn comes. waiting: so it is already, and now at once. */
export type ResendOutcome = { readonly kind: "resent" } | { readonly kind: "waiting" } | { readonly kind: "refused"; readonly reason: ResendRefusal };

const AT_ONCE = 500;

/**
 * Has one message sent again, delivered or given up: with the same webhook-id, by which its receiver knows it. An endpoint
 * that fails again and again is tried at once.
 * @throws NotFoundError outside the scope.
 */
export async function resendDelivery(ctx: Caller, number: number): Promise<ResendOutcome> {
  return transaction(ctx, async (writing) => {
    const found = await writing.tx.delivery.findFirst({
      where: { number, ...within(ctx.scope) },
      select: { publisherId: true, endpointId: true, kind: true, subject: true, state: true, sealedHeaders: true, endpoint: { select: { url: true } } },
    });
    if (found === null) throw new NotFoundError("message");
    const { publisherId, endpointId, subject } = found;
    const reason = whyNotResent({ ...found, url: found.endpoint.url });
    if (reason !== null) return { kind: "refused", reason };
    const isWaiting = found.state === "waiting";
    await writing.tx.delivery.updateMany({ where: { number, state: found.state }, data: isWaiting ? { nextAt: ctx.now } : anew(ctx.now) });
    await tryNow(writing, endpointId);
    if (isWaiting) return { kind: "waiting" };
    await settleDead(writing, { publisherId, endpointId });
    await recordAudit(writing, { type: "DeliveriesResent", publisherId, subject: `Message ${number}: ${subject}` });
    return { kind: "resent" };
  });
}

/**
 * The same for all that were given up and can be sent again, at one endpoint or at all of them.
 * @returns how many.
 * @throws NotFoundError where the endpoint is outside the scope.
 */
export async function resendDead(ctx: Caller, which: { readonly endpointId: number } | "all"): Promise<number> {
  const endpoints = await transaction(ctx, async ({ tx }) =>
    tx.endpoint.findMany({ where: { ...within(ctx.scope), ...(which === "all" ? {} : { id: which.endpointId }) }, select: { id: true, publisherId: true, url: true, kind: true, offer: { select: { name: true } } }, orderBy: { id: "asc" } }),
  );
  if (which !== "all" && endpoints.length === 0) throw new NotFoundError("endpoint");
  let resent = 0;
  for (const endpoint of endpoints) if (endpoint.url !== null) resent += await resendDeadOf(ctx, endpoint);
  return resent;
}

interface Failing {
  readonly id: number;
  readonly publisherId: number;
  readonly kind: string;
  readonly offer: { readonly name: string };
}

async function resendDeadOf(ctx: Caller, { id: endpointId, publisherId, kind, offer }: Failing): Promise<number> {
  let resent = 0;
  for (let after: number | undefined = 0; after !== undefined; ) {
    const batch: { count: number; last: number | undefined } = await transaction(ctx, async (writing) => {
      const dead = await writing.tx.delivery.findMany({ where: { endpointId, state: "dead", number: { gt: after } }, orderBy: { number: "asc" }, take: AT_ONCE, select: { number: true, kind: true, sealedHeaders: true } });
      const numbers = dead.filter((each) => whyNotResent({ ...each, state: "dead", url: "" }) === null).map(({ number }) => number);
      const { count } = await writing.tx.delivery.updateMany({ where: { number: { in: numbers }, state: "dead" }, data: anew(ctx.now) });
      if (count > 0) {
        await tryNow(writing, endpointId);
        await recordAudit(writing, { type: "DeliveriesResent", publisherId, subject: `${count === 1 ? "1 message" : `${count} messages`} to ${offer.name}`, details: { endpoint: kind, messages: count } });
      }
      return { count, last: dead.length < AT_ONCE ? undefined : dead.at(-1)?.number };
    });
    resent += batch.count;
    after = batch.last;
  }
  if (resent > 0) await transaction(ctx, (writing) => settleDead(writing, { publisherId, endpointId }));
  return resent;
}

/** As if it were new, but for its attempts. */
function anew(now: Date) {
  return { state: "waiting", triedSince: now, nextAt: now, failures: 0, finishedAt: null };
}

/** Somebody says that it is well again: the next message shows. */
export async function tryNow({ tx }: TransactionContext, endpointId: number): Promise<void> {
  await tx.endpoint.updateMany({ where: { id: endpointId, openUntil: { not: null } }, data: { openUntil: null } });
}

import { recordAudit } from "../../auth/audit";
import { transaction, type TransactionContext } from "../../db/transaction";
import type { Context, PublisherScope, SystemScope } from "../../kernel/context";
import { NotFoundError } from "../../kernel/errors";
import { whyNotResent, within, type ResendRefusal } from "./queries";
import { settleDead } from "./settle-dead";

type Caller = Context<PublisherScope | SystemScope>;

/** What a message waits for first: the end of its endpoint's pause, or an earlier one about its subscription. */
export type HeldUpBy = "pause" | "earlier";

/** resent: it is sent as soon as its turn comes. waiting: so it is already, and now at once. */
export type ResendOutcome = { readonly kind: "resent" | "waiting"; readonly heldUpBy: HeldUpBy | null } | { readonly kind: "refused"; readonly reason: ResendRefusal };

export interface ResentDead {
  readonly resent: number;
  /** Of these, how many wait for the end of a pause. */
  readonly paused: number;
}

const AT_ONCE = 500;

const RESENT_COLUMNS = { number: true, publisherId: true, endpointId: true, kind: true, subject: true, state: true, sealedHeaders: true, subscriptionInfoId: true, endpoint: { select: { url: true, pausedAt: true } } } as const;

/** Asked once more as it is written: what an activation carried may have been used meanwhile. */
const WORTH_SENDING = { OR: [{ kind: { not: "activation" } }, { sealedHeaders: { not: null } }] };

/**
 * Has one message sent again, delivered or given up: with the same webhook-id, by which its receiver knows it. It takes its
 * old place: later ones about its subscription wait until it is delivered or given up. An endpoint that fails again and
 * again is tried at once.
 * @throws NotFoundError outside the scope.
 */
export async function resendDelivery(ctx: Caller, number: number): Promise<ResendOutcome> {
  return transaction(ctx, async (writing) => {
    const found = await find(writing, number);
    const { publisherId, endpointId, subject } = found;
    const reason = whyNotResent({ ...found, url: found.endpoint.url });
    if (reason !== null) return { kind: "refused", reason };
    const isWaiting = found.state === "waiting";
    const { count } = await writing.tx.delivery.updateMany({ where: { number, state: found.state, ...WORTH_SENDING }, data: isWaiting ? { nextAt: ctx.now } : anew(ctx.now) });
    if (count === 0) {
      const now = await find(writing, number);
      const since = whyNotResent({ ...now, url: now.endpoint.url });
      if (since !== null) return { kind: "refused", reason: since };
    }
    await tryNow(writing, endpointId);
    const heldUpBy = await whatHoldsUp(writing, found);
    if (isWaiting || count === 0) return { kind: "waiting", heldUpBy };
    await settleDead(writing, { publisherId, endpointId });
    await recordAudit(writing, { type: "DeliveriesResent", publisherId, subject: `Message ${number}: ${subject}` });
    return { kind: "resent", heldUpBy };
  });
}

async function find({ tx, scope }: Caller & TransactionContext, number: number) {
  const found = await tx.delivery.findFirst({ where: { number, ...within(scope) }, select: RESENT_COLUMNS });
  if (found === null) throw new NotFoundError("message");
  return found;
}

async function whatHoldsUp({ tx }: TransactionContext, { number, endpointId, subscriptionInfoId, endpoint }: Awaited<ReturnType<typeof find>>): Promise<HeldUpBy | null> {
  if (endpoint.pausedAt !== null) return "pause";
  if (subscriptionInfoId === null) return null;
  const earlier = await tx.delivery.findFirst({ where: { subscriptionInfoId, endpointId, state: "waiting", number: { lt: number } }, select: { number: true } });
  return earlier === null ? null : "earlier";
}

/**
 * The same for all that were given up and can be sent again, at one endpoint or at all of them.
 * @throws NotFoundError where the endpoint is outside the scope.
 */
export async function resendDead(ctx: Caller, which: { readonly endpointId: number } | "all"): Promise<ResentDead> {
  const endpoints = await transaction(ctx, async ({ tx }) =>
    tx.endpoint.findMany({ where: { ...within(ctx.scope), ...(which === "all" ? {} : { id: which.endpointId }) }, select: { id: true, publisherId: true, url: true, pausedAt: true, kind: true, offer: { select: { name: true } } }, orderBy: { id: "asc" } }),
  );
  if (which !== "all" && endpoints.length === 0) throw new NotFoundError("endpoint");
  let [resent, paused] = [0, 0];
  for (const endpoint of endpoints) {
    if (endpoint.url === null) continue;
    const count = await resendDeadOf(ctx, endpoint);
    resent += count;
    if (endpoint.pausedAt !== null) paused += count;
  }
  return { resent, paused };
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
      const { count } = await writing.tx.delivery.updateMany({ where: { number: { in: numbers }, state: "dead", ...WORTH_SENDING }, data: anew(ctx.now) });
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
async function tryNow({ tx }: TransactionContext, endpointId: number): Promise<void> {
  await tx.endpoint.updateMany({ where: { id: endpointId, openUntil: { not: null } }, data: { openUntil: null } });
}

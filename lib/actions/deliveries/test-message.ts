import { recordAudit } from "../../auth/audit";
import { transaction, type TransactionContext } from "../../db/transaction";
import type { Context, PublisherScope, SystemScope } from "../../kernel/context";
import { encryptSecret, randomSecret } from "../../kernel/crypto";
import { NotFoundError } from "../../kernel/errors";
import { newId } from "../../kernel/ids";
import { initiatorUserId } from "../initiator";
import { actionMessage } from "./action-message";
import { postMessage } from "./post";
import { within } from "./queries";

type Caller = Context<PublisherScope | SystemScope>;

/** waiting: the one before is not sent yet. */
export type TestOutcome = { readonly kind: "sent" | "waiting"; readonly number: number } | { readonly kind: "refused"; readonly reason: "no-address" | "paused" };

const NOBODY = "00000000-0000-0000-0000-000000000000";
/** A test is tried once, so one that waits is among the newest. */
const NEWEST = 500;

const ENDPOINT_COLUMNS = { id: true, publisherId: true, kind: true, url: true, pausedAt: true, offer: { select: { name: true, offerId: true, plans: { orderBy: { id: "asc" }, take: 1, select: { planId: true } } } } } as const;

/**
 * Sends a message to an endpoint that is about nothing, to see whether it arrives. To an activation endpoint it has the form
 * of an activation, with ids of zeros, no subscription and a token that no activation knows: an answer to it is turned away.
 * @throws NotFoundError outside the scope.
 */
export async function sendTestMessage(ctx: Caller, endpointId: number): Promise<TestOutcome> {
  const sealed = await encryptSecret(JSON.stringify({ MarketplaceToken: randomSecret() }));
  return transaction(ctx, async (writing) => {
    const where = { id: endpointId, ...within(ctx.scope) };
    // Written first, so that of two who press at once the second finds the first one's.
    await writing.tx.endpoint.updateMany({ where, data: { openUntil: null } });
    const endpoint = await writing.tx.endpoint.findFirst({ where, select: ENDPOINT_COLUMNS });
    if (endpoint === null) throw new NotFoundError("endpoint");
    const { publisherId, kind, url, pausedAt, offer } = endpoint;
    if (url === null) return { kind: "refused", reason: "no-address" };
    if (pausedAt !== null) return { kind: "refused", reason: "paused" };
    const before = await findWaitingTest(writing, endpointId);
    if (before !== undefined) return { kind: "waiting", number: before };
    const [plan] = offer.plans;
    const message =
      kind === "activation"
        ? { body: { id: NOBODY, subscriptionName: "Test", offerId: offer.offerId, planId: plan?.planId ?? "test", quantity: null, subscription: null }, sealedHeaders: sealed }
        : { body: actionMessage({ id: newId(), type: "Test", initiatorUserId: initiatorUserId(ctx.actor), date: ctx.now }) };
    const number = await postMessage(writing, { publisherId, endpointId, kind: "test", subject: "Test", ...message });
    await recordAudit(writing, { type: "TestEventSent", publisherId, subject: offer.name, details: { endpoint: kind, message: number } });
    return { kind: "sent", number };
  });
}

async function findWaitingTest({ tx }: TransactionContext, endpointId: number): Promise<number | undefined> {
  const waiting = await tx.delivery.findMany({ where: { endpointId, state: "waiting" }, orderBy: { number: "desc" }, take: NEWEST, select: { number: true, kind: true } });
  return waiting.find(({ kind }) => kind === "test")?.number;
}

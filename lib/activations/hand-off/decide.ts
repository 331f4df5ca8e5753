import { recordAction } from "../../actions/record";
import { transaction, type TransactionContext } from "../../db/transaction";
import { enqueue } from "../../jobs/enqueue";
import type { Context, PublisherScope, UserActor } from "../../kernel/context";
import { NotFoundError } from "../../kernel/errors";
import { within } from "../../subscriptions/within";
import { decisionsAt, type Decision } from "../policy";
import { PROBLEMS } from "../schema";
import { goOn, settleHandOffAlerts } from "./go-on";
import { activationEndpointOf, describeFirst, handOver, HAND_OVER_COLUMNS } from "./hand-over";
import { REFUSE_ACTIVATION, type DecisionInput, type RefusalInput } from "./schema";
import { isStandingStill } from "./standstill";
import { newToken, revokeTokens } from "./tokens";

type Staff = Context<PublisherScope, UserActor>;

export type DecideOutcome =
  | { readonly kind: "decided" }
  /** The publisher's system, or a colleague, was quicker: the page shows what it is now. */
  | { readonly kind: "changed" }
  /** The offer has no address to send it to. */
  | { readonly kind: "no-endpoint" };

/** Hands an activation to the publisher's system once more, with a new token: the one before is good for nothing any more. */
export async function retryActivation(ctx: Staff, input: DecisionInput): Promise<DecideOutcome> {
  await describeFirst(ctx, input.subscriptionId);
  const token = await newToken();
  return decide(ctx, input, "retry", async (writing, { activation, subscription, publisherId }) => {
    const endpoint = activationEndpointOf(subscription);
    if (endpoint === null) return { kind: "no-endpoint" };
    const { count } = await writing.tx.activation.updateMany({
      where: { id: activation.id, version: activation.version },
      data: { state: "handed-over", handedOverAt: ctx.now, problem: null, problemDetail: null, correlationId: ctx.correlationId.slice(0, 100), version: { increment: 1 } },
    });
    if (count === 0) return { kind: "changed" };
    await revokeTokens(writing, activation.id);
    await handOver(writing, activation.id, subscription, endpoint, token);
    await recordAction(writing, { type: "RetryActivation", publisherId, subscriptionInfoId: subscription.id });
    return { kind: "decided" };
  });
}

/** Has a subscription activated at Microsoft without waiting for the publisher's system. */
export async function finishActivation(ctx: Staff, input: DecisionInput): Promise<DecideOutcome> {
  return decide(ctx, input, "finish", async (writing, { activation, subscription, publisherId }) => {
    if (!(await goOn(writing, activation, publisherId))) return { kind: "changed" };
    await revokeTokens(writing, activation.id);
    await recordAction(writing, { type: "FinishActivation", publisherId, subscriptionInfoId: subscription.id });
    return { kind: "decided" };
  });
}

/** Refuses the order: a job ends it at Microsoft, and the customer, who is not billed, has to buy anew. */
export async function refuseActivation(ctx: Staff, { reason, ...input }: RefusalInput): Promise<DecideOutcome> {
  return decide(ctx, input, "refuse", async (writing, { activation, subscription, publisherId }) => {
    const { id, version } = activation;
    const { count } = await writing.tx.activation.updateMany({
      where: { id, version },
      data: { state: "refusing", callingUntil: null, problem: PROBLEMS.refusedByPublisher, problemDetail: reason, correlationId: ctx.correlationId.slice(0, 100), version: { increment: 1 } },
    });
    if (count === 0) return { kind: "changed" };
    await revokeTokens(writing, id);
    await recordAction(writing, { type: "RefuseActivation", publisherId, subscriptionInfoId: subscription.id, ...(reason === null ? {} : { details: { reason } }) });
    await enqueue(writing, REFUSE_ACTIVATION, { activationId: id }, { publisherId, key: `${REFUSE_ACTIVATION.name}:${id}:${version}` });
    return { kind: "decided" };
  });
}

type Found = NonNullable<Awaited<ReturnType<typeof find>>>;

interface Open {
  readonly subscription: Found;
  readonly activation: NonNullable<Found["activation"]>;
  readonly publisherId: number;
}

/** One of those who decide at the same time wins: whoever saw another version than the present one changes nothing. */
async function decide(ctx: Staff, { subscriptionId, seen }: DecisionInput, decision: Decision, work: (writing: Staff & TransactionContext, open: Open) => Promise<DecideOutcome>): Promise<DecideOutcome> {
  return transaction(ctx, async (writing) => {
    const subscription = await find(writing, subscriptionId);
    if (subscription === null) throw new NotFoundError("subscription");
    const { activation } = subscription;
    if (activation?.version !== seen) return { kind: "changed" };
    const standsStill = await isStandingStill(writing.tx, activation, ctx.now);
    if (!decisionsAt(activation.state, subscription.status, { standsStill }).includes(decision)) return { kind: "changed" };
    const { publisherId } = ctx.scope;
    const outcome = await work(writing, { subscription, activation, publisherId });
    if (outcome.kind === "decided") await settleHandOffAlerts(writing, { publisherId, subscriptionId });
    return outcome;
  });
}

async function find({ tx, scope }: Staff & TransactionContext, subscriptionId: string) {
  return tx.subscription.findFirst({ where: { subscriptionId, ...within(scope) }, select: { ...HAND_OVER_COLUMNS, status: true, activation: true } });
}

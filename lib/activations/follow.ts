import { database } from "../db/client";
import { addSeconds } from "../kernel/clock";
import type { Context, CustomerScope, PublisherScope, SystemScope } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";
import { refreshSubscription } from "../subscriptions/refresh";
import { within } from "../subscriptions/within";
import { progressOf, type Progress } from "./policy";
import type { ActivationState } from "./schema";
import { settleActivation } from "./settle";

/**
 * Asks Microsoft how far an activation is, and keeps what it says. Microsoft's 200 to Activate is not yet
 * Subscribed: that follows minutes later, or Unsubscribed does (docs/marketplace/fulfillment.md).
 * @returns Microsoft's status word.
 * @throws NotFoundError outside the scope; UpstreamError when Microsoft does not answer: nothing is changed then.
 */
export async function followActivation(ctx: Context<CustomerScope | PublisherScope | SystemScope>, subscriptionId: string): Promise<{ status: string }> {
  const { status } = await refreshSubscription(ctx, subscriptionId);
  await settleActivation(ctx, subscriptionId);
  return { status };
}

/** A customer's browser that looks again within this time is told what is known. */
const ANSWER_HOLDS_SECONDS = 2;
/** Nothing happens at Microsoft while the publisher's system is at it, unless somebody cancels. */
const HAND_OFF_HOLDS_SECONDS = 60;
const IN_HAND: readonly string[] = ["handed-over", "reported-failed"] satisfies ActivationState[];

declare global {
  /** Questions that are under way, by Microsoft's id of the subscription: whoever comes meanwhile waits for the same answer. */
  var portalLooks: Map<string, Promise<{ status: string }>> | undefined;
}

/** What a customer's browser is told of an activation that it follows. */
export interface ActivationLook {
  /** Microsoft's word. */
  readonly status: string;
  readonly progress: Progress;
}

/**
 * The same for a customer's browser, which calls as often as it likes: Microsoft is asked about a subscription once in
 * two seconds, whoever looks, and seldom while the publisher's own system sets it up.
 */
export async function lookAtActivation(ctx: Context<CustomerScope>, subscriptionId: string): Promise<ActivationLook> {
  const known = await find(ctx, subscriptionId);
  const holds = IN_HAND.includes(known.activation?.state ?? "") ? HAND_OFF_HOLDS_SECONDS : ANSWER_HOLDS_SECONDS;
  if (known.checkedAt !== null && known.checkedAt > addSeconds(ctx.now, -holds)) {
    // Whoever asked, a call of Microsoft's perhaps, knows nothing of activations.
    await settleActivation(ctx, subscriptionId);
    return asTold(known);
  }
  const looks = (globalThis.portalLooks ??= new Map<string, Promise<{ status: string }>>());
  const underWay = looks.get(subscriptionId);
  const look = underWay ?? followActivation(ctx, subscriptionId).finally(() => looks.delete(subscriptionId));
  if (underWay === undefined) looks.set(subscriptionId, look);
  const { status } = await look;
  return { ...asTold(await find(ctx, subscriptionId)), status };
}

async function find({ scope }: Context<CustomerScope>, subscriptionId: string) {
  const found = await database().subscription.findFirst({
    where: { subscriptionId, ...within(scope) },
    select: { status: true, checkedAt: true, activation: { select: { state: true, handedOverAt: true, problem: true } } },
  });
  if (found === null) throw new NotFoundError("subscription");
  return found;
}

function asTold({ status, activation }: Awaited<ReturnType<typeof find>>): ActivationLook {
  return { status, progress: progressOf(activation, status) };
}

import { postMessage } from "../../actions/deliveries/post";
import { database } from "../../db/client";
import type { TransactionContext } from "../../db/transaction";
import { enqueue } from "../../jobs/enqueue";
import { addSeconds } from "../../kernel/clock";
import type { Context, CustomerScope, PublisherScope } from "../../kernel/context";
import { refreshSubscription } from "../../subscriptions/refresh";
import { within } from "../../subscriptions/within";
import { TOKEN_DAYS, WATCH_HAND_OVER } from "./schema";
import { nextWatch } from "./watch";
import type { NewToken } from "./tokens";

type Writing = Omit<Context, "scope"> & TransactionContext;

const DAY = 24 * 3600;

/** What of a subscription the publisher's system is told, and where. */
export const HAND_OVER_COLUMNS = {
  id: true,
  subscriptionId: true,
  publisherId: true,
  name: true,
  planId: true,
  quantity: true,
  perSeat: true,
  marketplaceJson: true,
  offer: { select: { offerId: true, activationMode: true, activationDeadlineMinutes: true, endpoints: { where: { kind: "activation" }, select: { id: true, url: true } } } },
} as const;

interface HandedOver {
  readonly id: string;
  readonly subscriptionId: string;
  readonly publisherId: number | null;
  readonly name: string;
  readonly planId: string;
  readonly quantity: number;
  readonly perSeat: boolean;
  readonly marketplaceJson: string | null;
  readonly offer: {
    readonly offerId: string;
    readonly activationMode: string;
    readonly activationDeadlineMinutes: number;
    readonly endpoints: readonly { readonly id: number; readonly url: string | null }[];
  } | null;
}

/** Where the publisher's system takes activations of this subscription's offer; null where its address is not set. */
export function activationEndpointOf({ offer }: Pick<HandedOver, "offer">): { readonly id: number } | null {
  return offer?.endpoints.find(({ url }) => url !== null && url !== "") ?? null;
}

/**
 * A subscription that was written before this portal knew it has to be asked for first: the publisher's system is told of
 * it as Microsoft describes it.
 * @throws UpstreamError when Microsoft does not answer.
 */
export async function describeFirst(ctx: Context<CustomerScope | PublisherScope>, subscriptionId: string): Promise<void> {
  const known = await database().subscription.findFirst({ where: { subscriptionId, ...within(ctx.scope) }, select: { marketplaceJson: true, status: true, offer: { select: { activationMode: true } } } });
  if (known?.marketplaceJson === null && known.offer?.activationMode === "endpoint") await refreshSubscription(ctx, subscriptionId);
}

/** Writes what goes to the publisher's system: the token, the message that carries it, and who watches that it is finished. */
export async function handOver(ctx: Writing, activationId: number, subscription: HandedOver, endpoint: { readonly id: number }, token: NewToken): Promise<void> {
  const { publisherId, offer } = subscription;
  if (publisherId === null || offer === null) throw new Error("a subscription of no offer is handed to nobody");
  const deliveryNumber = await postMessage(ctx, {
    publisherId,
    endpointId: endpoint.id,
    kind: "activation",
    subject: "Activate",
    subscriptionInfoId: subscription.id,
    body: messageOf(subscription, offer.offerId),
    sealedHeaders: token.sealedHeaders,
  });
  const expiresAt = addSeconds(ctx.now, TOKEN_DAYS * DAY);
  const { id: tokenId } = await ctx.tx.marketplaceToken.create({ data: { activationId, hash: token.hash, deliveryNumber, createdAt: ctx.now, expiresAt }, select: { id: true } });
  const dueAt = nextWatch({ handedOverAt: ctx.now, expiresAt }, offer.activationDeadlineMinutes, ctx.now);
  await enqueue(ctx, WATCH_HAND_OVER, { activationId, tokenId }, { publisherId, key: `${WATCH_HAND_OVER.name}:${tokenId}`, dueAt });
}

/** The body is fixed: other systems depend on it. */
function messageOf({ subscriptionId, name, planId, perSeat, quantity, marketplaceJson }: HandedOver, offerId: string): object {
  const subscription: unknown = marketplaceJson === null ? null : JSON.parse(marketplaceJson);
  return { id: subscriptionId.toLowerCase(), subscriptionName: name, offerId, planId, quantity: perSeat ? quantity : null, subscription };
}

import type { TransactionContext } from "../db/transaction";
import type { Context } from "../kernel/context";
import type { EndpointRules } from "./endpoint-rules";
import { tryAtOnce } from "./try-at-once";

type Writing = Omit<Context, "scope"> & TransactionContext;

interface Offer {
  readonly id: number;
  readonly publisherId: number;
}

/**
 * Makes an offer's endpoints those of `rules`. What waits for one goes to its new address, at once. Without an address,
 * messages about actions are withdrawn; those about activations wait for the next one, because customers wait for them.
 * @returns how many messages were withdrawn.
 */
export async function writeEndpoints(ctx: Writing, offer: Offer, { activation, logUrl }: EndpointRules): Promise<number> {
  const standing = await ctx.tx.endpoint.findMany({ where: { offerId: offer.id }, select: { id: true, kind: true, url: true } });
  let withdrawn = 0;
  for (const { kind, url } of [{ kind: "activation", url: activation.url }, { kind: "log", url: logUrl }]) {
    const known = standing.find((each) => each.kind === kind);
    if ((known?.url ?? null) === url) continue;
    if (known === undefined) await ctx.tx.endpoint.create({ data: { publisherId: offer.publisherId, offerId: offer.id, kind, url, createdAt: ctx.now } });
    else withdrawn += await readdress(ctx, offer, known.id, url);
  }
  return withdrawn;
}

async function readdress(ctx: Writing, { publisherId }: Offer, id: number, url: string | null): Promise<number> {
  await ctx.tx.endpoint.update({ where: { id }, data: { url } });
  await tryAtOnce(ctx, { id, publisherId });
  if (url !== null) return 0;
  const { count } = await ctx.tx.delivery.updateMany({ where: { endpointId: id, state: "waiting", kind: { not: "activation" } }, data: { state: "withdrawn", nextAt: null, finishedAt: ctx.now } });
  return count;
}

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
 * Makes an offer's endpoints those of `rules`. What waits for one goes to its new address, at once; without an address it
 * waits for the next one: settings take nothing back.
 */
export async function writeEndpoints(ctx: Writing, offer: Offer, { activation, logUrl }: EndpointRules): Promise<void> {
  const standing = await ctx.tx.endpoint.findMany({ where: { offerId: offer.id }, select: { id: true, kind: true, url: true } });
  for (const { kind, url } of [{ kind: "activation", url: activation.url }, { kind: "log", url: logUrl }]) {
    const known = standing.find((each) => each.kind === kind);
    if ((known?.url ?? null) === url) continue;
    if (known === undefined) {
      await ctx.tx.endpoint.create({ data: { publisherId: offer.publisherId, offerId: offer.id, kind, url, createdAt: ctx.now } });
      continue;
    }
    await ctx.tx.endpoint.update({ where: { id: known.id }, data: { url } });
    await tryAtOnce(ctx, { id: known.id, publisherId: offer.publisherId });
  }
}

import { settleAlert } from "../alerts/raise";
import type { TransactionContext } from "../db/transaction";
import type { Context } from "../kernel/context";
import type { EndpointRules } from "./endpoint-rules";

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

async function readdress(ctx: Writing, { publisherId }: Offer, endpointId: number, url: string | null): Promise<number> {
  const { tx, now } = ctx;
  // How the former address did says nothing of this one, and what waited for it has its whole time again.
  await tx.endpoint.update({ where: { id: endpointId }, data: { url, failuresInARow: 0, openUntil: null, failingSince: null, ...(url === null ? {} : { resumedAt: now }) } });
  await settleAlert(ctx, { publisherId, kind: "endpoint-failing", about: String(endpointId) });
  if (url !== null) {
    await tx.delivery.updateMany({ where: { endpointId, state: "waiting", nextAt: { gt: now } }, data: { nextAt: now } });
    return 0;
  }
  const { count } = await tx.delivery.updateMany({ where: { endpointId, state: "waiting", kind: { not: "activation" } }, data: { state: "withdrawn", nextAt: null, finishedAt: now } });
  return count;
}

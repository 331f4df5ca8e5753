import { database } from "../db/client";
import type { TransactionContext } from "../db/transaction";
import type { Context } from "../kernel/context";

type Writing = Omit<Context, "scope"> & TransactionContext;

/**
 * Takes one of the seats that were bought, if there is one left: one conditional update, so that of many who reach for the
 * last one, one gets it. Invitations whose time is over give theirs back first.
 */
export async function takeSeat(ctx: Writing, subscriptionInfoId: string): Promise<boolean> {
  if (await tryToTake(ctx, subscriptionInfoId)) return true;
  return (await expireInvitations(ctx, { subscriptionInfoId })) > 0 && tryToTake(ctx, subscriptionInfoId);
}

async function tryToTake({ tx }: Writing, id: string): Promise<boolean> {
  const { count } = await tx.subscription.updateMany({
    where: { id, status: "Subscribed", acquiredLicenses: { lt: database().subscription.fields.quantity } },
    data: { acquiredLicenses: { increment: 1 } },
  });
  return count > 0;
}

/** Gives seats back, once for each license or invitation that ended; never below none. */
export async function releaseSeats({ tx }: Writing, subscriptionInfoId: string, seats: number): Promise<void> {
  if (seats === 0) return;
  const { count } = await tx.subscription.updateMany({ where: { id: subscriptionInfoId, acquiredLicenses: { gte: seats } }, data: { acquiredLicenses: { decrement: seats } } });
  if (count === 0) await tx.subscription.updateMany({ where: { id: subscriptionInfoId }, data: { acquiredLicenses: 0 } });
}

/** Ends the invitations of a subscription whose time is over. @returns how many there were; each gave its seat back. */
export async function expireInvitations(ctx: Writing, { subscriptionInfoId }: { readonly subscriptionInfoId: string }): Promise<number> {
  const late = await ctx.tx.licenseInvitation.findMany({ where: { subscriptionInfoId, state: "open", expiresAt: { lte: ctx.now } }, select: { id: true }, take: 500 });
  let ended = 0;
  for (const { id } of late) {
    const { count } = await ctx.tx.licenseInvitation.updateMany({ where: { id, state: "open" }, data: { state: "expired", settledAt: ctx.now, key: `closed:${id}` } });
    ended += count;
  }
  await releaseSeats(ctx, subscriptionInfoId, ended);
  return ended;
}

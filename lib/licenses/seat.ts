import { recordAction } from "../actions/record";
import { database } from "../db/client";
import type { TransactionContext } from "../db/transaction";
import type { Actor, Context } from "../kernel/context";

/** As many as fit into one transaction easily; what is left has its turn later. */
const AT_ONCE = 200;
/** Nobody does it: time does. */
const BY_TIME: Actor = { kind: "job", name: "licenses.expire-invitations" };

type Writing = Omit<Context, "scope"> & TransactionContext;

/**
 * Takes one of the seats that were bought, if there is one left: one conditional update, so that of many who reach for the
 * last one, one gets it. Invitations whose time is over give theirs back first.
 */
export async function takeSeat(ctx: Writing, subscriptionInfoId: string): Promise<boolean> {
  if (await tryToTake(ctx, subscriptionInfoId)) return true;
  return (await expireInvitations(ctx, { subscriptionInfoId })) > 0 && tryToTake(ctx, subscriptionInfoId);
}

async function tryToTake(ctx: Writing, id: string): Promise<boolean> {
  const { count } = await ctx.tx.subscription.updateMany({
    where: { id, status: "Subscribed", acquiredLicenses: { lt: database().subscription.fields.quantity } },
    data: { acquiredLicenses: { increment: 1 } },
  });
  if (count === 0) return false;
  if (await isWithinAskedFor(ctx, id)) return true;
  await releaseSeats(ctx, id, 1);
  return false;
}

/**
 * Whether so many may be taken where fewer seats have been ordered and Microsoft has not made it so yet. The row of the
 * subscription is held by now: whoever orders waits for this, and this for them.
 */
async function isWithinAskedFor({ tx }: Writing, subscriptionInfoId: string): Promise<boolean> {
  const fewer = await tx.changeRequest.findFirst({
    where: { subscriptionInfoId, state: { in: ["requested", "accepted"] }, quantityTo: { not: null } },
    select: { quantityTo: true, subscription: { select: { acquiredLicenses: true } } },
  });
  return fewer?.quantityTo == null || fewer.subscription.acquiredLicenses <= fewer.quantityTo;
}

/** Gives seats back, once for each license or invitation that ended; never below none. */
export async function releaseSeats({ tx }: Writing, subscriptionInfoId: string, seats: number): Promise<void> {
  if (seats === 0) return;
  const { count } = await tx.subscription.updateMany({ where: { id: subscriptionInfoId, acquiredLicenses: { gte: seats } }, data: { acquiredLicenses: { decrement: seats } } });
  if (count === 0) await tx.subscription.updateMany({ where: { id: subscriptionInfoId }, data: { acquiredLicenses: 0 } });
}

/** Ends the invitations of a subscription whose time is over. @returns how many there were; each gave its seat back. */
export async function expireInvitations(ctx: Writing, { subscriptionInfoId }: { readonly subscriptionInfoId: string }): Promise<number> {
  const late = await ctx.tx.licenseInvitation.findMany({ where: { subscriptionInfoId, state: "open", expiresAt: { lte: ctx.now } }, orderBy: { id: "asc" }, select: { id: true, label: true, publisherId: true }, take: AT_ONCE });
  let ended = 0;
  for (const { id, label, publisherId } of late) ended += (await expireInvitation(ctx, { id: subscriptionInfoId, publisherId }, { id, label })) ? 1 : 0;
  return ended;
}

/** Ends one, with its action, and gives its seat back. @returns whether it was open still. */
export async function expireInvitation(ctx: Writing, home: { readonly id: string; readonly publisherId: number }, { id, label }: { readonly id: number; readonly label: string }): Promise<boolean> {
  const { count } = await ctx.tx.licenseInvitation.updateMany({ where: { id, state: "open" }, data: { state: "expired", settledAt: ctx.now, key: `closed:${id}` } });
  if (count === 0) return false;
  await releaseSeats(ctx, home.id, 1);
  await recordAction({ ...ctx, actor: BY_TIME }, { type: "ExpireInvitation", publisherId: home.publisherId, subscriptionInfoId: home.id, details: { user: label, invitationId: id } });
  return true;
}

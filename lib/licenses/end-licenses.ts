import { database } from "../db/client";
import type { JobContext } from "../jobs/define";
import { NotFoundError } from "../kernel/errors";
import { revokeWithin } from "./invitations/revoke";
import { takeBack } from "./unassign";

const AT_ONCE = 100;

/**
 * Takes back all that a cancelled subscription gave: seats, invitations, requests. In small steps, each for good, so that a
 * crash goes on where it was.
 * @returns whether nothing is left; otherwise it is to be called again.
 */
export async function endSome(ctx: JobContext, subscriptionId: string): Promise<boolean> {
  const subscription = await database().subscription.findUnique({ where: { subscriptionId }, select: { id: true, publisherId: true, status: true } });
  if (subscription?.publisherId == null) throw new NotFoundError("subscription");
  const { id, publisherId, status } = subscription;
  if (status !== "Unsubscribed") return true;
  const home = { id, publisherId };
  const byMicrosoft = { ...ctx, actor: { kind: "marketplace" } } as const;
  const licenses = await database().subscriptionUser.findMany({ where: { subscriptionInfoId: id, status: "Assigned" }, select: { id: true }, take: AT_ONCE });
  for (const license of licenses) await takeBack(byMicrosoft, home, license.id);
  const invitations = await database().licenseInvitation.findMany({ where: { subscriptionInfoId: id, state: "open" }, select: { id: true }, take: AT_ONCE });
  for (const invitation of invitations) await revokeWithin(byMicrosoft, home, invitation.id);
  const requests = await database().accessRequest.findMany({ where: { subscriptionInfoId: id, state: "open" }, select: { id: true }, take: AT_ONCE });
  for (const request of requests) {
    await ctx.fenced(({ tx, now }) => tx.accessRequest.updateMany({ where: { id: request.id, state: "open" }, data: { state: "withdrawn", decidedAt: now, key: `closed:${request.id}` } }));
  }
  return [licenses, invitations, requests].every(({ length }) => length < AT_ONCE);
}

import { recordAction } from "../actions/record";
import { transaction, type TransactionContext } from "../db/transaction";
import type { Context } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";
import { homeOf, type Assigning } from "./assign";
import type { SeatHome } from "./give-seat";
import { releaseSeats } from "./seat";

export type UnassignOutcome = { readonly kind: "unassigned" | "already" };

/**
 * Takes seats back. One that was taken back already stays so; the row stays for the log.
 * @param licenseIds ids of the portal's, at most MOST_AT_ONCE.
 * @returns how many seats became free.
 * @throws NotFoundError outside the scope, and for a license of another subscription.
 */
export async function unassignLicenses(ctx: Assigning, subscriptionId: string, licenseIds: readonly string[]): Promise<{ readonly kind: "done"; readonly freed: number } | { readonly kind: "not-manager" }> {
  const home = await homeOf(ctx, subscriptionId);
  if (home === null) return { kind: "not-manager" };
  let freed = 0;
  for (const licenseId of licenseIds) freed += (await takeBack(ctx, home, licenseId)).kind === "unassigned" ? 1 : 0;
  return { kind: "done", freed };
}

/**
 * Takes one seat back, with its action. For whoever has been found to be allowed.
 * @throws NotFoundError for a license of another subscription.
 */
export async function takeBack(ctx: Omit<Context, "scope">, home: SeatHome, licenseId: string): Promise<UnassignOutcome> {
  return transaction(ctx, async (writing: Omit<Context, "scope"> & TransactionContext): Promise<UnassignOutcome> => {
    const { tx, now } = writing;
    const license = await tx.subscriptionUser.findFirst({ where: { id: licenseId, subscriptionInfoId: home.id }, select: { userId: true, userUpn: true } });
    if (license === null) throw new NotFoundError("license");
    const { count } = await tx.subscriptionUser.updateMany({ where: { id: licenseId, status: "Assigned" }, data: { status: "Unassigned", unassignedAt: now } });
    if (count === 0) return { kind: "already" };
    await releaseSeats(writing, home.id, 1);
    await recordAction(writing, { type: "Unassign", publisherId: home.publisherId, subscriptionInfoId: home.id, subscriptionUserId: licenseId, details: { userId: license.userId, user: license.userUpn } });
    return { kind: "unassigned" };
  });
}

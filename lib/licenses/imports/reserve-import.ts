import { transaction, type TransactionContext } from "../../db/transaction";
import { addSeconds } from "../../kernel/clock";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { PERSONAL_ACCOUNTS_TENANT } from "../../kernel/ids";
import { findManaged } from "../../subscriptions/find-managed";
import { licenseModelOf } from "../../subscriptions/license-model";
import { whyNoSeats } from "../policy";
import type { SeatRefusal } from "../schema";

/** Files for one subscription, refused ones too, within as long as the sweep leaves them there. */
export const MOST_FILES_A_DAY = 20;
const DAY_SECONDS = 24 * 3600;
/** Whatever was left half-read by then keeps nobody waiting. */
const READING_SECONDS = 120;

export type ReserveOutcome =
  | { readonly kind: "reserved"; readonly importId: number; readonly subscriptionInfoId: string; readonly isPersonal: boolean }
  | { readonly kind: "not-manager" }
  /** Nobody can be given a seat just now. */
  | { readonly kind: "no-seats"; readonly reason: SeatRefusal }
  /** Another file is read, or worked through. */
  | { readonly kind: "busy" }
  | { readonly kind: "too-many-files" };

/**
 * Keeps a place for a file that is still to be read, because reading it is work already: one at a time for a subscription,
 * and so many a day. Until it has been read the file counts as dropped, so that one that is left half-way is swept like those.
 * @throws NotFoundError when the subscription lies outside the scope.
 */
export async function reserveImport(ctx: Context<CustomerScope, UserActor>, subscriptionId: string, fileName: string): Promise<ReserveOutcome> {
  return transaction(ctx, async (writing): Promise<ReserveOutcome> => {
    const { tx, actor, now } = writing;
    const home = await findManaged(ctx, subscriptionId, tx);
    if (home === null) return { kind: "not-manager" };
    const reason = whyNoSeats(home.status, licenseModelOf(home));
    if (reason !== null) return { kind: "no-seats", reason };
    await lockImports(writing, home.id);
    if (await isAtWork(writing, home.id)) return { kind: "busy" };
    if ((await tx.licenseImport.count({ where: { subscriptionInfoId: home.id, createdAt: { gt: addSeconds(now, -DAY_SECONDS) } } })) >= MOST_FILES_A_DAY) return { kind: "too-many-files" };
    const { id } = await tx.licenseImport.create({
      data: {
        publisherId: home.publisherId,
        subscriptionInfoId: home.id,
        fileName,
        state: "discarded",
        requestedTenantId: actor.tenantId,
        requestedObjectId: actor.objectId,
        requestedName: actor.name.slice(0, 400),
        createdAt: now,
        lines: 0,
        ready: 0,
      },
      select: { id: true },
    });
    return { kind: "reserved", importId: id, subscriptionInfoId: home.id, isPersonal: home.tenantId === PERSONAL_ACCOUNTS_TENANT };
  });
}

/** Of two who begin something with files of one subscription at once, one waits for the other: nothing else is changed. */
export async function lockImports({ tx }: TransactionContext, subscriptionInfoId: string): Promise<void> {
  await tx.subscription.updateMany({ where: { id: subscriptionInfoId }, data: { acquiredLicenses: { increment: 0 } } });
}

async function isAtWork({ tx, now }: TransactionContext & { readonly now: Date }, subscriptionInfoId: string): Promise<boolean> {
  const isRead = { state: "discarded", finishedAt: null, createdAt: { gt: addSeconds(now, -READING_SECONDS) } };
  return (await tx.licenseImport.count({ where: { subscriptionInfoId, OR: [{ state: "running" }, isRead] } })) > 0;
}

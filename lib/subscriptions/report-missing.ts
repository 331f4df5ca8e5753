import { raiseAlert, settleAlert } from "../alerts/raise";
import { database } from "../db/client";
import { transaction, type TransactionContext } from "../db/transaction";
import type { Context } from "../kernel/context";
import { letOthersTurn } from "../kernel/turn";
import { closeDrift, driftTransaction, OPEN_DRIFT_COLUMNS, recordDrift } from "./drift";
import { everythingReadSince } from "./reconciliation-run";

type Caller = Omit<Context, "scope">;

interface ReadList {
  readonly publisherId: number;
  readonly technicalConfigurationId: number;
  readonly startedAt: Date;
  /** Ids of all that it lists. */
  readonly listed: ReadonlySet<string>;
}

const AT_ONCE = 200;
/** Of more that are new in one comparison, one alert stands for all: something else is wrong than with each of them. */
const MOST_ALERTS = 20;
const KIND = "subscription-missing";

/**
 * Reports ours that a list lacks which was read to its end: nothing is done about them. Those that came while it was
 * read are left out.
 * @returns how many there are.
 */
export async function reportMissing(ctx: Caller, list: ReadList): Promise<number> {
  const { publisherId } = list;
  const alert = { publisherId, kind: KIND, about: `list:${list.technicalConfigurationId}` } as const;
  const lacked = await findLacked(list);
  const isMany = (await countNew(publisherId, lacked)) > MOST_ALERTS;
  const message = `Microsoft's list lacks ${lacked.length} subscriptions that are not Unsubscribed here. They are on the page Drift.`;
  // Before they are kept: afterwards nobody can tell any more that they were new.
  if (isMany) await transaction(ctx, (writing) => raiseAlert(writing, { ...alert, message }));
  let missing = 0;
  for (let from = 0; from < lacked.length; from += AT_ONCE) {
    missing += await driftTransaction(ctx, (writing) => report(writing, publisherId, { ids: lacked.slice(from, from + AT_ONCE), isEachAlerted: !isMany }));
  }
  if (!isMany && (await haveOwnAlerts(publisherId, lacked))) await transaction(ctx, (writing) => settleAlert(writing, alert));
  return missing;
}

async function findLacked({ publisherId, technicalConfigurationId, startedAt, listed }: ReadList): Promise<string[]> {
  const lacked: string[] = [];
  for (let after = ""; ; ) {
    const rows = await database().subscription.findMany({
      where: { publisherId, offer: { is: { technicalConfigurationId } }, status: { not: "Unsubscribed" }, createdAt: { lt: startedAt }, ...(after === "" ? {} : { id: { gt: after } }) },
      orderBy: { id: "asc" },
      take: AT_ONCE,
      select: { id: true, subscriptionId: true },
    });
    lacked.push(...rows.map(({ subscriptionId }) => subscriptionId.toLowerCase()).filter((id) => !listed.has(id)));
    const last = rows.at(-1);
    if (last === undefined || rows.length < AT_ONCE) return lacked;
    after = last.id;
    await letOthersTurn();
  }
}

async function countNew(publisherId: number, lacked: readonly string[]): Promise<number> {
  if (lacked.length <= MOST_ALERTS) return lacked.length;
  const open = await database().drift.findMany({ where: { publisherId, kind: "missing", closedAt: null }, select: { subscriptionId: true } });
  const known = new Set(open.map(({ subscriptionId }) => subscriptionId));
  return lacked.filter((id) => !known.has(id)).length;
}

/** Whether the alert that stands for many is needed for none of these any more. */
async function haveOwnAlerts(publisherId: number, lacked: readonly string[]): Promise<boolean> {
  if (lacked.length === 0) return true;
  const own = await database().alert.findMany({ where: { publisherId, kind: KIND, closedAt: null, subscriptionId: { not: null } }, select: { subscriptionId: true } });
  const alerted = new Set(own.map(({ subscriptionId }) => subscriptionId?.toLowerCase()));
  return lacked.every((id) => alerted.has(id));
}

async function report(ctx: Caller & TransactionContext, publisherId: number, { ids, isEachAlerted }: { ids: readonly string[]; isEachAlerted: boolean }): Promise<number> {
  const rows = await ctx.tx.subscription.findMany({ where: { publisherId, subscriptionId: { in: [...ids] }, status: { not: "Unsubscribed" } }, select: { subscriptionId: true, status: true, checkedAt: true } });
  for (const { subscriptionId, status, checkedAt } of rows) {
    const id = subscriptionId.toLowerCase();
    const kept = await recordDrift(ctx, { publisherId, subscriptionId: id, kind: "missing", ours: status, theirs: null, agreedAt: checkedAt });
    if (kept !== "new" || !isEachAlerted) continue;
    await raiseAlert(ctx, { publisherId, kind: KIND, about: id, subscriptionId: id, message: `Microsoft's list lacks a subscription that is ${status} here.` });
  }
  return rows.length;
}

/** Closes what no list of the publisher shows any more. */
export async function closeGone(ctx: Caller, publisherId: number): Promise<void> {
  const since = await everythingReadSince(publisherId);
  if (since === null) return;
  for (;;) {
    const closed = await transaction(ctx, async (writing) => {
      const gone = await writing.tx.drift.findMany({ where: { publisherId, closedAt: null, seenAt: { lt: since } }, orderBy: { id: "asc" }, take: AT_ONCE, select: OPEN_DRIFT_COLUMNS });
      await closeDrift(writing, gone, "gone");
      return gone.length;
    });
    if (closed < AT_ONCE) return;
  }
}

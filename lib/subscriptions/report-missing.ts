import { raiseAlert, settleAlert } from "../alerts/raise";
import { database } from "../db/client";
import { transaction, type TransactionContext } from "../db/transaction";
import type { Context } from "../kernel/context";
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
/** Beyond so many at once, one alert stands for all: something else is wrong than with each of them. */
const MOST_ALERTS = 20;

/**
 * Reports ours that a list lacks which was read to its end: nothing is done about them. Those that came while it was
 * read are left out.
 * @returns how many there are.
 */
export async function reportMissing(ctx: Caller, list: ReadList): Promise<number> {
  const { publisherId, technicalConfigurationId, startedAt, listed } = list;
  let [missing, alerts] = [0, 0];
  for (let after = ""; ; ) {
    const rows = await database().subscription.findMany({
      where: { publisherId, offer: { is: { technicalConfigurationId } }, status: { not: "Unsubscribed" }, createdAt: { lt: startedAt }, ...(after === "" ? {} : { id: { gt: after } }) },
      orderBy: { id: "asc" },
      take: AT_ONCE,
      select: { id: true, subscriptionId: true },
    });
    const lacked = rows.flatMap(({ subscriptionId }) => (listed.has(subscriptionId.toLowerCase()) ? [] : subscriptionId.toLowerCase()));
    const found = lacked.length === 0 ? [] : await driftTransaction(ctx, (writing) => report(writing, publisherId, lacked, MOST_ALERTS - alerts));
    missing += found.length;
    alerts += found.filter(({ isNew }) => isNew).length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < AT_ONCE) break;
    after = last.id;
  }
  await callToMany(ctx, { publisherId, technicalConfigurationId, missing });
  return missing;
}

async function report(ctx: Caller & TransactionContext, publisherId: number, ids: readonly string[], alerts: number): Promise<{ isNew: boolean }[]> {
  const rows = await ctx.tx.subscription.findMany({ where: { publisherId, subscriptionId: { in: [...ids] }, status: { not: "Unsubscribed" } }, select: { subscriptionId: true, status: true, checkedAt: true } });
  const found: { isNew: boolean }[] = [];
  for (const { subscriptionId, status, checkedAt } of rows) {
    const id = subscriptionId.toLowerCase();
    const isNew = (await recordDrift(ctx, { publisherId, subscriptionId: id, kind: "missing", ours: status, theirs: null, agreedAt: checkedAt })) === "new";
    if (isNew && found.filter((each) => each.isNew).length < alerts) {
      await raiseAlert(ctx, { publisherId, kind: "subscription-missing", about: id, subscriptionId: id, message: `Microsoft's list lacks a subscription that is ${status} here.` });
    }
    found.push({ isNew });
  }
  return found;
}

async function callToMany(ctx: Caller, { publisherId, technicalConfigurationId, missing }: { publisherId: number; technicalConfigurationId: number; missing: number }): Promise<void> {
  const alert = { publisherId, kind: "subscription-missing", about: `list:${technicalConfigurationId}` } as const;
  await transaction(ctx, async (writing) => {
    if (missing <= MOST_ALERTS) return settleAlert(writing, alert);
    return raiseAlert(writing, { ...alert, message: `Microsoft's list lacks ${missing} subscriptions that are not Unsubscribed here. They are on the page Drift.` });
  });
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

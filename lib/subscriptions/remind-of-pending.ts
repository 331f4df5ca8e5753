import { raiseAlert, settleAlert } from "../alerts/raise";
import { database } from "../db/client";
import { transaction } from "../db/transaction";
import { addSeconds } from "../kernel/clock";
import type { Context } from "../kernel/context";
import { IS_UNDER_WAY } from "./activation-standing";
import { PENDING_STATUSES, pendingDays } from "./pending";

const AT_ONCE = 200;
const DAY = 24 * 3600;
const LONGEST = 25;

/**
 * Calls the staff to purchases that nobody has activated for 1, 7 and 25 days, once for each, and off those that do not
 * wait any more. Nobody else tells the publisher of them: Microsoft calls only about what is active.
 */
export async function remindOfPending(ctx: Omit<Context, "scope">, publisherId: number): Promise<void> {
  await inBatches({ publisherId, ...waitingSince(addSeconds(ctx.now, -DAY)), pendingDaysTold: { lt: LONGEST } }, async (row) => {
    const days = pendingDays(row.marketplaceCreatedAt ?? row.createdAt, ctx.now);
    if (days <= row.pendingDaysTold) return;
    await transaction(ctx, async (writing) => {
      const { count } = await writing.tx.subscription.updateMany({ where: { id: row.id, status: { in: [...PENDING_STATUSES] }, pendingDaysTold: row.pendingDaysTold }, data: { pendingDaysTold: days } });
      if (count === 0) return;
      const subscriptionId = row.subscriptionId.toLowerCase();
      await raiseAlert(writing, { publisherId, kind: "purchase-waiting", about: subscriptionId, subscriptionId, message: `A purchase has waited for ${days} ${days === 1 ? "day" : "days"} to be activated.` });
    });
  });
  await inBatches({ publisherId, pendingDaysTold: { gt: 0 }, status: { notIn: [...PENDING_STATUSES] } }, (row) =>
    transaction(ctx, async (writing) => {
      await writing.tx.subscription.updateMany({ where: { id: row.id }, data: { pendingDaysTold: 0 } });
      await settleAlert(writing, { publisherId, kind: "purchase-waiting", about: row.subscriptionId.toLowerCase() });
    }),
  );
}

/** One that Microsoft has taken, or the publisher's system is at, is under way, and has an alert of its own where that takes too long. */
function waitingSince(before: Date) {
  const bought = { OR: [{ marketplaceCreatedAt: { lte: before } }, { marketplaceCreatedAt: null, createdAt: { lte: before } }] };
  const notUnderWay = { OR: [{ activation: { is: null } }, { activation: { is: { NOT: IS_UNDER_WAY } } }] };
  return { status: { in: [...PENDING_STATUSES] }, AND: [bought, notUnderWay] };
}

async function findBatch(where: object, after: string) {
  return database().subscription.findMany({
    where: { AND: [where, after === "" ? {} : { id: { gt: after } }] },
    orderBy: { id: "asc" },
    take: AT_ONCE,
    select: { id: true, subscriptionId: true, createdAt: true, marketplaceCreatedAt: true, pendingDaysTold: true },
  });
}
type Waiting = Awaited<ReturnType<typeof findBatch>>[number];

async function inBatches(where: object, work: (row: Waiting) => Promise<void>): Promise<void> {
  for (let after = ""; ; ) {
    const rows = await findBatch(where, after);
    for (const row of rows) await work(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < AT_ONCE) return;
    after = last.id;
  }
}

import { recordAudit } from "../auth/audit";
import { transaction } from "../db/transaction";
import type { Context, PublisherScope, UserActor } from "../kernel/context";

/**
 * Closes an alert: somebody has looked after it. If it happens again, it is a new one.
 * @returns whether it was open, and this publisher's.
 */
export async function closeAlert(ctx: Context<PublisherScope, UserActor>, id: number): Promise<boolean> {
  return transaction(ctx, async (writing) => {
    const { publisherId } = ctx.scope;
    const { count } = await writing.tx.alert.updateMany({
      where: { id, publisherId, closedAt: null },
      data: { key: `closed:${id}`, closedAt: ctx.now, closedBy: ctx.actor.name.slice(0, 400) },
    });
    if (count === 0) return false;
    const { kind, message } = await writing.tx.alert.findUniqueOrThrow({ where: { id }, select: { kind: true, message: true } });
    await recordAudit(writing, { type: "AlertClosed", publisherId, subject: message, details: { kind } });
    return true;
  });
}

import { recordAudit } from "../auth/audit";
import { transaction } from "../db/transaction";
import type { Context, PublisherScope } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";

/**
 * The body of a call as it came, with all personal data that it holds; the audit keeps who saw it.
 * @throws NotFoundError outside the scope.
 */
export async function revealBody(ctx: Context<PublisherScope>, number: number): Promise<string> {
  const { publisherId } = ctx.scope;
  return transaction(ctx, async (writing) => {
    const event = await writing.tx.inboxEvent.findFirst({ where: { number, publisherId }, select: { body: true, action: true, subscriptionId: true } });
    if (event === null) throw new NotFoundError("call");
    await recordAudit(writing, { type: "InboxRevealed", publisherId, subject: `Call ${number}: ${event.action}`, details: { subscriptionId: event.subscriptionId } });
    return event.body;
  });
}

import { recordAudit } from "../../auth/audit";
import { transaction } from "../../db/transaction";
import type { Context, PublisherScope } from "../../kernel/context";
import { NotFoundError } from "../../kernel/errors";
import { SENT_COLUMNS, toSentBody, type SentBody } from "./queries";

/**
 * The body of a message as it is sent, with all personal data that it holds; the audit keeps who saw it.
 * @throws NotFoundError outside the scope.
 */
export async function revealDelivery(ctx: Context<PublisherScope>, number: number): Promise<SentBody> {
  const { publisherId } = ctx.scope;
  return transaction(ctx, async (writing) => {
    const row = await writing.tx.delivery.findFirst({ where: { number, publisherId }, select: { ...SENT_COLUMNS, subject: true, endpoint: { select: { url: true, kind: true } } } });
    if (row === null) throw new NotFoundError("message");
    await recordAudit(writing, { type: "DeliveryRevealed", publisherId, subject: `Message ${number}: ${row.subject}` });
    return toSentBody(row, row.endpoint.kind === "activation");
  });
}

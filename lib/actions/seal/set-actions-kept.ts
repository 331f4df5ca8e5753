import { recordAudit } from "../../auth/audit";
import { may, notAllowed } from "../../auth/permissions";
import { transaction } from "../../db/transaction";
import type { Context, PublisherScope, SystemScope } from "../../kernel/context";
import { NotFoundError } from "../../kernel/errors";
import { lockPublisher } from "../../offers/lock-publisher";
import { inWords } from "./kept";
import { keptDaysSchema } from "./schema";

/** A member within their publisher, or the command line over one. */
export type LogKeeper = Context<PublisherScope | (SystemScope & { readonly publisherKey: string })>;

/**
 * Sets for how many days the action log is kept; null: for ever. What is older goes with the next night's removal;
 * a shorter time counts only some days later (SHORTER_AFTER_DAYS).
 * @returns whether that is anything new.
 * @throws NotFoundError when there is no such publisher.
 * @throws PortalError `forbidden` when the member's role does not reach.
 * @throws ZodError for a number of days that is none.
 */
export async function setActionsKept(ctx: LogKeeper, given: number | null): Promise<boolean> {
  const { scope } = ctx;
  if (scope.kind === "publisher" && !may(scope.role, "actions.manage")) throw notAllowed(scope.role);
  const days = keptDaysSchema.parse(given);
  return transaction(ctx, async (writing) => {
    await lockPublisher(writing, scope.publisherKey);
    const publisher = await writing.tx.publisher.findUnique({ where: { key: scope.publisherKey }, select: { id: true, key: true, actionsKeptDays: true } });
    if (publisher === null) throw new NotFoundError("publisher");
    if (publisher.actionsKeptDays === days) return false;
    await writing.tx.publisher.update({ where: { id: publisher.id }, data: { actionsKeptDays: days } });
    await recordAudit(writing, { type: "ActionsKeptChanged", publisherId: publisher.id, subject: publisher.key, details: { from: inWords(publisher.actionsKeptDays), to: inWords(days) } });
    return true;
  });
}

import { database } from "../db/client";
import { numberedPage, type Page, type PageRequest } from "../db/keyset";
import type { PublisherScope } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";

export interface ActionLine {
  readonly number: number;
  readonly type: string;
  readonly date: Date;
  readonly actorKind: string;
  readonly actorName: string | null;
  readonly initiatorUserId: string;
  readonly correlationId: string | null;
  /** JSON object. */
  readonly details: string | null;
}

/**
 * The actions on one subscription of the publisher, newest first.
 * @throws NotFoundError outside the scope.
 */
export async function listActionsOfSubscription(scope: PublisherScope, subscriptionId: string, request: PageRequest = {}): Promise<Page<ActionLine>> {
  const { publisherId } = scope;
  const subscription = await database().subscription.findFirst({ where: { publisherId, subscriptionId }, select: { id: true } });
  if (subscription === null) throw new NotFoundError("subscription");
  return numberedPage(request, (keyset) =>
    database().subscriptionAction.findMany({
      where: { AND: [{ subscriptionInfoId: subscription.id, publisherId }, keyset.where] },
      orderBy: keyset.orderBy,
      take: keyset.take,
      select: { number: true, type: true, date: true, actorKind: true, actorName: true, initiatorUserId: true, correlationId: true, details: true },
    }),
  );
}

import { database } from "../db/client";
import type { PublisherScope } from "../kernel/context";

export interface ActionLine {
  readonly number: number;
  readonly type: string;
  readonly date: Date;
  readonly actorKind: string;
  readonly actorName: string | null;
  readonly initiatorUserId: string;
}

/** The newest actions on one subscription of the publisher. */
export async function listActionsOfSubscription(scope: PublisherScope, subscriptionId: string, take = 50): Promise<ActionLine[]> {
  return database().subscriptionAction.findMany({
    where: { publisherId: scope.publisherId, subscription: { subscriptionId } },
    orderBy: { number: "desc" },
    take,
    select: { number: true, type: true, date: true, actorKind: true, actorName: true, initiatorUserId: true },
  });
}

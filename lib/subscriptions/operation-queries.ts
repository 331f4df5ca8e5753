import { database } from "../db/client";
import { numberedPage, type Page, type PageRequest } from "../db/keyset";
import type { PublisherScope } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";

/** One thing that was done to a subscription at Microsoft, or was to be done. */
export interface OperationLine {
  readonly number: number;
  /** Microsoft's id of it. */
  readonly operationId: string;
  /** ChangePlan, Suspend, … as Microsoft spells it. */
  readonly action: string;
  /** Azure or Partner; null where nobody says. */
  readonly requestSource: string | null;
  /** Microsoft's word: InProgress, Succeeded, Failed, Conflict, … */
  readonly status: string;
  /** Names of the plans, or their ids where they are not registered. */
  readonly planFrom: string | null;
  readonly planTo: string | null;
  readonly quantityFrom: number | null;
  readonly quantityTo: number | null;
  /** accepted or refused by us; null where we were not asked. */
  readonly decision: string | null;
  readonly decisionReason: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  /** Who asked for a change of our own. */
  readonly requestedName: string | null;
}

const COLUMNS = {
  id: true,
  operationId: true,
  action: true,
  requestSource: true,
  status: true,
  planFrom: true,
  planTo: true,
  quantityFrom: true,
  quantityTo: true,
  decision: true,
  decisionReason: true,
  startedAt: true,
  finishedAt: true,
  requestedName: true,
} as const;

/**
 * The operations on one subscription of the publisher, newest first.
 * @param subscriptionId Microsoft's id.
 * @throws NotFoundError outside the scope.
 */
export async function listOperations({ publisherId }: PublisherScope, subscriptionId: string, request: PageRequest = {}): Promise<Page<OperationLine>> {
  const subscription = await database().subscription.findFirst({
    where: { publisherId, subscriptionId },
    select: { id: true, offer: { select: { plans: { select: { planId: true, name: true } } } } },
  });
  if (subscription === null) throw new NotFoundError("subscription");
  const page = await numberedPage(request, async ({ where: { number }, orderBy, take }) => {
    const rows = await database().operation.findMany({
      where: { publisherId, subscriptionInfoId: subscription.id, ...(number ? { id: number } : {}) },
      orderBy: { id: orderBy.number },
      take,
      select: COLUMNS,
    });
    return rows.map(({ id, ...row }) => ({ ...row, number: id }));
  });
  const names = new Map(subscription.offer?.plans.map(({ planId, name }) => [planId, name]));
  const nameOf = (planId: string | null): string | null => (planId === null ? null : names.get(planId) || planId);
  return { ...page, items: page.items.map((line) => ({ ...line, planFrom: nameOf(line.planFrom), planTo: nameOf(line.planTo) })) };
}

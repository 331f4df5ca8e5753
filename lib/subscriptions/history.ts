import { readChange, type RecordedChange } from "../actions/schema";
import { database } from "../db/client";
import { numberedPage, type Page, type PageRequest } from "../db/keyset";
import type { CustomerScope } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";
import { mayKnow } from "./parties";
import { within } from "./within";

/** Who did something, as a customer may know it. */
export type HistoryActor = { readonly kind: "person"; readonly name: string } | { readonly kind: "outsider" | "microsoft" | "publisher" | "visitor" };

export interface HistoryLine {
  readonly number: number;
  readonly type: string;
  readonly date: Date;
  readonly actor: HistoryActor;
  /** Plans by their names, or by their ids where they are not registered; null: there is nothing more to tell. */
  readonly change: RecordedChange | null;
}

interface ActorRow {
  readonly actorKind: string;
  readonly actorTenantId: string | null;
  readonly actorName: string | null;
  readonly initiatorUserId: string;
}

function actorFor(scope: CustomerScope, { actorKind, actorTenantId, actorName, initiatorUserId }: ActorRow): HistoryActor {
  switch (actorKind) {
    case "user":
      return actorName !== null && mayKnow(scope, { tenantId: actorTenantId, objectId: initiatorUserId.toLowerCase() }) ? { kind: "person", name: actorName } : { kind: "outsider" };
    case "marketplace":
      return { kind: "microsoft" };
    case "visitor":
      return { kind: "visitor" };
    default:
      // Its systems, its jobs, its operator: which of them is the publisher's own business.
      return { kind: "publisher" };
  }
}

interface KnownPlan {
  readonly planId: string;
  readonly name: string;
  readonly perSeat: boolean;
}

/** A flat plan has quantity 1 here, which means nothing to anybody. */
function changeFor(plans: readonly KnownPlan[], type: string, details: string | null): RecordedChange | null {
  const change = readChange(type, details);
  if (change?.kind !== "plan") return change;
  const find = (planId: string | null): KnownPlan | undefined => plans.find((plan) => plan.planId === planId);
  const { from, to, seats } = change;
  return { kind: "plan", from: find(from)?.name || from, to: find(to)?.name || to, seats: find(to)?.perSeat ? seats : null };
}

/**
 * What happened to one subscription, newest first, as its customer may know it.
 * @throws NotFoundError outside the scope.
 */
export async function listHistoryOfCustomer(scope: CustomerScope, subscriptionId: string, request: PageRequest): Promise<Page<HistoryLine>> {
  const subscription = await database().subscription.findFirst({ where: { subscriptionId, ...within(scope) }, select: { id: true, offer: { select: { plans: { select: { planId: true, name: true, perSeat: true } } } } } });
  if (subscription === null) throw new NotFoundError("subscription");
  const page = await numberedPage(request, (keyset) =>
    database().subscriptionAction.findMany({
      where: { AND: [{ subscriptionInfoId: subscription.id }, keyset.where] },
      orderBy: keyset.orderBy,
      take: keyset.take,
      select: { number: true, type: true, date: true, actorKind: true, actorTenantId: true, actorName: true, initiatorUserId: true, details: true },
    }),
  );
  const plans = subscription.offer?.plans ?? [];
  return { ...page, items: page.items.map(({ number, type, date, details, ...actor }) => ({ number, type, date, actor: actorFor(scope, actor), change: changeFor(plans, type, details) })) };
}

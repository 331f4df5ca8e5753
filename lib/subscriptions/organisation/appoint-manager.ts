import { recordAction } from "../../actions/record";
import type { TransactionContext } from "../../db/transaction";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import type { ManagedSubscription } from "../find-managed";
import { isManager, type ManagerReason } from "../is-manager";
import { changeManagers } from "./change-managers";

/** A colleague, as the directory, a license or their own request names them. */
export interface Appointee {
  readonly objectId: string;
  readonly name: string;
  readonly email: string | null;
}

export type AppointOutcome = { readonly kind: "appointed" | "already" | "not-manager" | "personal" | "too-many" };

/** More than any organisation needs, those before them among them: every look at the subscription reads them all. */
const MOST_MANAGERS = 200;

type Managing = Context<CustomerScope, UserActor>;

/**
 * Makes a colleague a manager; a person with a personal account has none. They are of the tenant that the subscription is for: nobody else can be one by appointment.
 * @throws NotFoundError outside the scope.
 */
export async function appointManager(ctx: Managing, subscriptionId: string, person: Appointee): Promise<AppointOutcome> {
  if (ctx.scope.personal) return { kind: "personal" };
  return changeManagers(ctx, subscriptionId, (writing, subscription) => appointWithin(writing, subscription, person, "appointed"));
}

/** The same within the transaction of a command that holds the managers. */
export async function appointWithin(writing: Managing & TransactionContext, subscription: ManagedSubscription, person: Appointee, reason: ManagerReason): Promise<{ readonly kind: "appointed" | "already" | "too-many" }> {
  const { tx, actor, now } = writing;
  const tenantId = tenantOf(writing, subscription);
  const { objectId } = person;
  if (isManager({ tenantId, objectId }, subscription)) return { kind: "already" };
  if (subscription.managers.length >= MOST_MANAGERS) return { kind: "too-many" };
  const facts = { name: person.name.slice(0, 400), email: person.email?.slice(0, 320) ?? null, reason, since: now, appointedBy: actor.name.slice(0, 400), removedAt: null };
  await tx.subscriptionManager.upsert({
    where: { subscriptionInfoId_tenantId_objectId: { subscriptionInfoId: subscription.id, tenantId, objectId } },
    create: { subscriptionInfoId: subscription.id, tenantId, objectId, ...facts },
    update: facts,
    select: { id: true },
  });
  await recordAction(writing, { type: "AddManager", publisherId: subscription.publisherId, subscriptionInfoId: subscription.id, details: { userId: objectId, user: facts.email ?? facts.name } });
  return { kind: "appointed" };
}

/** Colleagues are of the beneficiary's tenant; where Microsoft names none, of the manager's own. */
function tenantOf({ actor }: Managing, { tenantId }: ManagedSubscription): string {
  return tenantId ?? actor.tenantId;
}

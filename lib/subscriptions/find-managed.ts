import type { Tx } from "../db/client";
import { database } from "../db/client";
import type { Context, CustomerScope, UserActor } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";
import { isManager } from "./is-manager";
import { within } from "./within";

/** What a command of a manager's needs to know of the subscription. */
export const MANAGED_COLUMNS = {
  id: true,
  subscriptionId: true,
  name: true,
  publisherId: true,
  offerId: true,
  status: true,
  planId: true,
  quantity: true,
  perSeat: true,
  acquiredLicenses: true,
  allowedCustomerOperations: true,
  tenantId: true,
  beneficiaryObjectId: true,
  beneficiaryEmail: true,
  purchaserTenantId: true,
  purchaserObjectId: true,
  purchaserEmail: true,
  version: true,
  managers: { select: { tenantId: true, objectId: true, removedAt: true } },
  offer: { select: { name: true, overAssignment: true, plans: { select: { planId: true, name: true, perSeat: true, licenseModel: true } } } },
} as const;

async function find(tx: Tx, where: object) {
  return tx.subscription.findFirst({ where, select: MANAGED_COLUMNS });
}

type Row = NonNullable<Awaited<ReturnType<typeof find>>>;
/** A subscription of a registered offer, as its manager acts on it. */
export type ManagedSubscription = Row & { readonly publisherId: number; readonly offerId: number };

/**
 * The subscription, if whoever asks manages it; null for a colleague and for the reseller's staff.
 * @param tx the transaction of the command, so that it decides by what is so when it writes.
 * @throws NotFoundError outside the scope.
 */
export async function findManaged({ actor, scope }: Context<CustomerScope, UserActor>, subscriptionId: string, tx: Tx = database()): Promise<ManagedSubscription | null> {
  const row = await find(tx, { subscriptionId, ...within(scope) });
  if (row?.publisherId == null || row.offerId === null) throw new NotFoundError("subscription");
  const { publisherId, offerId } = row;
  return isManager(actor, row) ? { ...row, publisherId, offerId } : null;
}

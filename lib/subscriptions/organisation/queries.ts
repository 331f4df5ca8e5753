import { database } from "../../db/client";
import type { CustomerScope } from "../../kernel/context";
import { NotFoundError } from "../../kernel/errors";
import { managersByPurchase } from "../is-manager";
import { mayKnow } from "../parties";
import { within } from "../within";

/** A manager as their colleagues see them. */
export interface ManagerShown {
  readonly tenantId: string;
  readonly objectId: string;
  /** null: somebody of another organisation, who is none of the reader's business. */
  readonly name: string | null;
  readonly email: string | null;
  /** One of MANAGER_REASONS. */
  readonly reason: string;
  /** Null where the purchase made them one and they never came. */
  readonly since: Date | null;
  readonly appointedBy: string | null;
}

/**
 * The managers of a subscription, those by purchase who never came among them.
 * @throws NotFoundError outside the scope.
 */
export async function listManagers(scope: CustomerScope, subscriptionId: string): Promise<ManagerShown[]> {
  const row = await database().subscription.findFirst({
    where: { subscriptionId, ...within(scope) },
    select: {
      tenantId: true,
      beneficiaryObjectId: true,
      beneficiaryEmail: true,
      purchaserTenantId: true,
      purchaserObjectId: true,
      purchaserEmail: true,
      managers: { select: { tenantId: true, objectId: true, name: true, email: true, reason: true, since: true, appointedBy: true, removedAt: true }, orderBy: { id: "asc" } },
    },
  });
  if (row === null) throw new NotFoundError("subscription");
  const came = row.managers.filter(({ removedAt }) => removedAt === null).map(({ removedAt: _, ...manager }): ManagerShown => manager);
  const byPurchase = managersByPurchase(row).map(({ tenantId, objectId }): ManagerShown => {
    const isBeneficiary = objectId === row.beneficiaryObjectId;
    const email = isBeneficiary ? row.beneficiaryEmail : row.purchaserEmail;
    return { tenantId, objectId, name: email, email, reason: isBeneficiary ? "beneficiary" : "purchaser", since: null, appointedBy: null };
  });
  return [...came, ...byPurchase].map((manager) => (mayKnow(scope, manager) ? manager : { ...manager, name: null, email: null, appointedBy: null }));
}

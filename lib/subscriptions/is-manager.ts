import { visitorOf, type Parties } from "./visitor";

/** Why somebody is a manager: the purchase names them, they claimed it, or a manager made them one. */
export const MANAGER_REASONS = ["beneficiary", "purchaser", "personal-account", "claimant", "appointed", "handed-over"] as const;
export type ManagerReason = (typeof MANAGER_REASONS)[number];

/** A person by the only key that counts. */
export interface PersonKey {
  readonly tenantId: string;
  readonly objectId: string;
}

/**
 * Whether somebody may hand out seats, make changes and appoint others. Whom the purchase names is a manager from the
 * start, also before they ever came; what managers decided later counts more (docs/marketplace/organisation.md).
 */
export function isManager({ tenantId, objectId }: PersonKey, parties: Parties): boolean {
  const row = parties.managers.find((each) => each.tenantId === tenantId && each.objectId === objectId);
  // Where Microsoft gives the subscription to another organisation, those of the one before manage it no longer.
  if (row !== undefined && (row.removedAt !== null || parties.tenantId === null || row.tenantId === parties.tenantId)) return row.removedAt === null;
  const visitor = visitorOf({ tenantId, objectId, email: null }, parties, false);
  return visitor === "beneficiary" || visitor === "purchaser" || visitor === "personal-account";
}

/** Whom the purchase makes a manager, and who has no row yet. */
export function managersByPurchase(parties: Parties): PersonKey[] {
  const named = [
    { tenantId: parties.tenantId, objectId: parties.beneficiaryObjectId },
    { tenantId: parties.purchaserTenantId, objectId: parties.purchaserObjectId },
  ].filter((party): party is PersonKey => party.tenantId !== null && party.objectId !== null);
  const once = named.filter(({ tenantId, objectId }, index) => named.findIndex((other) => other.tenantId === tenantId && other.objectId === objectId) === index);
  return once.filter((person) => isManager(person, parties) && !parties.managers.some((row) => row.tenantId === person.tenantId && row.objectId === person.objectId));
}

/** How many managers there are. */
export function countManagers(parties: Parties): number {
  return parties.managers.filter(({ removedAt }) => removedAt === null).length + managersByPurchase(parties).length;
}

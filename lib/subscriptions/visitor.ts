import { PERSONAL_ACCOUNTS_TENANT } from "../kernel/ids";

/** Who somebody is to a subscription. The order is that of the table in docs/marketplace/landing.md. */
export const VISITORS = ["beneficiary", "purchaser", "personal-account", "claimant", "colleague", "reseller", "guest", "stranger"] as const;
export type Visitor = (typeof VISITORS)[number];

export interface Person {
  readonly tenantId: string;
  readonly objectId: string;
  /** Chooses between two explanations only; never a right. */
  readonly email: string | null;
}

/** What a subscription says of the people around it. Ids lower-case; Microsoft leaves any of them out. */
export interface Parties {
  readonly tenantId: string | null;
  readonly beneficiaryObjectId: string | null;
  readonly beneficiaryEmail: string | null;
  readonly purchaserTenantId: string | null;
  readonly purchaserObjectId: string | null;
  readonly purchaserEmail: string | null;
  /** All who ever were, with those who are not any more. */
  readonly managers: readonly { readonly tenantId: string; readonly objectId: string; readonly removedAt: Date | null }[];
}

/**
 * Decides by (tenant id, object id) alone.
 * @param holdsToken whether the person came with a valid purchase token: it lets the first person of the
 *   beneficiary's tenant claim a purchase that names nobody of that tenant.
 */
export function visitorOf(person: Person, parties: Parties, holdsToken: boolean): Visitor {
  const isBeneficiary = person.tenantId === parties.tenantId && person.objectId === parties.beneficiaryObjectId;
  const isPurchaser = person.tenantId === parties.purchaserTenantId && person.objectId === parties.purchaserObjectId;
  const isManager = parties.managers.some((manager) => manager.tenantId === person.tenantId && manager.objectId === person.objectId && manager.removedAt === null);
  const inBeneficiaryTenant = person.tenantId === parties.tenantId;
  const resold = parties.purchaserTenantId !== null && parties.tenantId !== null && parties.purchaserTenantId !== parties.tenantId;
  const namesNobody = parties.beneficiaryObjectId === null && (parties.purchaserObjectId === null || resold);
  const mayClaim = inBeneficiaryTenant && namesNobody && (isManager || (holdsToken && parties.managers.length === 0));

  // The tenant of personal accounts is shared by strangers: to be in it means nothing.
  if (person.tenantId === PERSONAL_ACCOUNTS_TENANT) {
    if (isBeneficiary || (isPurchaser && !resold)) return "personal-account";
    if (isPurchaser) return "reseller";
    if (mayClaim) return "claimant";
    return isKnownByMail(person, parties) ? "guest" : "stranger";
  }
  if (isBeneficiary) return "beneficiary";
  if (isPurchaser) return resold ? "reseller" : "purchaser";
  if (inBeneficiaryTenant) return mayClaim ? "claimant" : "colleague";
  if (resold && person.tenantId === parties.purchaserTenantId) return "reseller";
  return isKnownByMail(person, parties) ? "guest" : "stranger";
}

/** Somebody whose mail address the purchase names, in another tenant: most likely a guest who is signed in at home. */
function isKnownByMail(person: Person, parties: Parties): boolean {
  if (person.email === null || parties.tenantId === null || parties.tenantId === PERSONAL_ACCOUNTS_TENANT) return false;
  const email = person.email.toLowerCase();
  return [parties.beneficiaryEmail, parties.purchaserEmail].some((known) => known?.toLowerCase() === email);
}

import type { CustomerScope } from "../kernel/context";
import type { SubscriptionFacts } from "./facts";

/** How a customer's page names somebody: by mail address, or as somebody who is none of the reader's business. */
export type PartyShown = { readonly kind: "named"; readonly email: string } | { readonly kind: "outside" } | { readonly kind: "nobody" };

interface Party {
  readonly tenantId: string | null;
  readonly objectId: string | null;
  readonly email: string | null;
}

/** Whether the reader may know who this is: themselves, or somebody of their own organisation. */
export function mayKnow(scope: CustomerScope, person: Omit<Party, "email">): boolean {
  if (person.tenantId !== scope.tenantId) return false;
  return !scope.personal || person.objectId === scope.objectId;
}

function shown(scope: CustomerScope, party: Party): PartyShown {
  if (party.email === null) return { kind: "nobody" };
  return mayKnow(scope, party) ? { kind: "named", email: party.email } : { kind: "outside" };
}

export interface PartiesShown {
  readonly beneficiary: PartyShown;
  readonly purchaser: PartyShown;
}

/** Beneficiary and purchaser as this customer may see them. */
export function partiesFor(scope: CustomerScope, facts: SubscriptionFacts): PartiesShown {
  return {
    beneficiary: shown(scope, { tenantId: facts.tenantId, objectId: facts.beneficiaryObjectId, email: facts.beneficiaryEmail }),
    purchaser: shown(scope, { tenantId: facts.purchaserTenantId, objectId: facts.purchaserObjectId, email: facts.purchaserEmail }),
  };
}

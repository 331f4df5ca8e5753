import type { CustomerScope, LandingScope, MarketplaceScope, PublisherScope, Role, Scope, SystemScope, UserActor } from "../kernel/context";
import { PERSONAL_ACCOUNTS_TENANT } from "../kernel/ids";

type Facts<S extends Scope> = Pick<S, Extract<keyof S, string>>;

/** The brand exists in the type only, so that here is the one place in which a scope can come into being. */
function brand<S extends Scope>(facts: Facts<S>): S {
  return facts as S;
}

export function publisherScope(facts: { publisherId: number; publisherKey: string; role: Role }): PublisherScope {
  return brand<PublisherScope>({ kind: "publisher", ...facts });
}

/** A person with a personal account is a customer alone: their tenant holds everybody's personal account. */
export function customerScope(user: UserActor): CustomerScope {
  return brand<CustomerScope>({
    kind: "customer",
    tenantId: user.tenantId,
    objectId: user.objectId,
    personal: user.tenantId === PERSONAL_ACCOUNTS_TENANT,
  });
}

export function landingScope(facts: { publisherId: number; offerId: number; browserHash: string }): LandingScope {
  return brand<LandingScope>({ kind: "landing", ...facts });
}

/** For calls that Microsoft made, as their token proved. */
export function marketplaceScope(facts: { publisherId: number; offerId: number }): MarketplaceScope {
  return brand<MarketplaceScope>({ kind: "marketplace", ...facts });
}

/** For the worker and the command line only. */
export function systemScope(): SystemScope {
  return brand<SystemScope>({ kind: "system" });
}

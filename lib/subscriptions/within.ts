import type { CustomerScope, PublisherScope, SystemScope } from "../kernel/context";

/**
 * The rows of Subscriptions that a scope reaches, as a condition. Every query and command of this noun has it:
 * a publisher sees what was bought from it; an organisation what its tenant uses or bought for others; a personal
 * account only what names that person, because its tenant is everybody's; worker and command line all of them.
 */
export function within(scope: PublisherScope | CustomerScope | SystemScope) {
  if (scope.kind === "system") return {};
  if (scope.kind === "publisher") return { publisherId: scope.publisherId };
  const { tenantId, objectId } = scope;
  const isManager = { managers: { some: { tenantId, objectId, removedAt: null } } };
  return scope.personal
    ? { OR: [{ tenantId, beneficiaryObjectId: objectId }, { purchaserTenantId: tenantId, purchaserObjectId: objectId }, isManager] }
    : { OR: [{ tenantId }, { purchaserTenantId: tenantId }, isManager] };
}

import type { UserActor } from "../kernel/context";

/** Whoever confirmed the order is the one who activated, also where a job or another visitor sees the effect first. */
export function requesterOf(activation: { requestedTenantId: string; requestedObjectId: string; requestedName: string }): UserActor {
  const { requestedTenantId: tenantId, requestedObjectId: objectId, requestedName: name } = activation;
  return { kind: "user", tenantId, objectId, name, email: null };
}

import type { Actor } from "./context";

/** Who acted, for the columns of a log. */
export function actorColumns(actor: Actor): { actorKind: string; actorTenantId: string | null; actorName: string | null } {
  return {
    actorKind: actor.kind,
    actorTenantId: actor.kind === "user" ? actor.tenantId : null,
    actorName: "name" in actor ? actor.name.slice(0, 400) : null,
  };
}

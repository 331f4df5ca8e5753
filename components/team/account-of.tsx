import type { ReactNode } from "react";
import { MonoId } from "@/components/ui/mono-id";
import { isPersonalTenant } from "@/lib/team/policy";

/** Whose account somebody signs in with. */
export function AccountOf({ tenantId, viewerTenantId }: { tenantId: string; viewerTenantId: string }): ReactNode {
  if (isPersonalTenant(tenantId)) return <span className="whitespace-nowrap">Personal account</span>;
  if (tenantId === viewerTenantId) return <span className="whitespace-nowrap">Your organisation</span>;
  return (
    <span className="flex min-w-32 items-center gap-1">
      <span className="sr-only">Tenant</span>
      <MonoId value={tenantId} />
    </span>
  );
}

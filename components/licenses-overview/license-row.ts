import type { LicenseLine } from "@/lib/licenses/overview/queries";

/** One license as the table shows it: moments as ISO. */
export interface LicenseRow {
  readonly id: string;
  readonly user: string;
  readonly upn: string;
  readonly objectId: string;
  readonly customer: string;
  readonly subscription: { readonly name: string; readonly href: string };
  readonly offer: string;
  readonly plan: string;
  readonly assignedAt: string | null;
  readonly assignedBy: string;
  readonly lastCheckedAt: string | null;
  readonly idleDays: number | null;
  /** When it was taken back; null while they have it. */
  readonly unassignedAt: string | null;
  readonly isTakenBack: boolean;
}

export function toLicenseRow(line: LicenseLine, base: string): LicenseRow {
  const { subscription } = line;
  return {
    id: line.id,
    user: line.name || line.userUpn,
    upn: line.userUpn,
    objectId: line.userId,
    customer: subscription.customer ?? "–",
    subscription: { name: subscription.name, href: `${base}/subscriptions/${subscription.subscriptionId}` },
    offer: subscription.offerName ?? "–",
    plan: subscription.planName,
    assignedAt: line.assignedAt?.toISOString() ?? null,
    assignedBy: line.assignedBy ?? "–",
    lastCheckedAt: line.lastCheckedAt?.toISOString() ?? null,
    idleDays: line.idleDays,
    unassignedAt: line.unassignedAt?.toISOString() ?? null,
    isTakenBack: line.status !== "Assigned",
  };
}

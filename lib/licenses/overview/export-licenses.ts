import { database } from "../../db/client";
import { sortedBatches } from "../../db/keyset";
import type { PublisherScope } from "../../kernel/context";
import { licenseConditions, sortWithin, type LicenseFilter, type LicenseSort } from "./filter";
import { LICENSE_COLUMNS, toLicenseLine } from "./queries";

const BATCH = 500;

/** The columns of the file, in their order; names of Microsoft's API where it has one. */
export const LICENSE_EXPORT_TITLES = [
  "subscriptionId",
  "subscription",
  "subscriptionStatus",
  "customer",
  "offer",
  "planId",
  "plan",
  "tenantId",
  "objectId",
  "userPrincipalName",
  "name",
  "status",
  "assignedAt",
  "assignedBy",
  "unassignedAt",
  "lastCheckedAt",
  "idleDays",
] as const;

export type ExportedLicense = Readonly<Record<(typeof LICENSE_EXPORT_TITLES)[number], string>>;

const EXPORT_COLUMNS = { ...LICENSE_COLUMNS, tenantId: true } as const;

/** All licenses that a list of the publisher's shows, in its order, batch by batch: no more than one is in memory. */
export async function* exportLicenses({ scope, now }: { scope: PublisherScope; now: Date }, filter: LicenseFilter, sort: LicenseSort): AsyncGenerator<ExportedLicense[], void, undefined> {
  const conditions = await licenseConditions(scope, filter, now);
  const batches = sortedBatches(sortWithin(sort, filter, now), BATCH, (keyset) =>
    database().subscriptionUser.findMany({ where: { AND: [...conditions, keyset.where] }, orderBy: keyset.orderBy, take: keyset.take, select: EXPORT_COLUMNS }),
  );
  for await (const rows of batches) {
    yield rows.map(({ tenantId, ...row }) => {
      const { subscription, ...line } = toLicenseLine(row, now);
      return {
        subscriptionId: subscription.subscriptionId.toLowerCase(),
        subscription: subscription.name,
        subscriptionStatus: subscription.status,
        customer: subscription.customer ?? "",
        offer: subscription.offerName ?? "",
        planId: subscription.planId,
        plan: subscription.planName,
        tenantId: tenantId?.toLowerCase() ?? "",
        objectId: line.userId,
        userPrincipalName: line.userUpn,
        name: line.name ?? "",
        status: line.status,
        assignedAt: written(line.assignedAt),
        assignedBy: line.assignedBy ?? "",
        unassignedAt: written(line.unassignedAt),
        lastCheckedAt: written(line.lastCheckedAt),
        idleDays: line.idleDays === null ? "" : String(line.idleDays),
      };
    });
  }
}

function written(time: Date | null): string {
  return time?.toISOString() ?? "";
}

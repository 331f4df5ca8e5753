import { database } from "../db/client";
import { sortedBatches } from "../db/keyset";
import type { PublisherScope } from "../kernel/context";
import { conditionsOf, type SubscriptionFilter, type SubscriptionSort } from "./filter";
import { LINE_COLUMNS, toLine } from "./line";
import { within } from "./within";

const BATCH = 500;

const EXPORT_COLUMNS = {
  ...LINE_COLUMNS,
  beneficiaryObjectId: true,
  purchaserObjectId: true,
  contactEmail: true,
  startDate: true,
  billingCycle: true,
  autoRenew: true,
  marketplaceCreatedAt: true,
  checkedAt: true,
  endedAt: true,
  offer: { select: { ...LINE_COLUMNS.offer.select, offerId: true } },
} as const;

/** The columns of the file, in their order; names of Microsoft's API where it has one. */
export const EXPORT_TITLES = [
  "subscriptionId",
  "name",
  "status",
  "state",
  "offerId",
  "offer",
  "planId",
  "plan",
  "quantity",
  "perSeat",
  "termUnit",
  "startDate",
  "endDate",
  "autoRenew",
  "isFreeTrial",
  "resold",
  "beneficiaryTenantId",
  "beneficiaryObjectId",
  "beneficiaryEmail",
  "purchaserTenantId",
  "purchaserObjectId",
  "purchaserEmail",
  "contactEmail",
  "boughtAt",
  "firstSeenAt",
  "checkedAt",
  "endedAt",
] as const;

export type ExportedRow = Readonly<Record<(typeof EXPORT_TITLES)[number], string>>;

/** All subscriptions that a list of the publisher's shows, in its order, batch by batch: no more than one is in memory. */
export async function* exportSubscriptions(scope: PublisherScope, filter: SubscriptionFilter, sort: SubscriptionSort): AsyncGenerator<ExportedRow[], void, undefined> {
  const conditions = [within(scope), ...conditionsOf(filter, "staff")];
  const batches = sortedBatches(sort, BATCH, (keyset) =>
    database().subscription.findMany({ where: { AND: [...conditions, keyset.where] }, orderBy: keyset.orderBy, take: keyset.take, select: EXPORT_COLUMNS }),
  );
  for await (const rows of batches) {
    yield rows.map((row) => {
      const line = toLine(row);
      return {
        subscriptionId: row.subscriptionId.toLowerCase(),
        name: row.name,
        status: row.status,
        state: line.state,
        offerId: row.offer?.offerId ?? "",
        offer: line.offerName ?? "",
        planId: row.planId,
        plan: line.planName,
        quantity: String(row.quantity),
        perSeat: String(line.perSeat),
        termUnit: row.billingCycle,
        startDate: written(row.startDate),
        endDate: written(row.endDate),
        autoRenew: String(row.autoRenew),
        isFreeTrial: String(row.isFreeTrial),
        resold: String(line.resold),
        beneficiaryTenantId: row.tenantId ?? "",
        beneficiaryObjectId: row.beneficiaryObjectId ?? "",
        beneficiaryEmail: row.beneficiaryEmail ?? "",
        purchaserTenantId: row.purchaserTenantId ?? "",
        purchaserObjectId: row.purchaserObjectId ?? "",
        purchaserEmail: row.purchaserEmail ?? "",
        contactEmail: row.contactEmail ?? "",
        boughtAt: written(row.marketplaceCreatedAt),
        firstSeenAt: written(row.createdAt),
        checkedAt: written(row.checkedAt),
        endedAt: written(row.endedAt),
      };
    });
  }
}

function written(time: Date | null): string {
  return time?.toISOString() ?? "";
}

import type { LicenseModel } from "../offers/schema";
import { isUnderWay, type ActivationStanding } from "./activation-standing";
import { licenseModelOf } from "./license-model";
import { pendingDaysShown, type PendingDays } from "./pending";
import { stateOf } from "./policy";
import { readPlan, type SubscriptionState } from "./schema";

/** One row of a list of subscriptions. */
export interface SubscriptionLine {
  readonly id: string;
  readonly subscriptionId: string;
  readonly name: string;
  readonly offerName: string | null;
  readonly planId: string;
  readonly planName: string;
  readonly quantity: number;
  readonly perSeat: boolean;
  readonly state: SubscriptionState;
  /** Microsoft's own word for it. */
  readonly status: string;
  readonly customer: string | null;
  readonly isFreeTrial: boolean;
  /** Bought by a reseller for somebody else. */
  readonly resold: boolean;
  readonly createdAt: Date;
  readonly endDate: Date | null;
  /** For how many days at least nobody has activated it, as the last comparison with Microsoft's list told the staff. */
  readonly pendingDays: PendingDays;
  /** Seats that somebody has or is invited to. */
  readonly acquiredLicenses: number;
  readonly licenseModel: LicenseModel;
  /** Of its term: P1M, P1Y, … */
  readonly termUnit: string;
}

export const LINE_COLUMNS = {
  id: true,
  subscriptionId: true,
  name: true,
  planId: true,
  planJson: true,
  quantity: true,
  perSeat: true,
  status: true,
  isFreeTrial: true,
  createdAt: true,
  endDate: true,
  pendingDaysTold: true,
  acquiredLicenses: true,
  billingCycle: true,
  tenantId: true,
  beneficiaryEmail: true,
  purchaserTenantId: true,
  purchaserEmail: true,
  offer: { select: { name: true, plans: { select: { planId: true, name: true, perSeat: true, licenseModel: true } } } },
  activation: { select: { state: true, handedOverAt: true } },
} as const;

/** What `LINE_COLUMNS` selects, and whatever else. */
export interface LineRow {
  readonly id: string;
  readonly subscriptionId: string;
  readonly name: string;
  readonly planId: string;
  readonly planJson: string | null;
  readonly quantity: number;
  readonly perSeat: boolean;
  readonly status: string;
  readonly isFreeTrial: boolean;
  readonly createdAt: Date;
  readonly endDate: Date | null;
  readonly pendingDaysTold: number;
  readonly acquiredLicenses: number;
  readonly billingCycle: string;
  readonly tenantId: string | null;
  readonly beneficiaryEmail: string | null;
  readonly purchaserTenantId: string | null;
  readonly purchaserEmail: string | null;
  readonly offer: { readonly name: string; readonly plans: readonly { readonly planId: string; readonly name: string; readonly perSeat: boolean; readonly licenseModel: string | null }[] } | null;
  readonly activation: ActivationStanding | null;
}

export function toLine(row: LineRow): SubscriptionLine {
  const catalogued = row.offer?.plans.find((plan) => plan.planId === row.planId);
  return {
    id: row.id,
    subscriptionId: row.subscriptionId,
    name: row.name || row.subscriptionId,
    offerName: row.offer?.name ?? null,
    planId: row.planId,
    planName: readPlan(row.planJson)?.displayName ?? catalogued?.name ?? row.planId,
    quantity: row.quantity,
    perSeat: row.perSeat || (catalogued?.perSeat ?? false),
    state: stateOf(row.status, row.activation),
    status: row.status,
    customer: row.beneficiaryEmail ?? row.purchaserEmail ?? row.tenantId,
    isFreeTrial: row.isFreeTrial,
    resold: row.purchaserTenantId !== null && row.tenantId !== null && row.purchaserTenantId !== row.tenantId,
    createdAt: row.createdAt,
    endDate: row.endDate,
    acquiredLicenses: row.acquiredLicenses,
    licenseModel: licenseModelOf(row),
    termUnit: row.billingCycle,
    pendingDays: isUnderWay(row.activation) ? 0 : pendingDaysShown(row),
  };
}

import { LINE_COLUMNS, toLine, type LineRow, type SubscriptionLine } from "./line";
import { readPlan, type PriceTerm } from "./schema";

/** All that a page tells of one subscription. */
export interface SubscriptionFacts extends SubscriptionLine {
  readonly offerKey: string | null;
  readonly productUrl: string | null;
  readonly supportEmail: string | null;
  readonly publisherName: string | null;
  readonly planDescription: string | null;
  readonly terms: readonly PriceTerm[];
  readonly startDate: Date | null;
  readonly autoRenew: boolean;
  readonly allowedCustomerOperations: readonly string[];
  readonly tenantId: string | null;
  readonly beneficiaryEmail: string | null;
  readonly beneficiaryObjectId: string | null;
  readonly purchaserTenantId: string | null;
  readonly purchaserObjectId: string | null;
  readonly purchaserEmail: string | null;
  readonly contactEmail: string | null;
  /** When the customer bought it, as Microsoft says. */
  readonly marketplaceCreatedAt: Date | null;
  readonly checkedAt: Date | null;
  readonly endedAt: Date | null;
  readonly activation: ActivationFacts | null;
}

export interface ActivationFacts {
  readonly state: string;
  /** When the publisher's system was last given it; null where it never was. */
  readonly handedOverAt: Date | null;
  readonly requestedName: string;
  readonly requestedAt: Date;
  readonly acceptedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly attempts: number;
  readonly problem: string | null;
  readonly problemDetail: string | null;
  readonly correlationId: string | null;
}

/** A person of the customer who may configure the subscription. */
export interface ManagerFacts {
  readonly tenantId: string;
  readonly objectId: string;
  readonly name: string;
  readonly email: string | null;
  /** One of MANAGER_REASONS. */
  readonly reason: string;
  readonly since: Date;
  readonly appointedBy: string | null;
  /** Null while they are one. */
  readonly removedAt: Date | null;
}

export const FACT_COLUMNS = {
  ...LINE_COLUMNS,
  startDate: true,
  autoRenew: true,
  allowedCustomerOperations: true,
  beneficiaryObjectId: true,
  purchaserObjectId: true,
  contactEmail: true,
  marketplaceCreatedAt: true,
  checkedAt: true,
  endedAt: true,
  managers: { select: { tenantId: true, objectId: true, name: true, email: true, reason: true, since: true, appointedBy: true, removedAt: true }, orderBy: { id: "asc" } },
  offer: {
    select: {
      ...LINE_COLUMNS.offer.select,
      key: true,
      productUrl: true,
      supportEmail: true,
      publisher: { select: { name: true, supportEmail: true } },
    },
  },
  activation: {
    select: { state: true, handedOverAt: true, requestedName: true, requestedAt: true, acceptedAt: true, finishedAt: true, attempts: true, problem: true, problemDetail: true, correlationId: true },
  },
} as const;

/** What `FACT_COLUMNS` selects. */
interface FactRow extends Omit<LineRow, "offer" | "activation"> {
  readonly startDate: Date | null;
  readonly autoRenew: boolean;
  readonly allowedCustomerOperations: string;
  readonly beneficiaryObjectId: string | null;
  readonly purchaserObjectId: string | null;
  readonly contactEmail: string | null;
  readonly marketplaceCreatedAt: Date | null;
  readonly checkedAt: Date | null;
  readonly endedAt: Date | null;
  readonly offer:
    | (NonNullable<LineRow["offer"]> & {
        readonly key: string;
        readonly productUrl: string | null;
        readonly supportEmail: string | null;
        readonly publisher: { readonly name: string; readonly supportEmail: string | null };
      })
    | null;
  readonly activation: ActivationFacts | null;
}

export function toFacts(row: FactRow): SubscriptionFacts {
  const plan = readPlan(row.planJson);
  return {
    ...toLine(row),
    offerKey: row.offer?.key ?? null,
    productUrl: row.offer?.productUrl ?? null,
    supportEmail: row.offer?.supportEmail ?? row.offer?.publisher.supportEmail ?? null,
    publisherName: row.offer?.publisher.name ?? null,
    planDescription: plan?.description ?? null,
    terms: plan?.terms ?? [],
    startDate: row.startDate,
    autoRenew: row.autoRenew,
    allowedCustomerOperations: row.allowedCustomerOperations.split(" ").filter(Boolean),
    tenantId: row.tenantId,
    beneficiaryEmail: row.beneficiaryEmail,
    beneficiaryObjectId: row.beneficiaryObjectId,
    purchaserTenantId: row.purchaserTenantId,
    purchaserObjectId: row.purchaserObjectId,
    purchaserEmail: row.purchaserEmail,
    contactEmail: row.contactEmail,
    marketplaceCreatedAt: row.marketplaceCreatedAt,
    checkedAt: row.checkedAt,
    endedAt: row.endedAt,
    activation: row.activation,
  };
}

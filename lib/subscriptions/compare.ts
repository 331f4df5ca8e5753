import type { MarketplaceSubscription } from "../marketplace/fulfillment-schema";
import { isPending } from "./pending";

/** What of a subscription is compared, in the order in which a report tells it. */
export const COMPARED_FIELDS = ["status", "planId", "quantity", "startDate", "endDate", "termUnit", "autoRenew", "name", "beneficiary", "purchaser", "isFreeTrial", "allowedCustomerOperations"] as const;
export type ComparedField = (typeof COMPARED_FIELDS)[number];

/** Our row, as far as Microsoft describes it too. */
export interface ComparedRow {
  readonly status: string;
  readonly planId: string;
  readonly quantity: number;
  readonly startDate: Date | null;
  readonly endDate: Date | null;
  readonly billingCycle: string;
  readonly autoRenew: boolean;
  readonly name: string;
  readonly tenantId: string | null;
  readonly beneficiaryObjectId: string | null;
  readonly purchaserTenantId: string | null;
  readonly purchaserObjectId: string | null;
  readonly isFreeTrial: boolean;
  readonly allowedCustomerOperations: string;
}

export interface Difference {
  readonly field: ComparedField;
  readonly ours: string;
  readonly theirs: string;
}

/** What `ComparedRow` is selected by. */
export const COMPARED_COLUMNS = {
  status: true,
  planId: true,
  quantity: true,
  startDate: true,
  endDate: true,
  billingCycle: true,
  autoRenew: true,
  name: true,
  tenantId: true,
  beneficiaryObjectId: true,
  purchaserTenantId: true,
  purchaserObjectId: true,
  isFreeTrial: true,
  allowedCustomerOperations: true,
} as const;

const LONGEST = 400;

/**
 * Where our row is not as an entry of Microsoft's list describes it. What the entry does not carry is no difference:
 * entries lack quantity or term at times (docs/marketplace/reconciliation.md).
 */
export function differencesBetween(ours: ComparedRow, theirs: MarketplaceSubscription): Difference[] {
  return COMPARED_FIELDS.flatMap((field) => {
    const told = theirText(field, theirs);
    if (told === null) return [];
    const kept = ourText(field, ours);
    return agree(field, kept, told) ? [] : [{ field, ours: kept, theirs: told }];
  });
}

/** One field of our row as a report shows it; parties as tenant/object. */
export function ourText(field: ComparedField, row: ComparedRow): string {
  switch (field) {
    case "startDate":
    case "endDate":
      return dayOf(row[field]) ?? "";
    case "termUnit":
      return row.billingCycle;
    case "beneficiary":
      return partyText(row.tenantId, row.beneficiaryObjectId);
    case "purchaser":
      return partyText(row.purchaserTenantId, row.purchaserObjectId);
    case "allowedCustomerOperations":
      return wordsOf(row.allowedCustomerOperations.split(" "));
    default:
      return String(row[field]);
  }
}

/** null: the entry does not say. Cut as our row is. */
function theirText(field: ComparedField, theirs: MarketplaceSubscription): string | null {
  switch (field) {
    case "status":
      return theirs.saasSubscriptionStatus.slice(0, 50);
    case "planId":
      return theirs.planId.slice(0, 100);
    case "quantity":
      return theirs.quantity === null ? null : String(theirs.quantity);
    case "startDate":
    case "endDate":
      // A pending one has no term here.
      return isPending(theirs.saasSubscriptionStatus) ? null : dayOf(theirs.term[field]);
    case "termUnit":
      return theirs.term.termUnit?.slice(0, 20) ?? null;
    case "name":
      return theirs.name.slice(0, LONGEST) || null;
    case "beneficiary":
    case "purchaser":
      return theirs[field].tenantId === null && theirs[field].objectId === null ? null : partyText(theirs[field].tenantId, theirs[field].objectId);
    case "autoRenew":
    case "isFreeTrial":
      return carries(theirs.raw, field) ? String(theirs[field]) : null;
    case "allowedCustomerOperations":
      return carries(theirs.raw, field) ? wordsOf(theirs.allowedCustomerOperations).slice(0, 200) : null;
  }
}

function agree(field: ComparedField, ours: string, theirs: string): boolean {
  if (field !== "beneficiary" && field !== "purchaser") return ours === theirs;
  const [tenant, object] = ours.split("/");
  const [theirTenant, theirObject] = theirs.split("/");
  // Through resellers either id may be missing.
  return (theirTenant === "" || tenant === theirTenant) && (theirObject === "" || object === theirObject);
}

/** Whether an entry says something of a field for which reading it makes up a usual value. */
function carries(raw: unknown, field: string): boolean {
  return typeof raw === "object" && raw !== null && Object.entries(raw).some(([key, value]) => key.trim() === field && value !== null && value !== "");
}

function partyText(tenantId: string | null, objectId: string | null): string {
  return `${tenantId?.toLowerCase() ?? ""}/${objectId?.toLowerCase() ?? ""}`;
}

/** Terms begin and end with days. */
function dayOf(date: Date | null): string | null {
  return date?.toISOString().slice(0, 10) ?? null;
}

/** In one order: Microsoft's varies and means nothing. */
function wordsOf(words: readonly string[]): string {
  return words.filter(Boolean).sort().join(" ");
}

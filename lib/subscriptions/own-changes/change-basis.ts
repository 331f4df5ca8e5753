import type { Tx } from "../../db/client";
import { database } from "../../db/client";
import type { Context } from "../../kernel/context";
import { PortalError } from "../../kernel/errors";
import { fulfillment } from "../../marketplace/fulfillment";
import type { MarketplacePlan } from "../../marketplace/fulfillment-schema";
import type { ChangeRules } from "../../offers/change-rules";
import { getMarketplaceCredentials } from "../../offers/queries";
import type { ManagedSubscription } from "../find-managed";
import { readPlan, type PriceTerm } from "../schema";
import type { ChangeBasis, OfferedPlan } from "./policy";

/** A plan as this customer is offered it, with its prices. */
export interface PricedPlan extends OfferedPlan {
  readonly displayName: string;
  readonly description: string | null;
  readonly terms: readonly PriceTerm[];
  /** Whether usage is billed besides the price; null: nobody says. */
  readonly isMetered: boolean | null;
}

/** Whether plan or seats may be changed here now: only then it counts what Microsoft offers. */
export function mayChange({ status, allowedCustomerOperations }: Pick<ManagedSubscription, "status" | "allowedCustomerOperations">): boolean {
  return status === "Subscribed" && allowedCustomerOperations.split(" ").includes("Update");
}

/** What Microsoft offers this customer; null where it does not say: nothing is judged by its silence. */
export async function listOffered({ correlationId }: Pick<Context, "correlationId">, { offerId, subscriptionId }: { readonly offerId: number; readonly subscriptionId: string }): Promise<PricedPlan[] | null> {
  try {
    const client = fulfillment(await getMarketplaceCredentials(offerId));
    return (await client.listAvailablePlans(subscriptionId, { correlationId, patience: "interactive" })).map(toPriced);
  } catch (error) {
    if (error instanceof PortalError) return null;
    throw error;
  }
}

function toPriced({ planId, displayName, isPricePerSeat, isStopSell, minQuantity, maxQuantity, raw }: MarketplacePlan): PricedPlan {
  const { description = null, terms = [], isMetered = null } = readPlan(JSON.stringify(raw)) ?? {};
  return { planId, displayName, isPricePerSeat, isStopSell, minQuantity, maxQuantity, description, terms, isMetered };
}

interface Known {
  readonly rules: ChangeRules;
  readonly offered: readonly OfferedPlan[] | null;
}

/** What a change is judged by, as it is now. Invitations whose time is over hold no seat, also where nobody has ended them yet. */
export async function basisOf({ now }: Pick<Context, "now">, subscription: ManagedSubscription, { rules, offered }: Known, tx: Tx = database()): Promise<ChangeBasis> {
  const over = await tx.licenseInvitation.count({ where: { subscriptionInfoId: subscription.id, state: "open", expiresAt: { lte: now } } });
  const { status, planId, quantity, allowedCustomerOperations, tenantId, purchaserTenantId, offer } = subscription;
  return {
    status,
    planId,
    quantity,
    perSeat: subscription.perSeat || (offer?.plans.some((plan) => plan.planId === planId && plan.perSeat) ?? false),
    allowedCustomerOperations: allowedCustomerOperations.split(" ").filter(Boolean),
    resold: purchaserTenantId !== null && tenantId !== null && purchaserTenantId !== tenantId,
    takenSeats: Math.max(0, subscription.acquiredLicenses - over),
    rules,
    offered,
  };
}

/** Somebody who has a seat. */
export interface SeatHolder {
  readonly id: string;
  readonly name: string | null;
  readonly upn: string;
  readonly assignedAt: Date | null;
}

/** Who stands in the way of fewer seats. */
export interface WouldLose {
  /** As many as are too many, newest first, as far as they can be named; fewer where invitations hold the rest. */
  readonly licenses: readonly SeatHolder[];
  /** How many more than those who are named. */
  readonly unnamed: number;
  readonly tooMany: number;
  /** Invitations that hold a seat. */
  readonly invitations: number;
}

const MOST_NAMED = 200;

/** Who would lose their seat, newest first; for managers, who see everybody's. */
export async function whoWouldLose({ now }: Pick<Context, "now">, { id: subscriptionInfoId }: Pick<ManagedSubscription, "id">, tooMany: number): Promise<WouldLose> {
  const where = { subscriptionInfoId, status: "Assigned" };
  const [users, assigned, invitations] = await Promise.all([
    database().subscriptionUser.findMany({
      where,
      orderBy: [{ assignedAt: "desc" }, { id: "desc" }],
      take: Math.min(tooMany, MOST_NAMED),
      select: { id: true, name: true, userUpn: true, assignedAt: true },
    }),
    database().subscriptionUser.count({ where }),
    database().licenseInvitation.count({ where: { subscriptionInfoId, state: "open", expiresAt: { gt: now } } }),
  ]);
  const unnamed = Math.max(0, Math.min(tooMany, assigned) - users.length);
  return { licenses: users.map(({ userUpn, ...user }) => ({ ...user, upn: userUpn })), unnamed, tooMany, invitations };
}

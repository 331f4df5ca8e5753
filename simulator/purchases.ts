import { createHash } from "node:crypto";
import { z } from "zod";
import { RESELLER_TENANT, type Persona } from "./catalogue";
import { marketplaceId, purchaseToken } from "./ids";
import { announce, note } from "./operations/announce";
import type { Offer, Plan, Publisher } from "./publisher";
import type { Store } from "./state";
import type { Party, Subscription } from "./subscription";

const DAY_MS = 24 * 3600_000;

export const purchaseSchema = z.object({
  offerId: z.string(),
  planId: z.string(),
  quantity: z.coerce.number().int().positive().optional(),
  persona: z.string().default("mira"),
  freeTrial: z.boolean().default(false),
  /** Through a reseller: the reseller's tenant is the purchaser, and nobody is named by object id. */
  csp: z.boolean().default(false),
  activation: z.enum(["works", "fails-late"]).default("works"),
  preview: z.boolean().default(false),
});
export type PurchaseRequest = z.infer<typeof purchaseSchema>;

export class Refused extends Error {}

export interface Purchase {
  readonly subscriptionId: string;
  readonly token: string;
  readonly landingUrl: string;
}

/** What happens when somebody presses Buy. */
export function purchase(store: Store, request: PurchaseRequest): Purchase {
  const found = findOffer(store, request.offerId);
  const plan = found?.offer.plans.find(({ planId }) => planId === request.planId);
  const persona = store.state.personas.find(({ key }) => key === request.persona);
  if (!found) throw new Refused(`There is no offer ${request.offerId}.`);
  if (!plan) throw new Refused(`${request.offerId} has no plan ${request.planId}.`);
  if (!persona) throw new Refused(`There is no persona ${request.persona}.`);
  if (plan.isStopSell) throw new Refused(`${plan.displayName} is not sold any more.`);
  const quantity = quantityOf(plan, request.quantity);
  const buyer = partyOf(persona);
  const subscription: Subscription = {
    id: marketplaceId(),
    name: `${found.offer.name} - ${persona.name}`,
    publisherId: found.publisher.publisherId,
    offerId: request.preview ? `${found.offer.offerId}-preview` : found.offer.offerId,
    planId: plan.planId,
    quantity,
    beneficiary: request.csp ? { ...buyer, objectId: null, puid: null } : buyer,
    purchaser: request.csp ? { emailId: null, objectId: null, tenantId: RESELLER_TENANT, puid: null } : buyer,
    termUnit: plan.terms[0]?.termUnit ?? "P1M",
    startDate: null,
    endDate: null,
    autoRenew: true,
    isFreeTrial: request.freeTrial && plan.hasFreeTrials,
    csp: request.csp,
    status: "PendingFulfillmentStart",
    suspendedAt: null,
    created: new Date(store.now()).toISOString().replace("Z", "1807Z"),
    activation: null,
    activationFails: request.activation === "fails-late",
  };
  store.state.subscriptions.push(subscription);
  if (store.state.webhooks.settings.subscribe === "at-purchase") tellOfPurchase(store, subscription);
  return landingOf(store, subscription);
}

function tellOfPurchase(store: Store, subscription: Subscription): void {
  const at = store.now();
  const { planId, quantity } = subscription;
  announce(store, note(store, subscription, at, { action: "Subscribe", source: "Azure", status: "Succeeded", planId, quantity }), subscription, at);
}

/** A new link to the landing page, as "Configure account" and "Manage account" make one each time. */
export function landingOf(store: Store, subscription: Subscription): Purchase {
  const token = purchaseToken();
  store.state.tokens[token] = { subscriptionId: subscription.id, expiresAt: store.now() + DAY_MS };
  store.save();
  return { subscriptionId: subscription.id, token, landingUrl: landingUrlOf(store, subscription, token) };
}

/** The publisher's landing page; its address may have a query of its own. */
export function landingUrlOf(store: Store, { offerId }: Subscription, token: string): string {
  const address = findOffer(store, offerId)?.offer.landingUrl ?? "";
  return `${address}${address.includes("?") ? "&" : "?"}token=${encodeURIComponent(token)}`;
}

export function findOffer(store: Store, offerId: string): { publisher: Publisher; offer: Offer } | null {
  for (const publisher of store.state.publishers) {
    const offer = publisher.offers.find((each) => each.offerId === offerId.replace(/-preview$/, ""));
    if (offer) return { publisher, offer };
  }
  return null;
}

export function quantityOf(plan: Plan, asked: number | undefined): number | null {
  if (!plan.isPricePerSeat) return null;
  const quantity = asked ?? plan.minQuantity ?? 1;
  if (quantity < (plan.minQuantity ?? 1) || quantity > (plan.maxQuantity ?? Infinity)) throw new Refused(`${plan.displayName} takes ${plan.minQuantity ?? 1} to ${plan.maxQuantity ?? "any number of"} seats.`);
  return quantity;
}

/** A guest buys in the tenant that invited them. */
function partyOf(persona: Persona): Party {
  const { tenantId, objectId } = persona.guestOf[0] ?? persona;
  return { emailId: persona.email ?? persona.upn, objectId, tenantId, puid: puidOf(objectId) };
}

/** One person has one. */
function puidOf(objectId: string): string {
  return `1003${createHash("sha256").update(objectId).digest("hex").slice(0, 12).toUpperCase()}`;
}

/** Whether a customer can have a plan: a private one is sold to its audience alone. */
export function isSoldTo({ isPrivate, audience }: Plan, { beneficiary }: Subscription): boolean {
  return !isPrivate || (beneficiary.tenantId !== null && audience.includes(beneficiary.tenantId));
}

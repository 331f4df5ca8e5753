import { randomBytes } from "node:crypto";
import { z } from "zod";
import { RESELLER_TENANT, type Offer, type Persona, type Plan, type Publisher } from "./catalogue";
import { marketplaceId, purchaseToken } from "./ids";
import type { Party, Store, Subscription } from "./state";

const DAY_MS = 24 * 3600_000;
const ABOUT_PUID = (): string => `1003${randomBytes(6).toString("hex").toUpperCase()}`;

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
    created: new Date(store.now()).toISOString().replace("Z", "1807Z"),
    activation: null,
    activationFails: request.activation === "fails-late",
  };
  store.state.subscriptions.push(subscription);
  return landingOf(store, subscription);
}

/** A new link to the landing page, as "Configure account" and "Manage account" make one each time. */
export function landingOf(store: Store, subscription: Subscription): Purchase {
  const token = purchaseToken();
  store.state.tokens[token] = { subscriptionId: subscription.id, expiresAt: store.now() + DAY_MS };
  store.save();
  const offer = findOffer(store, subscription.offerId)?.offer;
  return { subscriptionId: subscription.id, token, landingUrl: `${offer?.landingUrl ?? ""}?token=${encodeURIComponent(token)}` };
}

export function findOffer(store: Store, offerId: string): { publisher: Publisher; offer: Offer } | null {
  for (const publisher of store.state.publishers) {
    const offer = publisher.offers.find((each) => each.offerId === offerId.replace(/-preview$/, ""));
    if (offer) return { publisher, offer };
  }
  return null;
}

function quantityOf(plan: Plan, asked: number | undefined): number | null {
  if (!plan.isPricePerSeat) return null;
  const quantity = asked ?? plan.minQuantity ?? 1;
  if (quantity < (plan.minQuantity ?? 1) || quantity > (plan.maxQuantity ?? Infinity)) throw new Refused(`${plan.displayName} takes ${plan.minQuantity ?? 1} to ${plan.maxQuantity ?? "any number of"} seats.`);
  return quantity;
}

/** A guest buys in the tenant that invited them. */
function partyOf(persona: Persona): Party {
  const { tenantId, objectId } = persona.guestOf[0] ?? persona;
  return { emailId: persona.email ?? persona.upn, objectId, tenantId, puid: ABOUT_PUID() };
}

import { PortalError } from "../kernel/errors";
import { endpointsAskedFor } from "./catalogue-diff";
import type { DocumentPath } from "./document-problem";
import { endpointProblems } from "./endpoint-rules";
import type { CatalogueOffer } from "./schema";

/** One thing that a catalogue asks for and the portal's data do not allow. */
export interface CatalogueConflict {
  readonly path: DocumentPath;
  /** A sentence. */
  readonly reason: string;
}

/** Thrown before anything is written; knows every conflict, so that a document can be put right at once. */
export class CatalogueConflictError extends PortalError {
  override readonly name = "CatalogueConflictError";
  readonly conflicts: readonly CatalogueConflict[];

  constructor(conflicts: readonly CatalogueConflict[]) {
    super("conflict", { what: "The catalogue cannot be applied.", why: conflicts.map(({ reason }) => reason).join(" "), todo: "Correct it and apply it again." });
    this.conflicts = conflicts;
  }
}

export interface RegisteredOffer {
  readonly key: string;
  readonly offerId: string;
  readonly plans: readonly { readonly planId: string }[];
  readonly subscriptionCount: number;
}

/** Every reason not to take up `offers`, given the publisher's registered ones and the keys among them that others have. */
export function conflictsOf(offers: readonly CatalogueOffer[], registered: readonly RegisteredOffer[], takenKeys: ReadonlySet<string>): CatalogueConflict[] {
  return offers.flatMap((offer, index) => {
    const path = (...rest: DocumentPath): DocumentPath => ["offers", index, ...rest];
    if (takenKeys.has(offer.key)) return [{ path: path("key"), reason: `The key ${offer.key} belongs to an offer of another publisher: give ${offer.offerId} another one.` }];
    const ofKey = registered.find(({ key }) => key === offer.key);
    if (ofKey !== undefined && ofKey.offerId !== offer.offerId) return [{ path: path("offerId"), reason: whyOfferIdStays(ofKey) }];
    const ofMicrosoft = registered.find(({ offerId }) => isSame(offerId, offer.offerId));
    if (ofMicrosoft !== undefined && ofMicrosoft.key !== offer.key) {
      return [{ path: path("key"), reason: `${offer.offerId} is registered under the key ${ofMicrosoft.key} already, and its landing page and webhook have that address: use ${ofMicrosoft.key}.` }];
    }
    const planIds = [...offer.plans, ...(ofKey?.plans ?? [])].map(({ planId }) => planId);
    const unreachable = endpointProblems(endpointsAskedFor(offer)).map(({ field, words }) => ({ path: path(...field.split(".")), reason: words }));
    const ofPlans = offer.plans.flatMap(({ planId, changesTo }, planIndex) => {
      const other = ofKey?.plans.find((plan) => plan.planId !== planId && isSame(plan.planId, planId));
      const spelling = other ? [{ path: path("plans", planIndex, "planId"), reason: `This plan is registered as ${other.planId}: spell it so.` }] : [];
      const targets = (changesTo ?? []).flatMap((target, index) => (planIds.includes(target) ? [] : [{ path: path("plans", planIndex, "changesTo", index), reason: whyNoTarget(target, planIds) }]));
      return [...spelling, ...targets];
    });
    return [...unreachable, ...ofPlans];
  });
}

function whyNoTarget(target: string, planIds: readonly string[]): string {
  const meant = planIds.find((planId) => isSame(planId, target));
  return meant === undefined ? `This offer has no plan ${target}, neither in this document nor in the portal.` : `That plan is ${meant}: spell it so.`;
}

function whyOfferIdStays({ key, offerId, subscriptionCount }: RegisteredOffer): string {
  const held = subscriptionCount === 0 ? "" : ` ${subscriptionCount === 1 ? "1 subscription hangs" : `${subscriptionCount} subscriptions hang`} on it.`;
  return `The key ${key} stands for Microsoft's offer ${offerId}, and for no other ever: its address is typed in at Partner Center.${held} Put ${offerId} back, or register the other offer under a key of its own.`;
}

/** SQL Server compares so. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

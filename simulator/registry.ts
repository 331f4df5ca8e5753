import { organisationNames, personalTenantId, seededPersonas, seededPublishers } from './catalogue';
import { sameId } from './identifiers';
import type { Offer, Persona, Plan, Publisher, State } from './model';

/** The catalogue from the start, and what was registered since. */
export function listPublishers(state: Readonly<State>): Publisher[] {
  return [...seededPublishers, ...state.registeredPublishers];
}

export function listPersonas(state: Readonly<State>): Persona[] {
  return [...seededPersonas, ...state.registeredPersonas];
}

export function findPersona(state: Readonly<State>, key: string): Persona | null {
  return listPersonas(state).find((persona) => persona.key === key) ?? null;
}

export function findPublisherByApp(state: Readonly<State>, clientId: string): Publisher | null {
  return listPublishers(state).find((publisher) => sameId(publisher.clientId, clientId)) ?? null;
}

export function findOffer(state: Readonly<State>, offerId: string): { publisher: Publisher; offer: Offer } | null {
  for (const publisher of listPublishers(state)) {
    const offer = publisher.offers.find((candidate) => candidate.offerId === offerId);
    if (offer) return { publisher, offer };
  }
  return null;
}

export function findPlan(offer: Offer, planId: string): Plan | null {
  return offer.plans.find((plan) => plan.planId === planId) ?? null;
}

/** A private plan is there only for the tenants of its audience. */
export function isPlanVisibleTo(plan: Plan, tenantId: string): boolean {
  return !plan.isPrivate || plan.audience.some((member) => sameId(member, tenantId));
}

export function isKnownTenant(state: Readonly<State>, tenantId: string): boolean {
  const people = listPersonas(state).flatMap((persona) => [persona, ...persona.guestOf]);
  return (
    sameId(tenantId, personalTenantId) ||
    [...people, ...listPublishers(state)].some((owner) => sameId(owner.tenantId, tenantId))
  );
}

export function toOrganisationName(tenantId: string): string {
  return organisationNames[tenantId.toLowerCase()] ?? tenantId;
}

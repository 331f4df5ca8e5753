import { database } from "@/lib/db/client";
import { OFFERS, PLANS, type Of } from "../fill-rows";

export interface Person {
  readonly tenantId: string;
  readonly objectId: string;
  readonly label: string;
}

/** A publisher with its offers, of which the person is an owner. @param count how many there will be of what is counted */
export async function makePublisher(person: Person, { key, name, count }: { readonly key: string; readonly name: string; readonly count: number }): Promise<Of> {
  const now = new Date();
  const { id: publisherId } = await database().publisher.create({ data: { key, name, members: { create: { ...person, role: "owner", addedAt: now } } } });
  const { id: technicalConfigurationId } = await database().technicalConfiguration.create({
    data: { publisherId, tenantId: person.tenantId, clientId: person.objectId, clientSecret: "none: Microsoft is never asked", updatedAt: now },
  });
  const offerIds: number[] = [];
  for (const offer of OFFERS) {
    const offerId = offer.toLowerCase();
    const plans = PLANS.map(({ planId, name: plan, perSeat }) => ({ planId, name: plan, perSeat }));
    const { id } = await database().offer.create({ data: { publisherId, technicalConfigurationId, key: `${key}-${offerId}`, offerId, name: offer, plans: { create: plans } } });
    offerIds.push(id);
  }
  return { publisherId, offerIds, count, now };
}

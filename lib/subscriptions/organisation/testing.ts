import { customerScope } from "../../auth/scope";
import { database } from "../../db/client";
import { testDatabase } from "../../db/testing";
import { currentTime } from "../../kernel/clock";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { newId } from "../../kernel/ids";

/** A publisher's subscriptions, and the people around them. */
export interface Organisation {
  /** Three of one organisation. */
  readonly mira: UserActor;
  readonly jonas: UserActor;
  readonly buyer: UserActor;
  readonly stella: UserActor;
  readonly rico: UserActor;
  subscribe(people?: { beneficiary?: UserActor; purchaser?: UserActor }): Promise<{ id: string; subscriptionId: string }>;
  customer(actor: UserActor): Context<CustomerScope, UserActor>;
  actions(id: string): Promise<string[]>;
  close(): Promise<void>;
}

export async function openOrganisation(): Promise<Organisation> {
  const mine = await testDatabase();
  const [aurora, harbor, reseller] = [newId(), newId(), newId()];
  const person = (tenantId: string, name: string): UserActor => ({ kind: "user", tenantId, objectId: newId(), name, email: `${name.toLowerCase()}@example.com` });
  const { id: publisherId } = await database().publisher.create({ data: { key: "northwind", name: "Northwind" } });
  const { id: technicalConfigurationId } = await database().technicalConfiguration.create({ data: { publisherId, tenantId: newId(), clientId: newId(), clientSecret: "sealed", updatedAt: currentTime() } });
  const { id: offerId } = await database().offer.create({ data: { publisherId, technicalConfigurationId, key: "offer", offerId: "offer", name: "Offer" } });
  const mira = person(aurora, "Mira");
  return {
    mira,
    jonas: person(aurora, "Jonas"),
    buyer: person(aurora, "Buyer"),
    stella: person(harbor, "Stella"),
    rico: person(reseller, "Rico"),
    subscribe: async ({ beneficiary = mira, purchaser = beneficiary } = {}) => {
      const row = { id: newId(), subscriptionId: newId() };
      const parties = { tenantId: beneficiary.tenantId, beneficiaryObjectId: beneficiary.objectId, beneficiaryEmail: beneficiary.email, purchaserTenantId: purchaser.tenantId, purchaserObjectId: purchaser.objectId, purchaserEmail: purchaser.email };
      await database().subscription.create({ data: { ...row, ...parties, publisherId, offerId, planId: "plan", quantity: 3, status: "Subscribed", billingCycle: "P1M" } });
      return row;
    },
    customer: (actor) => ({ actor, scope: customerScope(actor), correlationId: newId(), now: currentTime() }),
    actions: async (id) => (await database().subscriptionAction.findMany({ where: { subscriptionInfoId: id }, orderBy: { number: "asc" } })).map(({ type }) => type),
    close: () => mine.close(),
  };
}

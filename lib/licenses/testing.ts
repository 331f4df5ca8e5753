import { customerScope, publisherScope, systemScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase } from "../db/testing";
import { currentTime } from "../kernel/clock";
import type { Context, CustomerScope, PublisherScope, SystemScope, UserActor } from "../kernel/context";
import { newId } from "../kernel/ids";
import type { ApiKeyActor } from "../auth/api-key";
import type { Assignee } from "./schema";

interface SubscriptionRow {
  readonly seats?: number;
  readonly status?: string;
  readonly licenseModel?: string | null;
  readonly perSeat?: boolean;
  readonly beneficiary?: UserActor | null;
  readonly tenantId?: string | null;
  readonly purchaser?: UserActor | null;
  readonly acquired?: number;
  readonly overAssignment?: string;
}

/** A database with one publisher, and customers who have bought from it; nobody is asked but it. */
export interface LicenseWorld {
  readonly publisherId: number;
  /** Of one organisation. */
  readonly mira: UserActor;
  readonly jonas: UserActor;
  /** Of another. */
  readonly stella: UserActor;
  /** Of the reseller's. */
  readonly rico: UserActor;
  /** @returns Microsoft's id, and the row's. */
  subscribe(row?: SubscriptionRow): Promise<{ subscriptionId: string; id: string }>;
  customer(actor: UserActor, now?: Date): Context<CustomerScope, UserActor>;
  api(): Context<PublisherScope, ApiKeyActor>;
  system(now?: Date): Context<SystemScope>;
  user(number: number): Assignee;
  acquired(id: string): Promise<number>;
  /** Assigned seats and open invitations: what `acquired` has to be. */
  held(id: string): Promise<number>;
  actions(id: string): Promise<string[]>;
  close(): Promise<void>;
}

const AURORA = "5a3e7d91-6c08-4f2b-93ad-e1b7402c6f58";
const HARBOR = "0f6c2e18-b5a7-4d93-8c41-73d9e05ab612";
const CLOUDWISE = "c1c1c1c1-b5a7-4d93-8c41-73d9e05ab612";

const person = (tenantId: string, name: string): UserActor => ({ kind: "user", tenantId, objectId: newId(), name, email: `${name.toLowerCase()}@example.com` });

export async function openLicenseWorld(): Promise<LicenseWorld> {
  const mine = await testDatabase();
  const publisher = await database().publisher.create({ data: { key: "northwind", name: "Northwind" } });
  const technical = await database().technicalConfiguration.create({ data: { publisherId: publisher.id, tenantId: newId(), clientId: newId(), clientSecret: "sealed", updatedAt: currentTime() } });
  const mira = person(AURORA, "Mira");
  let offers = 0;
  return {
    publisherId: publisher.id,
    mira,
    jonas: person(AURORA, "Jonas"),
    stella: person(HARBOR, "Stella"),
    rico: person(CLOUDWISE, "Rico"),
    subscribe: async ({ seats = 3, status = "Subscribed", licenseModel = "seat", perSeat = true, beneficiary = mira, tenantId, purchaser = beneficiary, acquired = 0, overAssignment = "refuse" } = {}) => {
      offers += 1;
      const offer = await database().offer.create({
        data: {
          publisherId: publisher.id,
          technicalConfigurationId: technical.id,
          key: `offer-${offers}`,
          offerId: `offer-${offers}`,
          name: `Offer ${offers}`,
          overAssignment,
          plans: { create: { planId: "plan", name: "Plan", perSeat, licenseModel } },
        },
      });
      const row = { id: newId(), subscriptionId: newId() };
      await database().subscription.create({
        data: {
          ...row,
          publisherId: publisher.id,
          offerId: offer.id,
          planId: "plan",
          perSeat,
          quantity: seats,
          acquiredLicenses: acquired,
          status,
          billingCycle: "P1M",
          name: `Subscription ${offers}`,
          tenantId: tenantId === undefined ? (beneficiary?.tenantId ?? AURORA) : tenantId,
          beneficiaryObjectId: beneficiary?.objectId ?? null,
          beneficiaryEmail: beneficiary?.email ?? null,
          purchaserTenantId: purchaser?.tenantId ?? null,
          purchaserObjectId: purchaser?.objectId ?? null,
          purchaserEmail: purchaser?.email ?? null,
          allowedCustomerOperations: "Read Update Delete",
        },
      });
      return row;
    },
    customer: (actor, now = currentTime()) => ({ actor, scope: customerScope(actor), correlationId: newId(), now }),
    api: () => ({ actor: { kind: "api-key", apiKeyId: 1, name: "product" }, scope: publisherScope({ publisherId: publisher.id, publisherKey: "northwind", role: "viewer" }), correlationId: newId(), now: currentTime() }),
    system: (now = currentTime()) => ({ actor: { kind: "job", name: "test" }, scope: systemScope(), correlationId: newId(), now }),
    user: (number) => ({ objectId: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`, upn: `user${number}@aurora.example`, name: `User ${number}` }),
    acquired: async (id) => (await database().subscription.findUniqueOrThrow({ where: { id } })).acquiredLicenses,
    held: async (id) =>
      (await database().subscriptionUser.count({ where: { subscriptionInfoId: id, status: "Assigned" } })) + (await database().licenseInvitation.count({ where: { subscriptionInfoId: id, state: "open" } })),
    actions: async (id) => (await database().subscriptionAction.findMany({ where: { subscriptionInfoId: id }, orderBy: { number: "asc" } })).map(({ type }) => type),
    close: () => mine.close(),
  };
}

import { z } from "zod";
import { describeApi } from "@/app/api/v1/document";
import { newApiKey } from "@/lib/auth/api-key";
import { testDatabase, type TestDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel/ids";

/** What a test of the API may have: publishers with a key for each kind of call, and what was bought from them. */
export interface ApiWorld extends TestDatabase {
  /** Each has the offers ledger and board with the plans seat, site and first-come. @returns a key with these scopes. */
  publish(publisherKey: string, ...scopes: string[]): Promise<string>;
  keyOf(publisherKey: string, ...scopes: string[]): Promise<string>;
  /** @returns ids of the row and of Microsoft's. */
  sell(publisherKey: string, subscription: Sold): Promise<{ id: string; subscriptionId: string }>;
  license(subscriptionInfoId: string, userId: string, more?: object): Promise<string>;
}

export interface Sold {
  readonly tenantId?: string | null;
  readonly planId?: "seat" | "site" | "first-come";
  readonly offer?: "ledger" | "board" | null;
  readonly quantity?: number;
  readonly status?: string;
  readonly more?: object;
}

export async function apiWorld(): Promise<ApiWorld> {
  const mine = await testDatabase();
  const { database } = mine;
  const keyOf = async (publisherKey: string, ...scopes: string[]): Promise<string> => {
    const { id: publisherId } = await database.publisher.findUniqueOrThrow({ where: { key: publisherKey } });
    const { key, hash, hint } = newApiKey();
    await database.apiKey.create({ data: { publisherId, name: "ERP", hash, hint, scopes: scopes.join(" "), createdBy: "Priya", createdAt: new Date(), lastUsedAt: new Date() } });
    return key;
  };
  let minute = 0;
  return {
    ...mine,
    keyOf,
    publish: async (publisherKey, ...scopes) => {
      const { id: publisherId, technicalConfigurations } = await database.publisher.create({
        data: { key: publisherKey, name: publisherKey, technicalConfigurations: { create: { tenantId: newId(), clientId: newId(), clientSecret: "sealed", updatedAt: new Date() } } },
        include: { technicalConfigurations: true },
      });
      const plans = { create: ["seat", "site", "first-come"].map((planId) => ({ planId, name: planId, licenseModel: planId })) };
      for (const offerId of ["ledger", "board"]) {
        await database.offer.create({ data: { key: `${publisherKey}-${offerId}`, offerId, name: offerId, publisherId, technicalConfigurationId: technicalConfigurations[0]?.id ?? 0, plans } });
      }
      return keyOf(publisherKey, ...scopes);
    },
    sell: async (publisherKey, { tenantId = null, planId = "seat", offer = "ledger", quantity = 5, status = "Subscribed", more = {} }) => {
      const { id: publisherId } = await database.publisher.findUniqueOrThrow({ where: { key: publisherKey } });
      const sold = offer === null ? null : await database.offer.findUniqueOrThrow({ where: { key: `${publisherKey}-${offer}` } });
      const createdAt = new Date(Date.UTC(2026, 0, 1, 0, minute++));
      return database.subscription.create({
        data: { id: newId(), subscriptionId: newId(), publisherId, offerId: sold?.id ?? null, tenantId, planId, quantity, status, perSeat: true, billingCycle: "P1M", createdAt, ...more },
        select: { id: true, subscriptionId: true },
      });
    },
    license: async (subscriptionInfoId, userId, more = {}) => {
      const { publisherId, tenantId } = await database.subscription.update({ where: { id: subscriptionInfoId }, data: { acquiredLicenses: { increment: 1 } } });
      const { id } = await database.subscriptionUser.create({
        data: { id: newId(), subscriptionInfoId, userId, userUpn: "ada@contoso.example", status: "Assigned", publisherId, tenantId, assignedAt: new Date(Date.UTC(2026, 1, 1, 0, minute++)), ...more },
      });
      return id;
    },
  };
}

/** An answer read by the published document alone. */
export function asDocumented(name: string) {
  const text = JSON.stringify(describeApi().components?.schemas).replaceAll("#/components/schemas/", "#/$defs/");
  const definitions = z.record(z.string(), z.json()).parse(JSON.parse(text));
  return z.fromJSONSchema({ $ref: `#/$defs/${name}`, $defs: definitions } as Parameters<typeof z.fromJSONSchema>[0]);
}

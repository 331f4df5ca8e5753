import { transaction, type TransactionContext } from "../db/transaction";
import type { Context, SystemScope } from "../kernel/context";
import { decryptSecret, encryptSecret, sameSecret } from "../kernel/crypto";
import type { Catalogue, CatalogueOffer } from "./schema";

type Writing = Context<SystemScope> & TransactionContext;

/**
 * Makes one publisher's offers, plans and technical configuration as `catalogue` says. Creates and updates,
 * removes nothing; a second time it changes nothing.
 * @returns the publisher's row id.
 */
export async function applyCatalogue(ctx: Context<SystemScope>, catalogue: Catalogue): Promise<{ publisherId: number }> {
  return transaction(ctx, async (writing) => {
    const { key, ...facts } = withNulls(catalogue.publisher);
    const publisher = await writing.tx.publisher.upsert({ where: { key }, create: { key, ...facts, createdAt: ctx.now }, update: facts });
    const configurationId = await applyTechnicalConfiguration(writing, publisher.id, catalogue.technicalConfiguration);
    for (const offer of catalogue.offers) await applyOffer(writing, publisher.id, configurationId, offer);
    return { publisherId: publisher.id };
  });
}

function withNulls(publisher: Catalogue["publisher"]) {
  return {
    key: publisher.key,
    name: publisher.name,
    brandColor: publisher.brandColor ?? null,
    logoUrl: publisher.logoUrl ?? null,
    supportEmail: publisher.supportEmail ?? null,
  };
}

async function applyTechnicalConfiguration(ctx: Writing, publisherId: number, given: Catalogue["technicalConfiguration"]): Promise<number> {
  const application = { publisherId, tenantId: given.tenantId, clientId: given.clientId };
  const existing = await ctx.tx.technicalConfiguration.findUnique({ where: { publisherId_tenantId_clientId: application } });
  if (existing === null) {
    const clientSecret = await encryptSecret(given.clientSecret);
    const { id } = await ctx.tx.technicalConfiguration.create({ data: { ...application, clientSecret, updatedAt: ctx.now } });
    return id;
  }
  if (!(await holds(existing.clientSecret, given.clientSecret))) {
    const clientSecret = await encryptSecret(given.clientSecret);
    await ctx.tx.technicalConfiguration.update({ where: { id: existing.id }, data: { clientSecret, updatedAt: ctx.now } });
  }
  return existing.id;
}

/** A secret that cannot be read any more (its key is gone) counts as another one: it is replaced by the one given. */
async function holds(sealed: string, secret: string): Promise<boolean> {
  try {
    return sameSecret(await decryptSecret(sealed), secret);
  } catch {
    return false;
  }
}

async function applyOffer(ctx: Writing, publisherId: number, technicalConfigurationId: number, offer: CatalogueOffer): Promise<void> {
  const facts = {
    offerId: offer.offerId,
    name: offer.name,
    productUrl: offer.productUrl ?? null,
    supportEmail: offer.supportEmail ?? null,
    technicalConfigurationId,
  };
  const { id } = await ctx.tx.offer.upsert({
    where: { key: offer.key, publisherId },
    create: { key: offer.key, publisherId, ...facts, createdAt: ctx.now },
    update: facts,
  });
  for (const { planId, name, perSeat } of offer.plans) {
    await ctx.tx.plan.upsert({
      where: { offerId_planId: { offerId: id, planId } },
      create: { offerId: id, planId, name, perSeat },
      update: { name, perSeat },
    });
  }
}

import { database } from "../db/client";
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
  const { key, ...facts } = withNulls(catalogue.publisher);
  const clientSecret = await sealUnlessKept(key, catalogue.technicalConfiguration);
  return transaction(ctx, async (writing) => {
    const publisher = await writing.tx.publisher.upsert({ where: { key }, create: { key, ...facts, createdAt: ctx.now }, update: facts });
    const { tenantId, clientId } = catalogue.technicalConfiguration;
    const application = { publisherId: publisher.id, tenantId, clientId };
    const configuration = await writing.tx.technicalConfiguration.upsert({
      where: { publisherId_tenantId_clientId: application },
      create: { ...application, clientSecret, updatedAt: ctx.now },
      update: { clientSecret, updatedAt: ctx.now },
    });
    for (const offer of catalogue.offers) await applyOffer(writing, publisher.id, configuration.id, offer);
    return { publisherId: publisher.id };
  });
}

/** The secret as it is stored: the sealed text that is there already where it holds the same one, so that nothing changes. */
async function sealUnlessKept(publisherKey: string, given: Catalogue["technicalConfiguration"]): Promise<string> {
  const kept = await database().technicalConfiguration.findFirst({
    where: { publisher: { key: publisherKey }, tenantId: given.tenantId, clientId: given.clientId },
    select: { clientSecret: true },
  });
  return kept && (await holds(kept.clientSecret, given.clientSecret)) ? kept.clientSecret : encryptSecret(given.clientSecret);
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

import { database } from "../db/client";
import { transaction, type TransactionContext } from "../db/transaction";
import type { Context, SystemScope } from "../kernel/context";
import { decryptSecret, encryptSecret, sameSecret } from "../kernel/crypto";
import { PortalError } from "../kernel/errors";
import type { Catalogue, CatalogueOffer } from "./schema";

type Writing = Context<SystemScope> & TransactionContext;

/**
 * Makes one publisher's offers, plans and technical configuration as `catalogue` says. Creates and updates,
 * removes nothing; a second time it changes nothing.
 * @returns the publisher's row id.
 * @throws PortalError `conflict` when another offer has one of the keys, or Microsoft's offer another key already: nothing is written then.
 */
export async function applyCatalogue(ctx: Context<SystemScope>, catalogue: Catalogue): Promise<{ publisherId: number }> {
  const clientSecret = await sealUnlessKept(catalogue);
  const { key, ...facts } = withNulls(catalogue.publisher);
  return transaction(ctx, async (writing) => {
    const publisher = await writing.tx.publisher.upsert({ where: { key }, create: { key, ...facts, createdAt: ctx.now }, update: facts });
    const { tenantId, clientId } = catalogue.technicalConfiguration;
    const application = { publisherId: publisher.id, tenantId, clientId };
    const configuration = await writing.tx.technicalConfiguration.upsert({
      where: { publisherId_tenantId_clientId: application },
      create: { ...application, clientSecret: clientSecret.sealed, updatedAt: ctx.now },
      update: clientSecret.kept ? {} : { clientSecret: clientSecret.sealed, updatedAt: ctx.now },
    });
    for (const offer of catalogue.offers) await applyOffer(writing, publisher.id, configuration.id, offer);
    return { publisherId: publisher.id };
  });
}

interface SealedSecret {
  readonly sealed: string;
  /** It is stored already. */
  readonly kept: boolean;
}

/** The secret as it is stored: the sealed text that is there already where it holds the same one, so that nothing changes. */
async function sealUnlessKept({ publisher, technicalConfiguration: given }: Catalogue): Promise<SealedSecret> {
  const kept = await database().technicalConfiguration.findFirst({
    where: { publisher: { key: publisher.key }, tenantId: given.tenantId, clientId: given.clientId },
    select: { clientSecret: true },
  });
  if (kept && (await holds(kept.clientSecret, given.clientSecret))) return { sealed: kept.clientSecret, kept: true };
  return { sealed: await encryptSecret(given.clientSecret), kept: false };
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
  const id = await findOfferId(ctx, publisherId, offer);
  if (id === null) {
    const { plans } = offer;
    await ctx.tx.offer.create({ data: { key: offer.key, publisherId, ...facts, createdAt: ctx.now, plans: { create: plans } } });
    return;
  }
  await ctx.tx.offer.update({ where: { id }, data: facts });
  for (const { planId, name, perSeat } of offer.plans) {
    await ctx.tx.plan.upsert({
      where: { offerId_planId: { offerId: id, planId } },
      create: { offerId: id, planId, name, perSeat },
      update: { name, perSeat },
    });
  }
}

/** Not an upsert on key and publisher: SQLite's does nothing, without a word, where the key is another publisher's. */
async function findOfferId(ctx: Writing, publisherId: number, { key, offerId }: CatalogueOffer): Promise<number | null> {
  const ofKey = await ctx.tx.offer.findUnique({ where: { key }, select: { id: true, publisherId: true } });
  const ofMicrosoft = await ctx.tx.offer.findUnique({ where: { publisherId_offerId: { publisherId, offerId } }, select: { id: true, key: true } });
  if (ofKey !== null && ofKey.publisherId !== publisherId) throw conflict(`The key ${key} belongs to an offer of another publisher.`, `Give ${offerId} another key.`);
  if (ofMicrosoft !== null && ofMicrosoft.id !== ofKey?.id) throw conflict(`${offerId} is registered under the key ${ofMicrosoft.key} already.`, `Use the key ${ofMicrosoft.key}.`);
  return ofKey?.id ?? null;
}

function conflict(why: string, todo: string): PortalError {
  return new PortalError("conflict", { what: "The catalogue cannot be applied.", why, todo });
}

import { recordAudit } from "../auth/audit";
import { transaction, type TransactionContext } from "../db/transaction";
import { isUniqueViolation } from "../db/unique-violation";
import type { Context, SystemScope } from "../kernel/context";
import { PortalError } from "../kernel/errors";
import { CatalogueConflictError, conflictsOf } from "./catalogue-conflicts";
import { diffSettings, endpointsAskedFor, licenseRulesAskedFor, notAskedFor, planRulesAskedFor, rulesAskedFor, settingsAskedFor, type CatalogueSettings, type SettingChange } from "./catalogue-diff";
import { offerRuleColumns, planRuleColumns, toChangeRules } from "./change-rules";
import { ENDPOINT_RULE_COLUMNS, offerEndpointColumns, toEndpointRules } from "./endpoint-rules";
import { planLicenseColumns, toLicenseRules } from "./license-rules";
import { lockPublisher } from "./lock-publisher";
import { applicationName, type Catalogue, type CatalogueOffer } from "./schema";
import { sealSecrets, type SealedSecret } from "./seal-secrets";
import { writeEndpoints } from "./write-endpoints";

type Writing = Context<SystemScope> & TransactionContext;

export interface CatalogueDiff {
  readonly changes: readonly SettingChange[];
  /** Paths of the offers and plans that the portal has and the catalogue does not name: they are kept. */
  readonly notInFile: readonly string[];
}

const ATTEMPTS = 8;

/**
 * Makes one publisher's offers, plans and technical configurations as `catalogue` says. Creates and updates, removes
 * nothing; where nothing changes, nothing is written. Two at once end as one after the other.
 * @param options.dryRun only tells what would change.
 * @throws CatalogueConflictError when another offer has one of the keys, or Microsoft's offer another key already, or an offer id changed: nothing is written then.
 */
export async function applyCatalogue(ctx: Context<SystemScope>, catalogue: Catalogue, { dryRun = false } = {}): Promise<CatalogueDiff> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const diff = await tryToApply(ctx, catalogue, dryRun);
    if (diff !== "overtaken") return diff;
  }
  throw new PortalError("busy", { what: "The catalogue was not applied.", why: "Others kept changing the same publisher.", todo: "Apply it again." });
}

async function tryToApply(ctx: Context<SystemScope>, catalogue: Catalogue, dryRun: boolean): Promise<CatalogueDiff | "overtaken"> {
  const secrets = await sealSecrets(catalogue);
  try {
    const seen = await transaction(ctx, async (reading) => (await compare(reading, catalogue, secrets))?.diff ?? "overtaken");
    if (seen === "overtaken" || dryRun || seen.changes.length === 0) return seen;
    return await transaction(ctx, async (writing) => {
      await lockPublisher(writing, catalogue.publisher.key);
      const compared = await compare(writing, catalogue, secrets);
      if (compared === null) return "overtaken";
      if (compared.diff.changes.length > 0) await write(writing, catalogue, secrets, compared);
      return compared.diff;
    });
  } catch (error) {
    // Somebody else made the same publisher, offer or plan in the meantime; looked at again, it is there.
    if (isUniqueViolation(error)) return "overtaken";
    throw error;
  }
}

interface Compared {
  readonly diff: CatalogueDiff;
  readonly stored: StoredPublisher | null;
}

type StoredPublisher = NonNullable<Awaited<ReturnType<typeof findStored>>>;

function findStored({ tx }: TransactionContext, key: string) {
  return tx.publisher.findUnique({
    where: { key },
    include: {
      technicalConfigurations: true,
      offers: { include: { plans: true, endpoints: ENDPOINT_RULE_COLUMNS.endpoints, technicalConfiguration: { select: { tenantId: true, clientId: true } }, _count: { select: { subscriptions: true } } } },
    },
  });
}

/** What would change; null where a secret is no longer the one that `secrets` was compared with. */
async function compare(ctx: TransactionContext, catalogue: Catalogue, secrets: readonly SealedSecret[]): Promise<Compared | null> {
  const stored = await findStored(ctx, catalogue.publisher.key);
  const taken = await ctx.tx.offer.findMany({
    where: { key: { in: catalogue.offers.map(({ key }) => key) }, publisher: { key: { not: catalogue.publisher.key } } },
    select: { key: true },
  });
  const registered = (stored?.offers ?? []).map(({ _count, ...offer }) => ({ ...offer, subscriptionCount: _count.subscriptions }));
  const conflicts = conflictsOf(catalogue.offers, registered, new Set(taken.map(({ key }) => key)));
  if (conflicts.length > 0) throw new CatalogueConflictError(conflicts);
  if (secrets.some(({ application, comparedWith }) => (findApplication(stored, application)?.clientSecret ?? null) !== comparedWith)) return null;

  const asked = settingsAskedFor(catalogue);
  const before: CatalogueSettings | null = stored && { publisher: stored, offers: stored.offers.map((offer) => ({ ...offer, application: offer.technicalConfiguration, rules: toChangeRules(offer), licenseRules: toLicenseRules(offer), endpointRules: toEndpointRules(offer) })) };
  const ofSecrets = secrets.filter(({ sealed }) => sealed !== null).map(({ path, comparedWith }) => ({ path, from: comparedWith === null ? null : "set", to: comparedWith === null ? "set" : "changed" }));
  return { diff: { changes: [...diffSettings(before, asked), ...ofSecrets], notInFile: notAskedFor(before, asked) }, stored };
}

function findApplication(stored: StoredPublisher | null, application: { tenantId: string; clientId: string }) {
  return stored?.technicalConfigurations.find((each) => applicationName(each) === applicationName(application));
}

async function write(ctx: Writing, catalogue: Catalogue, secrets: readonly SealedSecret[], { diff, stored }: Compared): Promise<void> {
  const publisherId = await writePublisher(ctx, catalogue.publisher, stored);
  const applicationIds = new Map<string, number>();
  for (const secret of secrets) applicationIds.set(applicationName(secret.application), await writeApplication(ctx, publisherId, secret, stored));
  for (const offer of catalogue.offers) {
    const technicalConfigurationId = applicationIds.get(applicationName(offer.technicalConfiguration ?? catalogue.technicalConfiguration));
    if (technicalConfigurationId === undefined) throw new Error("an offer's application was not written");
    await writeOffer(ctx, { publisherId, technicalConfigurationId }, offer, stored);
  }
  await recordAudit(ctx, { type: "SettingsApplied", publisherId, subject: subjectOf(catalogue, diff), details: countsOf(diff) });
}

async function writePublisher({ tx, now }: Writing, given: Catalogue["publisher"], stored: StoredPublisher | null): Promise<number> {
  const { key, name } = given;
  const facts = { name, brandColor: given.brandColor ?? null, logoUrl: given.logoUrl ?? null, supportEmail: given.supportEmail ?? null };
  if (stored === null) return (await tx.publisher.create({ data: { key, ...facts, createdAt: now } })).id;
  await tx.publisher.update({ where: { id: stored.id }, data: facts });
  return stored.id;
}

async function writeApplication({ tx, now }: Writing, publisherId: number, { application, sealed }: SealedSecret, stored: StoredPublisher | null): Promise<number> {
  const id = findApplication(stored, application)?.id;
  if (sealed === null) {
    if (id === undefined) throw new Error("a secret that is kept has to be there");
    return id;
  }
  const secret = { clientSecret: sealed, updatedAt: now };
  if (id === undefined) return (await tx.technicalConfiguration.create({ data: { publisherId, ...application, ...secret } })).id;
  await tx.technicalConfiguration.update({ where: { id }, data: secret });
  return id;
}

async function writeOffer(ctx: Writing, home: { publisherId: number; technicalConfigurationId: number }, offer: CatalogueOffer, stored: StoredPublisher | null): Promise<void> {
  const { tx, now } = ctx;
  const { key, offerId, name } = offer;
  const licenses = licenseRulesAskedFor(offer);
  const endpoints = endpointsAskedFor(offer);
  const facts = { name, productUrl: offer.productUrl ?? null, supportEmail: offer.supportEmail ?? null, technicalConfigurationId: home.technicalConfigurationId, ...offerRuleColumns(rulesAskedFor(offer)), overAssignment: licenses.overAssignment, ...offerEndpointColumns(endpoints) };
  const plans = offer.plans.map((plan) => ({ planId: plan.planId, name: plan.name, perSeat: plan.perSeat, ...planRuleColumns(planRulesAskedFor(plan)), ...planLicenseColumns({ licenses: plan.licenses ?? null }) }));
  const registered = stored?.offers.find((each) => each.key === key);
  if (registered === undefined) {
    const { id } = await tx.offer.create({ data: { key, offerId, ...facts, publisherId: home.publisherId, createdAt: now, plans: { create: plans } }, select: { id: true } });
    await writeEndpoints(ctx, { id, publisherId: home.publisherId }, endpoints);
    return;
  }
  await tx.offer.update({ where: { id: registered.id }, data: facts });
  for (const plan of plans) {
    const known = registered.plans.find(({ planId }) => planId === plan.planId);
    if (known === undefined) await tx.plan.create({ data: { offerId: registered.id, ...plan } });
    else await tx.plan.update({ where: { id: known.id }, data: plan });
  }
  await writeEndpoints(ctx, registered, endpoints);
}

/** The offers that changed, or the publisher where none did. */
function subjectOf({ publisher, offers }: Catalogue, { changes }: CatalogueDiff): string {
  const touched = offers.filter(({ key }) => changes.some(({ path }) => path.startsWith(`offers[${key}]`)));
  return touched.length > 0 ? touched.map(({ name }) => name).join(", ") : publisher.name;
}

function countsOf({ changes, notInFile }: CatalogueDiff): Record<string, number> {
  return {
    added: changes.filter(({ from }) => from === null).length,
    changed: changes.filter(({ from, to }) => from !== null && to !== null).length,
    cleared: changes.filter(({ to }) => to === null).length,
    notInFile: notInFile.length,
  };
}

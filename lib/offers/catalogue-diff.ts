import { applicationName, type Catalogue } from "./schema";

export type SettingValue = string | boolean | null;

/** One setting that an offer document changes. Of a secret neither side is its value. */
export interface SettingChange {
  /** Like offers[ledger].plans[basic].name: by keys, because the portal's order is not the document's. */
  readonly path: string;
  /** null: not set before. */
  readonly from: SettingValue;
  /** null: taken away. */
  readonly to: SettingValue;
}

interface Application {
  readonly tenantId: string;
  readonly clientId: string;
}

/** One publisher's settings, as a document and the database both can say them. */
export interface CatalogueSettings {
  readonly publisher: { readonly name: string } & Optional<"brandColor" | "logoUrl" | "supportEmail">;
  readonly offers: readonly OfferSettings[];
}

type OfferSettings = { readonly key: string; readonly offerId: string; readonly name: string; readonly application: Application } & Optional<"productUrl" | "supportEmail"> & {
    readonly plans: readonly { readonly planId: string; readonly name: string; readonly perSeat: boolean }[];
  };

type Optional<Key extends string> = { readonly [Each in Key]?: string | null | undefined };

/** What a document asks for. */
export function settingsAskedFor({ publisher, technicalConfiguration, offers }: Catalogue): CatalogueSettings {
  return { publisher, offers: offers.map((offer) => ({ ...offer, application: offer.technicalConfiguration ?? technicalConfiguration })) };
}

/** What becomes another by taking up `asked`; what `before` has and `asked` does not name stays as it is. */
export function diffSettings(before: CatalogueSettings | null, asked: CatalogueSettings): SettingChange[] {
  const known = before === null ? new Map<string, SettingValue>() : flat(before);
  return [...flat(asked)].flatMap(([path, to]) => {
    const from = known.get(path) ?? null;
    return from === to ? [] : [{ path, from, to }];
  });
}

/** The paths of offers and plans that are there and that `asked` does not name. */
export function notAskedFor(before: CatalogueSettings | null, asked: CatalogueSettings): string[] {
  return (before?.offers ?? []).flatMap((offer) => {
    const named = asked.offers.find(({ key }) => key === offer.key);
    if (named === undefined) return [offerPath(offer.key)];
    return offer.plans.filter(({ planId }) => named.plans.every((plan) => plan.planId !== planId)).map(({ planId }) => planPath(offer.key, planId));
  });
}

function flat({ publisher, offers }: CatalogueSettings): Map<string, SettingValue> {
  const settings = new Map<string, SettingValue>([
    ["publisher.name", publisher.name],
    ["publisher.brandColor", publisher.brandColor ?? null],
    ["publisher.logoUrl", publisher.logoUrl ?? null],
    ["publisher.supportEmail", publisher.supportEmail ?? null],
  ]);
  for (const offer of offers) {
    const path = offerPath(offer.key);
    settings.set(`${path}.offerId`, offer.offerId);
    settings.set(`${path}.name`, offer.name);
    settings.set(`${path}.productUrl`, offer.productUrl ?? null);
    settings.set(`${path}.supportEmail`, offer.supportEmail ?? null);
    settings.set(`${path}.technicalConfiguration`, applicationName(offer.application));
    for (const plan of offer.plans) {
      settings.set(`${planPath(offer.key, plan.planId)}.name`, plan.name);
      settings.set(`${planPath(offer.key, plan.planId)}.perSeat`, plan.perSeat);
    }
  }
  return settings;
}

function offerPath(key: string): string {
  return `offers[${key}]`;
}

function planPath(key: string, planId: string): string {
  return `${offerPath(key)}.plans[${planId}]`;
}

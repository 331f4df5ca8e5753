import type { AskedChangeRules } from "./change-rules";
import type { EndpointRules } from "./endpoint-rules";
import type { AskedLicenseRules } from "./license-rules";
import { applicationName, DEFAULT_DEADLINE_MINUTES, type Catalogue, type CatalogueOffer } from "./schema";

export type SettingValue = string | number | boolean | null;

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

type OfferSettings = { readonly key: string; readonly offerId: string; readonly name: string; readonly application: Application; readonly rules: AskedChangeRules; readonly licenseRules: AskedLicenseRules; readonly endpointRules: EndpointRules } & Optional<"productUrl" | "supportEmail"> & {
    readonly plans: readonly { readonly planId: string; readonly name: string; readonly perSeat: boolean }[];
  };

type Optional<Key extends string> = { readonly [Each in Key]?: string | null | undefined };

/** What a document asks for. */
export function settingsAskedFor({ publisher, technicalConfiguration, offers }: Catalogue): CatalogueSettings {
  return { publisher, offers: offers.map((offer) => ({ ...offer, application: offer.technicalConfiguration ?? technicalConfiguration, rules: rulesAskedFor(offer), licenseRules: licenseRulesAskedFor(offer), endpointRules: endpointsAskedFor(offer) })) };
}

/** The rules for changes that a document gives an offer: what is left away is the default. */
export function rulesAskedFor({ changes, plans }: CatalogueOffer): AskedChangeRules {
  return {
    decisionUrl: changes?.decisionUrl ?? null,
    whenSilent: changes?.whenSilent ?? "accept",
    planUpgrades: changes?.planUpgrades ?? "accept",
    planDowngrades: changes?.planDowngrades ?? "accept",
    seatIncreases: changes?.seatIncreases ?? "accept",
    seatDecreases: changes?.seatDecreases ?? "accept",
    plans: plans.map(planRulesAskedFor),
  };
}

export function planRulesAskedFor({ planId, level, changesTo, minSeats, maxSeats }: CatalogueOffer["plans"][number]): AskedChangeRules["plans"][number] {
  return { planId, level: level ?? null, changesTo: changesTo ?? null, minSeats: minSeats ?? null, maxSeats: maxSeats ?? null };
}

/** The rules for licenses that a document gives an offer: what is left away is the default. */
export function licenseRulesAskedFor({ overAssignment, plans }: CatalogueOffer): AskedLicenseRules {
  return { overAssignment: overAssignment ?? "refuse", plans: plans.map(({ planId, licenses }) => ({ planId, licenses: licenses ?? null })) };
}

/** What a document has the publisher's own systems told of an offer: what is left away is the default. */
export function endpointsAskedFor({ activation, log }: CatalogueOffer): EndpointRules {
  return {
    activation: { mode: activation?.mode ?? "automatic", url: activation?.url ?? null, deadlineMinutes: activation?.deadlineMinutes ?? DEFAULT_DEADLINE_MINUTES },
    logUrl: log?.url ?? null,
  };
}

/** What becomes another by taking up `asked`; what `before` has and `asked` does not name stays as it is. */
export function diffSettings(before: CatalogueSettings | null, asked: CatalogueSettings): SettingChange[] {
  return diffFlat(before === null ? new Map() : flat(before), flat(asked));
}

/** The same of the rules for changes of one offer alone, as set on its page. */
export function diffRules(offerKey: string, before: AskedChangeRules, asked: AskedChangeRules): SettingChange[] {
  return diffFlat(flatRules(offerKey, before), flatRules(offerKey, asked));
}

/** The same of the rules for licenses of one offer alone. */
export function diffLicenseRules(offerKey: string, before: AskedLicenseRules, asked: AskedLicenseRules): SettingChange[] {
  return diffFlat(flatLicenseRules(offerKey, before), flatLicenseRules(offerKey, asked));
}

/** The same of what the publisher's own systems are told of one offer. */
export function diffEndpoints(offerKey: string, before: EndpointRules, asked: EndpointRules): SettingChange[] {
  return diffFlat(flatEndpoints(offerKey, before), flatEndpoints(offerKey, asked));
}

function diffFlat(known: ReadonlyMap<string, SettingValue>, asked: ReadonlyMap<string, SettingValue>): SettingChange[] {
  return [...asked].flatMap(([path, to]) => {
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
    for (const [rulePath, value] of [...flatEndpoints(offer.key, offer.endpointRules), ...flatRules(offer.key, offer.rules), ...flatLicenseRules(offer.key, offer.licenseRules)]) settings.set(rulePath, value);
  }
  return settings;
}

/** A default is null, as a setting that is left away. */
function flatRules(offerKey: string, { decisionUrl, plans, ...consents }: AskedChangeRules): Map<string, SettingValue> {
  const path = `${offerPath(offerKey)}.changes`;
  const settings = new Map<string, SettingValue>([[`${path}.decisionUrl`, decisionUrl]]);
  for (const name of ["whenSilent", "planUpgrades", "planDowngrades", "seatIncreases", "seatDecreases"] as const) {
    settings.set(`${path}.${name}`, consents[name] === "accept" ? null : consents[name]);
  }
  for (const { planId, level, changesTo, minSeats, maxSeats } of plans) {
    const plan = planPath(offerKey, planId);
    settings.set(`${plan}.level`, level);
    settings.set(`${plan}.changesTo`, changesTo === null ? null : `[${[...changesTo].sort().join(", ")}]`);
    settings.set(`${plan}.minSeats`, minSeats);
    settings.set(`${plan}.maxSeats`, maxSeats);
  }
  return settings;
}

function flatLicenseRules(offerKey: string, { overAssignment, plans }: AskedLicenseRules): Map<string, SettingValue> {
  const settings = new Map<string, SettingValue>([[`${offerPath(offerKey)}.overAssignment`, overAssignment === "refuse" ? null : overAssignment]]);
  for (const { planId, licenses } of plans) settings.set(`${planPath(offerKey, planId)}.licenses`, licenses);
  return settings;
}

function flatEndpoints(offerKey: string, { activation: { mode, url, deadlineMinutes }, logUrl }: EndpointRules): Map<string, SettingValue> {
  const path = offerPath(offerKey);
  return new Map<string, SettingValue>([
    [`${path}.activation.mode`, mode === "automatic" ? null : mode],
    [`${path}.activation.url`, url],
    [`${path}.activation.deadlineMinutes`, deadlineMinutes === DEFAULT_DEADLINE_MINUTES ? null : deadlineMinutes],
    [`${path}.log.url`, logUrl],
  ]);
}

function offerPath(key: string): string {
  return `offers[${key}]`;
}

function planPath(key: string, planId: string): string {
  return `${offerPath(key)}.plans[${planId}]`;
}

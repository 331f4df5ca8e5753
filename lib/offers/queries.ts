import { may } from "../auth/permissions";
import { database } from "../db/client";
import type { PublisherScope } from "../kernel/context";
import { decryptSecret } from "../kernel/crypto";
import { NotFoundError } from "../kernel/errors";
import { RULE_COLUMNS, toChangeRules, withoutQuery, type ChangeRules } from "./change-rules";
import { ENDPOINT_RULE_COLUMNS, toEndpointRules, type EndpointRules } from "./endpoint-rules";
import { LICENSE_RULE_COLUMNS, toLicenseRules, type LicenseRules } from "./license-rules";
import { MOST_WAITING_COUNTED } from "./schema";

/** What anybody may know of an offer: it stands on the page where strangers arrive. Needs no scope. */
export interface PublicOffer {
  readonly id: number;
  readonly publisherId: number;
  readonly key: string;
  readonly name: string;
  readonly productUrl: string | null;
  readonly supportEmail: string | null;
  readonly publisher: { readonly key: string; readonly name: string; readonly brandColor: string | null; readonly logoUrl: string | null };
}

const PUBLIC = {
  id: true,
  publisherId: true,
  key: true,
  name: true,
  productUrl: true,
  supportEmail: true,
  publisher: { select: { key: true, name: true, brandColor: true, logoUrl: true, supportEmail: true } },
} as const;

/** The offer behind a landing address; null where there is none. */
export async function findPublicOffer(offerKey: string): Promise<PublicOffer | null> {
  const offer = await database().offer.findUnique({ where: { key: offerKey }, select: PUBLIC });
  return offer && { ...offer, supportEmail: offer.supportEmail ?? offer.publisher.supportEmail };
}

/** The one offer of a deployment that has exactly one; null otherwise. */
export async function findOnlyOfferKey(): Promise<string | null> {
  const [first, second] = await database().offer.findMany({ select: { key: true }, take: 2, orderBy: { id: "asc" } });
  return first !== undefined && second === undefined ? first.key : null;
}

/** The offer of a publisher that Microsoft calls `offerId` (already without -preview); null where it is not registered. */
export async function findOfferOfPublisher(publisherId: number, offerId: string): Promise<PublicOffer | null> {
  return database().offer.findUnique({ where: { publisherId_offerId: { publisherId, offerId } }, select: PUBLIC });
}

/** Tenant, application and secret with which this offer's subscriptions are asked for at Microsoft. For commands; shown nowhere. */
export async function getMarketplaceCredentials(offerId: number): Promise<{ tenantId: string; clientId: string; clientSecret: string }> {
  const { technicalConfiguration } = await database().offer.findUniqueOrThrow({
    where: { id: offerId },
    select: { technicalConfiguration: { select: { tenantId: true, clientId: true, clientSecret: true } } },
  });
  return { ...technicalConfiguration, clientSecret: await decryptSecret(technicalConfiguration.clientSecret) };
}

export interface OfferLine {
  readonly key: string;
  readonly offerId: string;
  readonly name: string;
  readonly planNames: readonly string[];
}

const MOST_OFFERS = 500;

/** A publisher's offers, in the order in which they were registered. */
export async function listOffers(scope: PublisherScope): Promise<OfferLine[]> {
  const offers = await database().offer.findMany({
    where: { publisherId: scope.publisherId },
    select: { key: true, offerId: true, name: true, plans: { select: { name: true }, orderBy: { id: "asc" } } },
    orderBy: { id: "asc" },
    take: MOST_OFFERS,
  });
  return offers.map(({ plans, ...offer }) => ({ ...offer, planNames: plans.map(({ name }) => name) }));
}

/** Everything that an offer document holds of one offer, but the client secret; and whether its webhook asks for a key. */
export interface OfferSettings {
  readonly key: string;
  readonly offerId: string;
  readonly name: string;
  readonly productUrl: string | null;
  readonly supportEmail: string | null;
  readonly publisher: { readonly key: string; readonly name: string; readonly brandColor: string | null; readonly logoUrl: string | null; readonly supportEmail: string | null };
  readonly technicalConfiguration: { readonly tenantId: string; readonly clientId: string; /** When its secret was stored. */ readonly updatedAt: Date };
  readonly plans: readonly { readonly planId: string; readonly name: string; readonly perSeat: boolean }[];
  /** The address of the question without its query, for members who may not change it. */
  readonly rules: ChangeRules;
  readonly licenseRules: LicenseRules;
  /** Their addresses without the query, for members who may not change them. */
  readonly endpointRules: EndpointRules;
  /** How many messages wait to be sent to each: at most MOST_WAITING_COUNTED + 1, which says that there are more. */
  readonly waiting: { readonly activation: number; readonly log: number };
  /** Since when Microsoft's calls have to carry the present key; null: they need none. */
  readonly webhookKeySince: Date | null;
}

/** @throws NotFoundError when the publisher has no such offer. */
export async function getOfferSettings(scope: PublisherScope, offerKey: string): Promise<OfferSettings> {
  const offer = await database().offer.findFirst({
    where: { key: offerKey, publisherId: scope.publisherId },
    select: {
      key: true,
      offerId: true,
      name: true,
      productUrl: true,
      supportEmail: true,
      publisher: { select: { key: true, name: true, brandColor: true, logoUrl: true, supportEmail: true } },
      technicalConfiguration: { select: { tenantId: true, clientId: true, updatedAt: true } },
      webhookKeySince: true,
      ...RULE_COLUMNS,
      ...LICENSE_RULE_COLUMNS,
      ...ENDPOINT_RULE_COLUMNS,
      endpoints: { select: { id: true, ...ENDPOINT_RULE_COLUMNS.endpoints.select } },
      plans: { select: { name: true, ...RULE_COLUMNS.plans.select, ...LICENSE_RULE_COLUMNS.plans.select }, orderBy: RULE_COLUMNS.plans.orderBy },
    },
  });
  if (offer === null) throw new NotFoundError("offer");
  const { key, offerId, name, productUrl, supportEmail, publisher, technicalConfiguration, webhookKeySince } = offer;
  const plans = offer.plans.map(({ planId, name: planName, perSeat }) => ({ planId, name: planName, perSeat }));
  const waitingFor = async (wanted: string): Promise<number> => {
    const endpoint = offer.endpoints.find(({ kind }) => kind === wanted);
    return endpoint === undefined ? 0 : database().delivery.count({ where: { endpointId: endpoint.id, state: "waiting" }, take: MOST_WAITING_COUNTED + 1 });
  };
  const [activation, log] = await Promise.all([waitingFor("activation"), waitingFor("log")]);
  return { key, offerId, name, productUrl, supportEmail, publisher, technicalConfiguration, plans, rules: rulesFor(scope, toChangeRules(offer)), licenseRules: toLicenseRules(offer), endpointRules: endpointsFor(scope, toEndpointRules(offer)), waiting: { activation, log }, webhookKeySince };
}

function rulesFor({ role }: PublisherScope, rules: ChangeRules): ChangeRules {
  return rules.decisionUrl === null || may(role, "offers.manage") ? rules : { ...rules, decisionUrl: withoutQuery(rules.decisionUrl) };
}

function endpointsFor({ role }: PublisherScope, rules: EndpointRules): EndpointRules {
  if (may(role, "offers.manage")) return rules;
  const shown = (url: string | null): string | null => (url === null ? null : withoutQuery(url));
  return { activation: { ...rules.activation, url: shown(rules.activation.url) }, logUrl: shown(rules.logUrl) };
}

import { stringify } from "yaml";
import { may, notAllowed } from "../auth/permissions";
import { database } from "../db/client";
import type { PublisherScope, SystemScope } from "../kernel/context";
import { NotFoundError, PortalError } from "../kernel/errors";
import { toChangeRules, toPlanRules, type ChangeRules } from "./change-rules";
import { ENDPOINT_RULE_COLUMNS, toEndpointRules, type EndpointRules } from "./endpoint-rules";
import { toLicenseRules } from "./license-rules";
import { applicationName, DEFAULT_DEADLINE_MINUTES } from "./schema";

/** One publisher: a member's own, or the one that the command line names. */
export type OfferOwnerScope = PublisherScope | (SystemScope & { readonly publisherKey: string });

/** Where an exported document expects the client secret of the application that most offers have. */
export const SECRET_VARIABLE = "MARKETPLACE_CLIENT_SECRET";

/**
 * A publisher's offer document as YAML: applied again it changes nothing. Secrets are not in it, only the names of the
 * environment variables that have to hold them then.
 * @throws NotFoundError when there is no such publisher.
 * @throws PortalError `forbidden` when the member's role does not reach, because addresses are whole in it; `conflict` when
 *   the publisher has no offers.
 */
export async function exportOffers(scope: OfferOwnerScope): Promise<string> {
  if (scope.kind === "publisher" && !may(scope.role, "offers.manage")) throw notAllowed(scope.role);
  const publisher = await findPublisher(scope.publisherKey);
  if (publisher === null) throw new NotFoundError(`publisher "${scope.publisherKey}"`);
  const { key, name, brandColor, logoUrl, supportEmail, offers } = publisher;
  const usual = mostUsed(offers.map(({ technicalConfiguration }) => technicalConfiguration));
  if (usual === undefined) throw new PortalError("conflict", { what: "There is nothing to export.", why: `${name} has no offers.`, todo: "Register one with: npm run portal -- offers apply <file>" });
  const document = {
    publisher: { key, name, ...known({ brandColor, logoUrl, supportEmail }) },
    technicalConfiguration: application(usual, SECRET_VARIABLE),
    offers: offers.map((offer) => {
      const licenseRules = toLicenseRules(offer);
      return {
        key: offer.key,
        offerId: offer.offerId,
        name: offer.name,
        ...known({ productUrl: offer.productUrl, supportEmail: offer.supportEmail }),
        ...(applicationName(offer.technicalConfiguration) === applicationName(usual) ? {} : { technicalConfiguration: application(offer.technicalConfiguration, ownSecretVariable(offer.technicalConfiguration, offers)) }),
        ...endpoints(toEndpointRules(offer)),
        ...changes(toChangeRules(offer)),
        ...(licenseRules.overAssignment === "refuse" ? {} : { overAssignment: licenseRules.overAssignment }),
        plans: offer.plans.map((plan) => {
          const { planId, perSeat, ...rules } = toPlanRules(plan);
          return { planId, name: plan.name, perSeat, ...known({ ...rules, licenses: licenseRules.plans.find((each) => each.planId === planId)?.licenses ?? null }) };
        }),
      };
    }),
  };
  return `${HEAD}${stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

const HEAD = `# What this publisher sells and with which application it talks to Microsoft, as the portal has it.
# Change it and apply it with: npm run portal -- offers apply <this file>
# The environment has to hold the variables that stand in \${…} then: secrets are not exported.

`;

function findPublisher(key: string) {
  return database().publisher.findUnique({
    where: { key },
    include: {
      offers: {
        orderBy: { id: "asc" },
        include: { plans: { orderBy: { id: "asc" } }, endpoints: ENDPOINT_RULE_COLUMNS.endpoints, technicalConfiguration: { select: { tenantId: true, clientId: true } } },
      },
    },
  });
}

interface Application {
  readonly tenantId: string;
  readonly clientId: string;
}

function mostUsed(applications: readonly Application[]): Application | undefined {
  const uses = (wanted: Application): number => applications.filter((each) => applicationName(each) === applicationName(wanted)).length;
  return [...applications].sort((one, other) => uses(other) - uses(one))[0];
}

function application({ tenantId, clientId }: Application, variable: string): object {
  return { tenantId: tenantId.toLowerCase(), clientId: clientId.toLowerCase(), clientSecret: `\${${variable}}` };
}

/** Named after the first offer that has the application, so that offers that share one ask for one secret. */
function ownSecretVariable(wanted: Application, offers: readonly { key: string; technicalConfiguration: Application }[]): string {
  const first = offers.find(({ technicalConfiguration }) => applicationName(technicalConfiguration) === applicationName(wanted));
  return `${SECRET_VARIABLE}_${(first?.key ?? "").replaceAll("-", "_").toUpperCase()}`;
}

/** The rules for changes that are not the default. */
function changes({ decisionUrl, whenSilent, planUpgrades, planDowngrades, seatIncreases, seatDecreases }: ChangeRules): { changes?: Record<string, string> } {
  const consents = Object.entries({ whenSilent, planUpgrades, planDowngrades, seatIncreases, seatDecreases }).filter(([, consent]) => consent !== "accept");
  const differing = { ...known({ decisionUrl }), ...Object.fromEntries(consents) };
  return Object.keys(differing).length === 0 ? {} : { changes: differing };
}

/** What the publisher's own systems are told, where it is not the default. */
function endpoints({ activation: { mode, url, deadlineMinutes }, logUrl }: EndpointRules): object {
  const activation = { ...(mode === "automatic" ? {} : { mode }), ...known({ url }), ...(deadlineMinutes === DEFAULT_DEADLINE_MINUTES ? {} : { deadlineMinutes }) };
  return { ...(Object.keys(activation).length === 0 ? {} : { activation }), ...(logUrl === null ? {} : { log: { url: logUrl } }) };
}

function known<Fact>(facts: Record<string, Fact | null>): Record<string, Fact> {
  return Object.fromEntries(Object.entries(facts).flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
}

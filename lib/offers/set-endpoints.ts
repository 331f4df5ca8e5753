import { recordAudit } from "../auth/audit";
import { transaction } from "../db/transaction";
import { PortalError } from "../kernel/errors";
import { auditDetails } from "./audit-details";
import { diffEndpoints, type SettingChange } from "./catalogue-diff";
import { ENDPOINT_RULE_COLUMNS, endpointProblems, endpointRulesFingerprint, offerEndpointColumns, toEndpointRules, type EndpointProblem, type EndpointRules } from "./endpoint-rules";
import { lockPublisher } from "./lock-publisher";
import { findManagedOffer, type OfferManager } from "./managed-offer";
import { writeEndpoints } from "./write-endpoints";

interface SetEndpoints {
  readonly offerKey: string;
  readonly rules: EndpointRules;
  /** The fingerprint of the rules that whoever asks has seen; left out: they replace whatever there is. */
  readonly seen?: string | undefined;
}

export interface EndpointsSet {
  /** In the document's words. */
  readonly changes: readonly SettingChange[];
}

/**
 * Sets what of an offer's business the publisher's own systems are told, and where, as an offer document does. Two at
 * once, or one beside a document, end as one after the other; where nothing changes, nothing is written.
 * @throws NotFoundError when there is no such offer, or it is another publisher's.
 * @throws PortalError `forbidden` when the member's role does not reach, `invalid-input` when an address could never be
 * called or there is none where one is needed, `conflict` when the rules are others than those seen.
 */
export async function setEndpoints(ctx: OfferManager, { offerKey, rules, seen }: SetEndpoints): Promise<EndpointsSet> {
  const offer = await findManagedOffer(ctx, offerKey);
  const problems = endpointProblems(rules);
  if (problems.length > 0) throw refused(problems);
  return transaction(ctx, async (writing) => {
    const { tx } = writing;
    await lockPublisher(writing, offer.publisher.key);
    const before = toEndpointRules(await tx.offer.findUniqueOrThrow({ where: { id: offer.id }, select: ENDPOINT_RULE_COLUMNS }));
    if (seen !== undefined && seen !== endpointRulesFingerprint(before)) throw overtaken();
    const changes = diffEndpoints(offerKey, before, rules);
    if (changes.length === 0) return { changes };
    await tx.offer.update({ where: { id: offer.id }, data: offerEndpointColumns(rules) });
    await writeEndpoints(writing, offer, rules);
    await recordAudit(writing, { type: "EndpointsChanged", publisherId: offer.publisherId, subject: offerKey, details: auditDetails(offerKey, changes) });
    return { changes };
  });
}

function overtaken(): PortalError {
  return new PortalError("conflict", { what: "Nothing was set: somebody else has just changed it.", why: "It is set as a whole, or not at all.", todo: "Look at what stands now, and set it anew." });
}

function refused(problems: readonly EndpointProblem[]): PortalError {
  return new PortalError("invalid-input", { what: "Nothing was set: an address cannot be used.", why: problems.map(({ field, words }) => `${field}: ${words}`).join(" "), todo: "Correct it and set it again." });
}

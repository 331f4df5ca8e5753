import { recordAudit } from "../auth/audit";
import { transaction } from "../db/transaction";
import { PortalError } from "../kernel/errors";
import { auditDetails } from "./audit-details";
import { diffLicenseRules, type SettingChange } from "./catalogue-diff";
import { LICENSE_RULE_COLUMNS, licenseRulesFingerprint, planLicenseColumns, toLicenseRules, type AskedLicenseRules } from "./license-rules";
import { lockPublisher } from "./lock-publisher";
import { findManagedOffer, type OfferManager } from "./managed-offer";

interface SetLicenseRules {
  readonly offerKey: string;
  readonly rules: AskedLicenseRules;
  /** The fingerprint of the rules that whoever asks has seen; left out: they replace whatever there is. */
  readonly seen?: string;
}

/**
 * Sets who may use what customers buy of an offer, as an offer document does. Plans that are not named keep their rules,
 * and licenses that people have they keep. Two at once, or one beside a document, end as one after the other; where
 * nothing changes, nothing is written.
 * @returns what changed, in the document's words.
 * @throws NotFoundError when there is no such offer, or it is another publisher's.
 * @throws PortalError `forbidden` when the member's role does not reach, `conflict` when the rules are others than those
 * seen, or the offer's plans others than those named.
 */
export async function setLicenseRules(ctx: OfferManager, { offerKey, rules, seen }: SetLicenseRules): Promise<SettingChange[]> {
  const offer = await findManagedOffer(ctx, offerKey);
  return transaction(ctx, async (writing) => {
    const { tx } = writing;
    await lockPublisher(writing, offer.publisher.key);
    const before = toLicenseRules(await tx.offer.findUniqueOrThrow({ where: { id: offer.id }, select: LICENSE_RULE_COLUMNS }));
    if (seen !== undefined && seen !== licenseRulesFingerprint(before)) throw notSet("somebody else has just changed them.");
    const unknown = rules.plans.find(({ planId }) => before.plans.every((plan) => plan.planId !== planId));
    if (unknown !== undefined) throw notSet(`the offer has no plan ${unknown.planId}.`);
    const changes = diffLicenseRules(offerKey, before, rules);
    if (changes.length === 0) return changes;
    await tx.offer.update({ where: { id: offer.id }, data: { overAssignment: rules.overAssignment } });
    for (const plan of rules.plans) {
      await tx.plan.update({ where: { offerId_planId: { offerId: offer.id, planId: plan.planId } }, data: planLicenseColumns(plan) });
    }
    await recordAudit(writing, { type: "LicenseRulesChanged", publisherId: offer.publisherId, subject: offerKey, details: auditDetails(offerKey, changes) });
    return changes;
  });
}

function notSet(reason: string): PortalError {
  return new PortalError("conflict", { what: `The rules were not set: ${reason}`, why: "They are set as a whole, or not at all.", todo: "Look at what stands now, and set them anew." });
}

import { recordAudit } from "../auth/audit";
import { transaction } from "../db/transaction";
import { PortalError } from "../kernel/errors";
import { auditDetails } from "./audit-details";
import { diffRules, type SettingChange } from "./catalogue-diff";
import { offerRuleColumns, planRuleColumns, RULE_COLUMNS, rulesFingerprint, toChangeRules, type AskedChangeRules, type ChangeRules } from "./change-rules";
import { lockPublisher } from "./lock-publisher";
import { findManagedOffer, type OfferManager } from "./managed-offer";

interface SetChangeRules {
  readonly offerKey: string;
  readonly rules: AskedChangeRules;
  /** The fingerprint of the rules that whoever asks has seen; left out: they replace whatever there is. */
  readonly seen?: string;
}

/**
 * Sets what customers may change at Microsoft by themselves, as an offer document does. Plans that are not named keep
 * their rules. Two at once, or one beside a document, end as one after the other; where nothing changes, nothing is
 * written.
 * @returns what changed, in the document's words.
 * @throws NotFoundError when there is no such offer, or it is another publisher's.
 * @throws PortalError `forbidden` when the member's role does not reach, `conflict` when the rules are others than those
 * seen, or the offer's plans others than those named.
 */
export async function setChangeRules(ctx: OfferManager, { offerKey, rules, seen }: SetChangeRules): Promise<SettingChange[]> {
  const offer = await findManagedOffer(ctx, offerKey);
  return transaction(ctx, async (writing) => {
    const { tx } = writing;
    await lockPublisher(writing, offer.publisher.key);
    const before = toChangeRules(await tx.offer.findUniqueOrThrow({ where: { id: offer.id }, select: RULE_COLUMNS }));
    if (seen !== undefined && seen !== rulesFingerprint(before)) throw notSet("somebody else has just changed them.");
    refuseOtherPlans(before, rules);
    const changes = diffRules(offerKey, before, rules);
    if (changes.length === 0) return changes;
    await tx.offer.update({ where: { id: offer.id }, data: offerRuleColumns(rules) });
    for (const plan of rules.plans) {
      await tx.plan.update({ where: { offerId_planId: { offerId: offer.id, planId: plan.planId } }, data: planRuleColumns(plan) });
    }
    await recordAudit(writing, { type: "ChangeRulesChanged", publisherId: offer.publisherId, subject: offerKey, details: auditDetails(offerKey, changes) });
    return changes;
  });
}

function refuseOtherPlans({ plans }: ChangeRules, { plans: asked }: AskedChangeRules): void {
  for (const { planId, changesTo, minSeats, maxSeats } of asked) {
    const plan = plans.find((each) => each.planId === planId);
    const target = changesTo?.find((each) => each === planId || plans.every((other) => other.planId !== each));
    if (plan === undefined) throw notSet(`the offer has no plan ${planId}.`);
    if (target !== undefined) throw notSet(`nobody can change from plan ${planId} to ${target}.`);
    if (!plan.perSeat && (minSeats !== null || maxSeats !== null)) throw notSet(`the plan ${planId} is not priced per seat, so its seats have no limits.`);
  }
}

function notSet(reason: string): PortalError {
  return new PortalError("conflict", { what: `The rules were not set: ${reason}`, why: "They are set as a whole, or not at all.", todo: "Look at what stands now, and set them anew." });
}

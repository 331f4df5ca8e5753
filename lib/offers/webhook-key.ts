import { recordAudit } from "../auth/audit";
import { transaction } from "../db/transaction";
import { hashSecret, randomSecret } from "../kernel/crypto";
import { PortalError } from "../kernel/errors";
import { findManagedOffer, type ManagedOffer, type OfferManager } from "./managed-offer";

interface OfWhichOffer {
  readonly offerKey: string;
}

/**
 * Has calls to an offer's connection webhook carry a key in their address, besides Microsoft's token, from now on. A
 * former key ends at once.
 * @returns the key, to be shown this once.
 * @throws NotFoundError when there is no such offer, or it is another publisher's.
 * @throws PortalError `forbidden` when the member's role does not reach, `conflict` when the key has just been changed.
 */
export async function makeWebhookKey(ctx: OfferManager, { offerKey }: OfWhichOffer): Promise<string> {
  const offer = await findManagedOffer(ctx, offerKey);
  const key = randomSecret();
  await changeKey(ctx, offer, hashSecret(key), offer.webhookKeyHash === null ? "made" : "replaced");
  return key;
}

/**
 * Lets Microsoft's token alone suffice again.
 * @returns whether there was a key.
 * @throws NotFoundError when there is no such offer, or it is another publisher's.
 * @throws PortalError `forbidden` when the member's role does not reach, `conflict` when the key has just been changed.
 */
export async function removeWebhookKey(ctx: OfferManager, { offerKey }: OfWhichOffer): Promise<boolean> {
  const offer = await findManagedOffer(ctx, offerKey);
  if (offer.webhookKeyHash === null) return false;
  await changeKey(ctx, offer, null, "removed");
  return true;
}

async function changeKey(ctx: OfferManager, { id, publisherId, key, webhookKeyHash: before }: ManagedOffer, hash: string | null, change: string): Promise<void> {
  await transaction(ctx, async (writing) => {
    const { count } = await writing.tx.offer.updateMany({
      where: { id, webhookKeyHash: before },
      data: { webhookKeyHash: hash, webhookKeySince: hash === null ? null : ctx.now },
    });
    if (count === 0) throw changedMeanwhile(key);
    await recordAudit(writing, { type: "WebhookKeyChanged", publisherId, subject: key, details: { key: change } });
  });
}

function changedMeanwhile(offerKey: string): PortalError {
  return new PortalError("conflict", {
    what: "The webhook key was left as it is.",
    why: `Somebody else has just changed the one of ${offerKey}.`,
    todo: "Read the page again, and repeat it if you still want to.",
  });
}

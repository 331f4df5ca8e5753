import { recordAudit } from "../auth/audit";
import { transaction } from "../db/transaction";
import { newSigningSecret } from "../http/message-signature";
import { addSeconds } from "../kernel/clock";
import { decryptSecret, encryptSecret } from "../kernel/crypto";
import { PortalError } from "../kernel/errors";
import { findManagedOffer, type OfferManager } from "./managed-offer";
import { tryAtOnce } from "./try-at-once";

/** How long a publisher has for telling the new secret to whatever verifies. */
export const PREVIOUS_SECRET_HOURS = 24;

export interface RotatedSecret {
  /** To be shown this once. */
  readonly secret: string;
  /** Until when messages are signed with the one before too; null where there was none. */
  readonly previousUntil: Date | null;
}

/**
 * Gives an offer a new signing secret, or its first one. For a day messages are signed with the former one as well;
 * one that is older still ends at once. What waits for the first one is sent at once.
 * @throws NotFoundError when there is no such offer, or it is another publisher's.
 * @throws PortalError `forbidden` when the member's role does not reach, `conflict` when the secret has just been changed.
 */
export async function rotateSigningSecret(ctx: OfferManager, { offerKey }: { offerKey: string }): Promise<RotatedSecret> {
  const { now } = ctx;
  const offer = await findManagedOffer(ctx, offerKey);
  const secret = newSigningSecret();
  const sealed = await encryptSecret(secret);
  const previous = offer.signingSecret !== null && (await isReadable(offer.signingSecret)) ? offer.signingSecret : null;
  const previousUntil = previous === null ? null : addSeconds(now, PREVIOUS_SECRET_HOURS * 3600);
  await transaction(ctx, async (writing) => {
    const { count } = await writing.tx.offer.updateMany({
      where: { id: offer.id, signingSecret: offer.signingSecret },
      data: { signingSecret: sealed, signingSecretSince: now, previousSigningSecret: previous, previousSigningSecretUntil: previousUntil },
    });
    if (count === 0) throw changedMeanwhile(offerKey);
    // Without a secret before, nothing could be sent: it waits for this one.
    const waiting = previous === null ? await writing.tx.endpoint.findMany({ where: { offerId: offer.id }, select: { id: true, publisherId: true } }) : [];
    for (const endpoint of waiting) await tryAtOnce(writing, endpoint);
    await recordAudit(writing, { type: "SigningSecretRotated", publisherId: offer.publisherId, subject: offerKey, details: { previousUntil: previousUntil?.toISOString() ?? null } });
  });
  return { secret, previousUntil };
}

/** One whose key is gone signs nothing any more: keeping it would keep every message from being signed. */
async function isReadable(sealed: string): Promise<boolean> {
  try {
    await decryptSecret(sealed);
    return true;
  } catch {
    return false;
  }
}

function changedMeanwhile(offerKey: string): PortalError {
  return new PortalError("conflict", {
    what: "No new signing secret was made.",
    why: `Somebody else has just changed the one of ${offerKey}.`,
    todo: "Read the page again, and repeat it if you still want another one.",
  });
}

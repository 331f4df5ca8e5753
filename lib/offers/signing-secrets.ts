import { database } from "../db/client";
import type { Context, PublisherScope } from "../kernel/context";
import { decryptSecret } from "../kernel/crypto";
import { NotFoundError, PortalError } from "../kernel/errors";

const STORED = { signingSecret: true, previousSigningSecret: true, previousSigningSecretUntil: true, signingSecretSince: true } as const;

interface Stored {
  readonly previousSigningSecret: string | null;
  readonly previousSigningSecretUntil: Date | null;
}

/** The secret before the present one signs too until its time is over. */
function isPreviousValid<S extends Stored>(stored: S, now: Date): stored is S & { previousSigningSecret: string; previousSigningSecretUntil: Date } {
  return stored.previousSigningSecret !== null && stored.previousSigningSecretUntil !== null && stored.previousSigningSecretUntil > now;
}

/**
 * The secrets with which a message to this offer's endpoints is signed now, newest first. For commands; shown nowhere.
 * @throws PortalError `misconfigured` when none was ever made, or one cannot be read.
 */
export async function getSigningSecrets({ now }: Pick<Context, "now">, offerId: number): Promise<string[]> {
  const stored = await database().offer.findUniqueOrThrow({ where: { id: offerId }, select: { key: true, ...STORED } });
  if (stored.signingSecret === null) {
    throw new PortalError("misconfigured", {
      what: "The message cannot be signed.",
      why: `The offer ${stored.key} has no signing secret.`,
      todo: `Make one on the offer's page, or with: npm run portal -- offers rotate-signing-secret ${stored.key}`,
    });
  }
  const sealed = isPreviousValid(stored, now) ? [stored.signingSecret, stored.previousSigningSecret] : [stored.signingSecret];
  return Promise.all(sealed.map((each) => decryptSecret(each)));
}

/** What the offer's page tells of its signing secret. */
export interface SigningSecretFacts {
  /** Since when messages are signed with it; null where none was ever made. */
  readonly since: Date | null;
  /** Until when the one before signs too; null where only one does. */
  readonly previousUntil: Date | null;
}

/** @throws NotFoundError when the publisher has no such offer. */
export async function getSigningSecretFacts({ scope, now }: Pick<Context<PublisherScope>, "scope" | "now">, offerKey: string): Promise<SigningSecretFacts> {
  const stored = await database().offer.findFirst({ where: { key: offerKey, publisherId: scope.publisherId }, select: STORED });
  if (stored === null) throw new NotFoundError("offer");
  return { since: stored.signingSecretSince, previousUntil: isPreviousValid(stored, now) ? stored.previousSigningSecretUntil : null };
}

import { database } from "../db/client";
import { transaction } from "../db/transaction";
import { isUniqueViolation } from "../db/unique-violation";
import { addSeconds } from "../kernel/clock";
import type { Context, UserActor } from "../kernel/context";
import { decryptSecret, encryptSecret } from "../kernel/crypto";
import { log } from "../kernel/log";
import { renewTokens, type DelegatedTokens } from "./delegated-tokens";
import { directoryScope } from "./directory-scope";

/** A token that ends while it is under way is worth nothing. */
const EARLY_SECONDS = 120;
/** How exactly it is kept when a grant was used last. */
const USE_SECONDS = 24 * 3600;

type Person = Pick<UserActor, "tenantId" | "objectId">;
type Asking = Omit<Context, "scope" | "actor"> & { readonly actor: UserActor };

/** What lets the portal look up colleagues in somebody's name, for this one call. */
export type DirectoryToken =
  | { readonly kind: "token"; readonly token: string }
  /** They never agreed, or it was too long ago. */
  | { readonly kind: "not-connected" }
  /** They agreed, and Microsoft does not take it any more: it was forgotten just now. */
  | { readonly kind: "consent-lost" };

/** Whether somebody has agreed, as far as is known without asking Microsoft. */
export async function hasDirectoryGrant({ tenantId, objectId }: Person): Promise<boolean> {
  return (await database().directoryGrant.count({ where: { tenantId, objectId } })) > 0;
}

/** Keeps what somebody agreed to, sealed, in the place of what they agreed to before. */
export async function keepDirectoryGrant(ctx: Asking, tokens: DelegatedTokens): Promise<void> {
  const { tenantId, objectId } = ctx.actor;
  const facts = await sealed(tokens, ctx.now);
  const write = (): Promise<unknown> => transaction(ctx, ({ tx }) => tx.directoryGrant.upsert({ where: { tenantId_objectId: { tenantId, objectId } }, create: { tenantId, objectId, ...facts }, update: facts, select: { id: true } }));
  try {
    await write();
  } catch (error) {
    // Agreed to in two tabs at the same moment: either will do.
    if (!isUniqueViolation(error)) throw error;
    await write();
  }
}

/** Takes back what somebody agreed to: nothing is left that could look anybody up in their name. */
export async function forgetDirectoryGrant(ctx: Asking): Promise<void> {
  const { tenantId, objectId } = ctx.actor;
  const { count } = await transaction(ctx, ({ tx }) => tx.directoryGrant.deleteMany({ where: { tenantId, objectId } }));
  if (count > 0) log.info({ event: "directory.disconnected", tenantId, correlationId: ctx.correlationId }, "somebody took back that colleagues are looked up in their name");
}

/**
 * The token that calls Graph in the name of whoever asks; one that has expired is made anew.
 * @param refused a token that Graph did not take although it should still be good.
 * @throws PortalError `upstream-unavailable` or `misconfigured` when Entra cannot say.
 */
export async function directoryToken(ctx: Asking, refused?: string): Promise<DirectoryToken> {
  const { tenantId, objectId } = ctx.actor;
  const grant = await database().directoryGrant.findUnique({ where: { tenantId_objectId: { tenantId, objectId } } });
  if (grant === null) return { kind: "not-connected" };
  const [accessToken, refreshToken] = await Promise.all([opened(grant.accessToken), opened(grant.refreshToken)]);
  const isGood = accessToken !== refused && grant.accessTokenExpiresAt > addSeconds(ctx.now, EARLY_SECONDS);
  if (accessToken !== null && isGood) {
    if (grant.updatedAt < addSeconds(ctx.now, -USE_SECONDS)) await transaction(ctx, ({ tx }) => tx.directoryGrant.updateMany({ where: { id: grant.id }, data: { updatedAt: ctx.now } }));
    return { kind: "token", token: accessToken };
  }
  const tokens = refreshToken === null ? null : await renewTokens({ tenant: tenantId, refreshToken, scope: directoryScope() });
  if (tokens === null) {
    // What they agreed to meanwhile, in another tab, stays.
    await transaction(ctx, ({ tx }) => tx.directoryGrant.deleteMany({ where: { id: grant.id, refreshToken: grant.refreshToken } }));
    log.info({ event: "directory.consent-lost", tenantId, correlationId: ctx.correlationId }, "somebody's consent to look up colleagues is over");
    return { kind: "consent-lost" };
  }
  const facts = await sealed(tokens, ctx.now);
  // The same here: what is newer than the token that this one was made from is not written over.
  await transaction(ctx, ({ tx }) => tx.directoryGrant.updateMany({ where: { id: grant.id, refreshToken: grant.refreshToken }, data: facts }));
  return { kind: "token", token: tokens.accessToken };
}

async function sealed({ accessToken, refreshToken, expiresInSeconds }: DelegatedTokens, now: Date): Promise<{ accessToken: string; refreshToken: string; accessTokenExpiresAt: Date; updatedAt: Date }> {
  const [access, refresh] = await Promise.all([encryptSecret(accessToken), encryptSecret(refreshToken)]);
  return { accessToken: access, refreshToken: refresh, accessTokenExpiresAt: addSeconds(now, expiresInSeconds), updatedAt: now };
}

/** Null for what was sealed with a key that is gone: the person is asked again, which is one click. */
async function opened(secret: string): Promise<string | null> {
  try {
    return await decryptSecret(secret);
  } catch {
    return null;
  }
}

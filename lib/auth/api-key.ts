import { findApiKeys, type ApiKeyRow } from "../db/api-keys";
import { Together } from "../db/together";
import { transaction } from "../db/transaction";
import { limitApiKey, limitFailedAuthentications, noteFailedAuthentication } from "../http/rate-limit";
import type { Incoming } from "../http/route";
import { addSeconds } from "../kernel/clock";
import type { Actor, Context, PublisherScope } from "../kernel/context";
import { hashSecret, randomSecret } from "../kernel/crypto";
import { PortalError } from "../kernel/errors";
import { readApiKeyScopes, type ApiKeyScope } from "./api-key-scopes";
import { publisherScope } from "./scope";

const PREFIX = "mpp_";
const HINT_LENGTH = PREFIX.length + 6;
const BEARER = /^Bearer +(mpp_[A-Za-z0-9_-]{43})$/i;
const USE_IS_WRITTEN_EVERY_SECONDS = 3600;

export type ApiKeyActor = Extract<Actor, { kind: "api-key" }>;

/** A new key: `key` is for its owner's eyes alone, the rest is what is kept of it. */
export function newApiKey(): { readonly key: string; readonly hash: string; readonly hint: string } {
  const key = PREFIX + randomSecret();
  return { key, hash: hashSecret(key), hint: key.slice(0, HINT_LENGTH) };
}

/**
 * The authenticator of the v1 API: `Authorization: Bearer mpp_…` becomes a context of the key's publisher.
 * Asked of the database each time, so that a revoked key is out at once. Here calls are counted: by key, and by address
 * those that were not authenticated.
 * @returns what `route` takes as `authenticate`. It throws PortalError `unauthenticated` (the same for a key that is
 *   missing, unknown or revoked), or `forbidden` where the key lacks `scope`, or `too-many-requests`.
 */
export function authenticateApiKey(scope: ApiKeyScope): (incoming: Incoming) => Promise<Context<PublisherScope, ApiKeyActor>> {
  return async ({ request, requestId, now }) => {
    const key = BEARER.exec(request.headers.get("authorization") ?? "")?.[1];
    const row = key === undefined ? null : await lookups.add(hashSecret(key));
    if (row === null || row.RevokedAt !== null) {
      // Not before: a stranger behind the same proxy would shut out who has a key.
      await limitFailedAuthentications(request.headers);
      await noteFailedAuthentication(request.headers);
      throw unauthenticated();
    }
    await limitApiKey(row.Id, scope === "license-checks" ? "license checks" : "calls");
    const actor: ApiKeyActor = { kind: "api-key", apiKeyId: row.Id, name: row.Name };
    const { PublisherId: publisherId, PublisherKey: publisherKey } = row;
    const ctx = { actor, scope: publisherScope({ publisherId, publisherKey, role: "viewer" }), correlationId: requestId, now };
    if (!readApiKeyScopes(row.Scopes).includes(scope)) throw lacks(scope, row.Name);
    await noteUse(ctx, row.LastUsedAt);
    return ctx;
  };
}

/** One look for all who call while the last one is under way: nothing is remembered, so a key that is revoked is out with the next call. */
const lookups = new Together({ most: 100, run: findKeys });

async function findKeys(hashes: readonly [string, ...string[]]): Promise<(ApiKeyRow | null)[]> {
  const keys = await findApiKeys(hashes);
  return hashes.map((hash) => keys.find((key) => key.Hash === hash) ?? null);
}

async function noteUse(ctx: Context<PublisherScope, ApiKeyActor>, lastUsedAt: Date | null): Promise<void> {
  const due = addSeconds(ctx.now, -USE_IS_WRITTEN_EVERY_SECONDS);
  if (lastUsedAt !== null && lastUsedAt > due) return;
  await transaction(ctx, ({ tx, actor, now }) =>
    tx.apiKey.updateMany({ where: { id: actor.apiKeyId, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: due } }] }, data: { lastUsedAt: now } }),
  );
}

function unauthenticated(): PortalError {
  return new PortalError("unauthenticated", {
    what: "The API key is missing or not valid.",
    why: "The header Authorization has to hold “Bearer ” and a key of this portal that has not been revoked.",
    todo: "Create a key on the publisher's page API keys and send it with each call.",
  });
}

function lacks(scope: ApiKeyScope, name: string): PortalError {
  return new PortalError("forbidden", {
    what: "The API key does not allow this.",
    why: `The key “${name}” lacks the scope ${scope}.`,
    todo: "Create a key that has this scope.",
  });
}

import { newApiKey } from "../auth/api-key";
import { recordAudit } from "../auth/audit";
import type { ApiKeyScope } from "../auth/api-key-scopes";
import { PortalError } from "../kernel/errors";
import { changeStaff, type StaffContext } from "./change-staff";
import { MOST_API_KEYS } from "./schema";

export interface CreatedApiKey {
  readonly apiKeyId: number;
  /** The key itself; it is not kept and cannot be shown again. */
  readonly key: string;
}

/**
 * Makes a key with which the publisher's own systems call the v1 API.
 * @throws PortalError `conflict` where there are as many as anybody can oversee.
 */
export async function createApiKey(ctx: StaffContext, { name, scopes }: { name: string; scopes: readonly ApiKeyScope[] }): Promise<CreatedApiKey> {
  const { key, hash, hint } = newApiKey();
  const stored = [...new Set(scopes)].join(" ");
  return changeStaff(ctx, "api-keys.manage", async (writing, { publisherId }) => {
    if ((await writing.tx.apiKey.count({ where: { publisherId, revokedAt: null } })) >= MOST_API_KEYS) {
      throw new PortalError("conflict", { what: `There are ${MOST_API_KEYS} keys already.`, why: "More of them nobody can oversee.", todo: "Revoke one that no system uses any more." });
    }
    const createdBy = "name" in writing.actor ? writing.actor.name.slice(0, 400) : writing.actor.kind;
    const { id } = await writing.tx.apiKey.create({ data: { publisherId, name, hash, hint, scopes: stored, createdBy, createdAt: writing.now } });
    await recordAudit(writing, { type: "ApiKeyCreated", publisherId, subject: name, details: { hint, scopes: stored, apiKeyId: id } });
    return { apiKeyId: id, key };
  });
}

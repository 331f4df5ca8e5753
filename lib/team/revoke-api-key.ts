import { recordAudit } from "../auth/audit";
import { NotFoundError } from "../kernel/errors";
import { changeStaff, type StaffContext } from "./change-staff";

/**
 * Revokes an API key: the next call with it is turned away.
 * @returns whether it worked until now.
 * @throws NotFoundError when this publisher has no such key.
 */
export async function revokeApiKey(ctx: StaffContext, { apiKeyId }: { apiKeyId: number }): Promise<boolean> {
  return changeStaff(ctx, "api-keys.manage", async (writing, { publisherId }) => {
    const key = await writing.tx.apiKey.findFirst({ where: { id: apiKeyId, publisherId }, select: { name: true, hint: true } });
    if (key === null) throw new NotFoundError("API key");
    const { count } = await writing.tx.apiKey.updateMany({ where: { id: apiKeyId, revokedAt: null }, data: { revokedAt: writing.now } });
    if (count > 0) await recordAudit(writing, { type: "ApiKeyRevoked", publisherId, subject: key.name, details: { hint: key.hint, apiKeyId } });
    return count > 0;
  });
}

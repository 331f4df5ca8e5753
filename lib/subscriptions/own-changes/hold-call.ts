import { transaction } from "../../db/transaction";
import { addSeconds, currentTime } from "../../kernel/clock";
import type { Context } from "../../kernel/context";
import { isManager } from "../is-manager";
import { endRequest, type RequestRow } from "./requests";

/** Longer than the call to Microsoft may take; afterwards a change that a crash cut off is taken up again. */
export const CALL_SECONDS = 60;

const PARTY_COLUMNS = {
  tenantId: true,
  beneficiaryObjectId: true,
  beneficiaryEmail: true,
  purchaserTenantId: true,
  purchaserObjectId: true,
  purchaserEmail: true,
  managers: { select: { tenantId: true, objectId: true, removedAt: true } },
} as const;

/**
 * Last thing before Microsoft is called: the request is open still, nobody else has taken it up, and nobody will for as long
 * as the call may take, by the clock of now. So no change is sent twice, nor one whose end somebody has seen, nor in the
 * name of somebody who manages the subscription no more: that one ends here.
 */
export async function holdCall(ctx: Omit<Context, "scope">, request: RequestRow): Promise<boolean> {
  return transaction(ctx, async (writing) => {
    const { count } = await writing.tx.changeRequest.updateMany({
      where: { id: request.id, state: "requested", version: request.version },
      data: { callingUntil: addSeconds(currentTime(), CALL_SECONDS) },
    });
    if (count === 0) return false;
    const parties = await writing.tx.subscription.findUniqueOrThrow({ where: { id: request.subscriptionInfoId }, select: PARTY_COLUMNS });
    if (isManager({ tenantId: request.requestedTenantId, objectId: request.requestedObjectId }, parties)) return true;
    await endRequest(writing, request.id, { state: "failed", problem: "overtaken" });
    return false;
  });
}

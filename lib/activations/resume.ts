import { transaction } from "../db/transaction";
import { addSeconds } from "../kernel/clock";
import type { Context, SystemScope } from "../kernel/context";
import { CALL_SECONDS, carryOut, type ActivateOutcome } from "./carry-out";
import { requesterOf } from "./requester";

/**
 * Takes up an activation whose call to Microsoft was cut off, or found nobody there: the customer has confirmed it,
 * and may have closed the page since.
 * @returns null when there is nothing to take up: somebody else is at it, or it got its answer meanwhile.
 */
export async function resumeActivation(ctx: Context<SystemScope>, activationId: number): Promise<ActivateOutcome | null> {
  const intent = await transaction(ctx, async ({ tx }) => {
    const activation = await tx.activation.findUnique({ where: { id: activationId }, include: { subscription: true } });
    if (activation?.state !== "requested" || (activation.callingUntil !== null && activation.callingUntil > ctx.now)) return null;
    const { subscription } = activation;
    const { publisherId, offerId, subscriptionId, planId } = subscription;
    if (publisherId === null || offerId === null) return null;
    const { count } = await tx.activation.updateMany({
      where: { id: activationId, version: activation.version },
      data: { callingUntil: addSeconds(ctx.now, CALL_SECONDS + BACKGROUND_SECONDS), correlationId: ctx.correlationId, version: { increment: 1 } },
    });
    if (count === 0) return null;
    const quantity = subscription.perSeat ? subscription.quantity : null;
    return { activationId, requester: requesterOf(activation), subscriptionId, subscriptionInfoId: subscription.id, publisherId, offerId, planId, quantity };
  });
  return intent && carryOut(ctx, intent, "background");
}

/** A job waits longer for Microsoft than somebody at a page. */
const BACKGROUND_SECONDS = 30;

import { transaction } from "../../db/transaction";
import { addSeconds } from "../../kernel/clock";
import type { Context, LandingScope } from "../../kernel/context";
import { encryptSecret } from "../../kernel/crypto";

/** Microsoft's purchase token is good for a day (docs/marketplace/fulfillment.md). */
const TOKEN_SECONDS = 24 * 3600;

/** Keeps what a browser brought to the landing page, encrypted, until Microsoft has said what it stands for. */
export async function openLanding(ctx: Context<LandingScope>, purchaseToken: string): Promise<void> {
  const sealed = await encryptSecret(purchaseToken);
  await transaction(ctx, async ({ tx }) => {
    await tx.landingSession.create({
      data: {
        offerId: ctx.scope.offerId,
        browserHash: ctx.scope.browserHash,
        purchaseToken: sealed,
        receivedAt: ctx.now,
        expiresAt: addSeconds(ctx.now, TOKEN_SECONDS),
      },
    });
  });
}

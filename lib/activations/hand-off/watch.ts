import { withdrawMessage } from "../../actions/deliveries/post";
import { raiseAlert } from "../../alerts/raise";
import { database } from "../../db/client";
import type { JobContext, JobResult } from "../../jobs/define";
import { TOKEN_DAYS } from "./schema";

const DONE: JobResult = { kind: "done" };

/** Calls the staff to an activation that the publisher's system has not finished: once in time, and when its token has expired. */
export async function watchHandOver(ctx: JobContext, { tokenId }: { readonly tokenId: number }): Promise<JobResult> {
  const token = await find(tokenId);
  if (token === null || !isOpen(token)) return DONE;
  if (token.expiresAt <= ctx.now) {
    return call(token, `The publisher's system has not finished an activation within ${TOKEN_DAYS} days, and cannot any more: its token has expired. The customer still waits, and Microsoft may cancel the purchase.`);
  }
  const result = call(token, "The publisher's system has not finished an activation in time. The customer has confirmed, waits and is not billed.");
  return { ...result, kind: "again", at: token.expiresAt };
}

async function find(id: number, tx: Pick<ReturnType<typeof database>, "marketplaceToken"> = database()) {
  return tx.marketplaceToken.findUnique({
    where: { id },
    select: { id: true, outcome: true, expiresAt: true, deliveryNumber: true, activation: { select: { state: true, subscription: { select: { subscriptionId: true, publisherId: true } } } } },
  });
}
type Watched = NonNullable<Awaited<ReturnType<typeof find>>>;

function isOpen({ outcome, activation }: Watched): boolean {
  return outcome === null && activation.state === "handed-over";
}

function call({ id, expiresAt, deliveryNumber, activation: { subscription } }: Watched, message: string): { readonly kind: "done"; readonly effect: NonNullable<JobResult["effect"]> } {
  const subscriptionId = subscription.subscriptionId.toLowerCase();
  return {
    kind: "done",
    effect: async (writing) => {
      const now = await find(id, writing.tx);
      if (now === null || !isOpen(now) || subscription.publisherId === null) return;
      // Sent again by hand it would be good for nothing.
      if (expiresAt <= writing.now) await withdrawMessage(writing, deliveryNumber);
      await raiseAlert(writing, { publisherId: subscription.publisherId, kind: "activation-hanging", about: subscriptionId, subscriptionId, message });
    },
  };
}

import { recordAction } from "../../actions/record";
import { raiseAlert } from "../../alerts/raise";
import { transaction, type TransactionContext } from "../../db/transaction";
import type { Context } from "../../kernel/context";
import { isPending } from "../../subscriptions/pending";
import { PROBLEMS } from "../schema";
import type { TokenCaller } from "./authenticate";
import { goOn, settleHandOffAlerts } from "./go-on";
import type { Completion } from "./schema";
import { settleToken } from "./tokens";

export type CompleteOutcome =
  | { readonly kind: "taken" }
  /** The token has been used. */
  | { readonly kind: "used" }
  /** The token expired, or was revoked: by the staff, or because the subscription ended. */
  | { readonly kind: "over"; readonly why: "expired" | "revoked" };

/** What the publisher's system reports of the activation that its token is for, once: nothing is done where it comes too late. */
export async function completeActivation(ctx: TokenCaller, completion: Completion): Promise<CompleteOutcome> {
  return transaction(ctx, async (writing) => {
    for (;;) {
      const outcome = await tryToComplete(writing, completion);
      // Whoever changed the activation meanwhile decides what this one may do.
      if (outcome !== null) return outcome;
    }
  });
}

async function tryToComplete(ctx: TokenCaller & TransactionContext, completion: Completion): Promise<CompleteOutcome | null> {
  const token = await ctx.tx.marketplaceToken.findUniqueOrThrow({ where: { id: ctx.tokenId }, include: { activation: { include: { subscription: { select: { id: true, subscriptionId: true, publisherId: true, status: true } } } } } });
  const { activation } = token;
  const { publisherId, status, id: subscriptionInfoId } = activation.subscription;
  const subscriptionId = activation.subscription.subscriptionId.toLowerCase();
  if (token.outcome === "succeeded" || token.outcome === "failed") return { kind: "used" };
  if (token.outcome !== null || activation.state !== "handed-over" || !isPending(status) || publisherId === null) return { kind: "over", why: "revoked" };
  if (token.expiresAt <= ctx.now) return { kind: "over", why: "expired" };

  const wins = completion.result === "succeeded" ? await goOn(ctx, activation, publisherId) : await keepFailure(ctx, activation, completion.message ?? "");
  if (!wins) return null;
  await settleToken(ctx, token, completion.result);
  const about = { publisherId, subscriptionId };
  await settleHandOffAlerts(ctx, about);
  if (completion.result === "failed") {
    await recordAction(ctx, { type: "FailActivation", publisherId, subscriptionInfoId, details: { message: completion.message ?? "" } });
    await raiseAlert(ctx, { ...about, kind: "activation-reported-failed", about: subscriptionId, message: "The publisher's system could not set up what a customer bought. The customer has been told, waits and is not billed." });
  }
  return { kind: "taken" };
}

async function keepFailure({ tx, correlationId }: Pick<Context, "correlationId"> & TransactionContext, { id, version }: { id: number; version: number }, message: string): Promise<boolean> {
  const { count } = await tx.activation.updateMany({
    where: { id, version },
    data: { state: "reported-failed", problem: PROBLEMS.publisherFailed, problemDetail: message, correlationId: correlationId.slice(0, 100), version: { increment: 1 } },
  });
  return count > 0;
}

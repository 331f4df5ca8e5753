import { withdrawMessage } from "../../actions/deliveries/post";
import type { TransactionContext } from "../../db/transaction";
import type { Context } from "../../kernel/context";
import { encryptSecret, hashSecret, randomSecret } from "../../kernel/crypto";
import { TOKEN_HEADER, type TokenOutcome } from "./schema";

type Writing = Omit<Context, "scope"> & TransactionContext;

/** A token for one activation, as it is kept: nobody can read it but the worker that sends it. */
export interface NewToken {
  readonly hash: string;
  /** JWE of the header that carries it. */
  readonly sealedHeaders: string;
}

/** Made before the transaction that writes it, which awaits nothing but the database. */
export async function newToken(): Promise<NewToken> {
  const token = randomSecret();
  return { hash: hashSecret(token), sealedHeaders: await encryptSecret(JSON.stringify({ [TOKEN_HEADER]: token })) };
}

/** Ends an open token, once: its message is taken back, and the token itself forgotten. */
export async function settleToken(ctx: Writing, token: { readonly id: number; readonly deliveryNumber: number }, outcome: TokenOutcome): Promise<boolean> {
  const { count } = await ctx.tx.marketplaceToken.updateMany({ where: { id: token.id, outcome: null }, data: { outcome, settledAt: ctx.now } });
  if (count === 0) return false;
  await withdrawMessage(ctx, token.deliveryNumber);
  return true;
}

/** Ends whatever tokens of an activation are open: whoever holds them comes too late. */
export async function revokeTokens(ctx: Writing, activationId: number): Promise<void> {
  const open = await ctx.tx.marketplaceToken.findMany({ where: { activationId, outcome: null }, select: { id: true, deliveryNumber: true } });
  for (const token of open) await settleToken(ctx, token, "revoked");
}

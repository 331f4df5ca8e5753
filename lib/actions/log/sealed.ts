import { database } from "../../db/client";
import { transaction, type TransactionContext } from "../../db/transaction";
import type { Context, PublisherScope } from "../../kernel/context";
import { SEALED_COLUMNS, sealedText, type SealedContent } from "../seal/chain";

/** A sealed action with its place in the chain, and what it speaks of by Microsoft's ids. */
export interface SealedAction extends SealedContent {
  readonly number: number;
  readonly sealNumber: number;
  readonly seal: string;
  /** The text whose SHA-256 is the seal. */
  readonly sealedText: string;
  readonly subscriptionId: string | null;
  /** Without -preview; null where it was about no offer, or about one that is not set up any more. */
  readonly marketplaceOfferId: string | null;
}

export interface SealedStretch {
  readonly actions: readonly SealedAction[];
  /** Up to which number the retention has removed them. */
  readonly removedNumber: number;
  readonly lastNumber: number;
}

/**
 * The publisher's sealed actions after a number, in the order of their seals. Read inside of a transaction, because
 * outside of it SQLite shows what may never come to be; and no further than the head says, which is written with the rows:
 * so there is no gap in them.
 */
export async function readSealed(ctx: Context<PublisherScope>, stretch: Stretch): Promise<SealedStretch> {
  for (;;) {
    const found = await transaction(ctx, (reading) => readRows(reading, stretch));
    if (found === "overtaken") continue;
    const { chain, rows, before } = found;
    const offers = await offersOf(ctx.scope);
    let previous = before;
    const actions = rows.map(({ subscription, ...row }): SealedAction => {
      const [sealNumber, seal] = [row.sealNumber ?? 0, row.seal ?? ""];
      const text = sealedText({ number: sealNumber - 1, seal: previous }, row);
      previous = seal;
      return { ...row, sealNumber, seal, sealedText: text, subscriptionId: subscription?.subscriptionId.toLowerCase() ?? null, marketplaceOfferId: (row.offerId !== null && offers.get(row.offerId)) || null };
    });
    return { actions, removedNumber: chain?.removedNumber ?? 0, lastNumber: chain?.lastNumber ?? 0 };
  }
}

interface Stretch {
  readonly after: number;
  readonly take: number;
}

/** Rows, and the seal before the first of them; not where the retention removed some of them meanwhile. */
async function readRows({ tx, scope: { publisherId } }: Context<PublisherScope> & TransactionContext, { after, take }: Stretch) {
  const chain = await tx.actionChain.findUnique({ where: { publisherId } });
  if (chain === null || after >= chain.lastNumber) return { chain, rows: [], before: "" };
  const { removedNumber, removedSeal, lastNumber } = chain;
  const from = Math.max(after, removedNumber);
  const rows = await tx.subscriptionAction.findMany({
    where: { publisherId, sealNumber: { gt: from, lte: lastNumber } },
    orderBy: [{ sealNumber: "asc" }, { number: "asc" }],
    take,
    select: { number: true, sealNumber: true, seal: true, ...SEALED_COLUMNS, subscription: { select: { subscriptionId: true } } },
  });
  const last = from === removedNumber ? { seal: removedSeal } : await tx.subscriptionAction.findFirst({ where: { publisherId, sealNumber: from }, select: { seal: true } });
  const now = await tx.actionChain.findUnique({ where: { publisherId }, select: { removedNumber: true } });
  return now?.removedNumber === removedNumber ? { chain, rows, before: last?.seal ?? "" } : "overtaken";
}

async function offersOf({ publisherId }: PublisherScope): Promise<ReadonlyMap<number, string>> {
  const offers = await database().offer.findMany({ where: { publisherId }, select: { id: true, offerId: true } });
  return new Map(offers.map(({ id, offerId }) => [id, offerId]));
}

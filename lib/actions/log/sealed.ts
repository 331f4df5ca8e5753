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
    const subscriptions = await subscriptionsOf(ctx.scope, rows);
    let previous = before;
    const actions = rows.map((row): SealedAction => {
      const [sealNumber, seal] = [row.sealNumber ?? 0, row.seal ?? ""];
      const text = sealedText({ number: sealNumber - 1, seal: previous }, row);
      previous = seal;
      return {
        ...row,
        sealNumber,
        seal,
        sealedText: text,
        subscriptionId: (row.subscriptionInfoId !== null && subscriptions.get(row.subscriptionInfoId.toLowerCase())) || null,
        marketplaceOfferId: (row.offerId !== null && stretch.offers.get(row.offerId)) || null,
      };
    });
    return { actions, removedNumber: chain?.removedNumber ?? 0, lastNumber: chain?.lastNumber ?? 0 };
  }
}

/** By the portal's numbers what Microsoft calls the publisher's offers. */
export type OfferNames = ReadonlyMap<number, string>;

interface Stretch {
  readonly after: number;
  readonly take: number;
  readonly offers: OfferNames;
}

/** Rows, and the seal before the first of them; not where the retention removed some of them meanwhile. */
async function readRows({ tx, scope: { publisherId } }: Context<PublisherScope> & TransactionContext, { after, take }: Stretch) {
  const chain = await tx.actionChain.findUnique({ where: { publisherId } });
  if (chain === null || after >= chain.lastNumber) return { chain, rows: [], before: "" };
  const { removedNumber, removedSeal, lastNumber } = chain;
  const isKept = after > removedNumber;
  const rows = await tx.subscriptionAction.findMany({
    // With the row before, where there is one: its seal is what the first is chained to.
    where: { publisherId, sealNumber: { gte: isKept ? after : removedNumber + 1, lte: lastNumber } },
    orderBy: [{ sealNumber: "asc" }, { number: "asc" }],
    take: isKept ? take + 1 : take,
    select: { number: true, sealNumber: true, seal: true, ...SEALED_COLUMNS },
  });
  const expected = isKept ? after : removedNumber + 1;
  if (rows[0]?.sealNumber !== expected) {
    const now = await tx.actionChain.findUnique({ where: { publisherId }, select: { removedNumber: true } });
    if (now?.removedNumber !== removedNumber) return "overtaken";
  }
  if (!isKept) return { chain, rows, before: removedSeal };
  const known = rows[0]?.sealNumber === after ? rows.shift() : undefined;
  return { chain, rows: rows.slice(0, take), before: known?.seal ?? "" };
}

/** For all stretches of one reading. */
export async function readOfferNames({ publisherId }: PublisherScope): Promise<OfferNames> {
  const offers = await database().offer.findMany({ where: { publisherId }, select: { id: true, offerId: true } });
  return new Map(offers.map(({ id, offerId }) => [id, offerId]));
}

async function subscriptionsOf({ publisherId }: PublisherScope, rows: readonly SealedContent[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(rows.flatMap(({ subscriptionInfoId }) => subscriptionInfoId ?? []))];
  // By their ids alone: asked for the publisher as well, SQLite reads all of its subscriptions.
  const found = ids.length === 0 ? [] : await database().subscription.findMany({ where: { id: { in: ids } }, select: { id: true, publisherId: true, subscriptionId: true } });
  const own = found.filter((each) => each.publisherId === publisherId);
  return new Map(own.map(({ id, subscriptionId }) => [id.toLowerCase(), subscriptionId.toLowerCase()]));
}

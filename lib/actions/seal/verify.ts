import { database } from "../../db/client";
import { transaction, type TransactionContext } from "../../db/transaction";
import type { Context, SystemScope } from "../../kernel/context";
import { addSeconds } from "../../kernel/clock";
import { BEGINNING, sealAfter, SEALED_COLUMNS, type Place, type SealedContent } from "./chain";
import { fail, FaultFound, type Fault } from "./fault";
import { verifyRemovals } from "./verify-removals";

const BATCH = 1_000;
/** What is not sealed by then waits for a sealer that does not come. */
const SOON_SECONDS = 3600;

export interface Verification {
  /** null: everything is as it was sealed. */
  readonly fault: Fault | null;
  /** How many rows were recomputed and found right. */
  readonly verified: number;
  /** How many are not sealed yet, and so not verified. */
  readonly unsealed: number;
  /** How many of these have waited for more than an hour. */
  readonly overdue: number;
  /** To be kept elsewhere: whoever can write to the database could compute the whole chain anew. */
  readonly head: Place;
  /** Up to which number the retention removed rows; 0: none. */
  readonly removedNumber: number;
  /** The seal of the last record of a removal, to be kept elsewhere as well; null: there was none. */
  readonly removalsSeal: string | null;
  /** Whether the place that was remembered elsewhere is still so; null where none was given, or it could not be compared. */
  readonly agrees: boolean | null;
  /** When the retention removed the place that was remembered elsewhere, so that nothing is left to compare it with; null where it did not. */
  readonly notCompared: Date | null;
}

/** What was remembered outside of the portal, and must still be so. */
export interface Remembered {
  readonly against?: Place | undefined;
  /** The seal of a record of a removal. */
  readonly removals?: string | undefined;
}

interface Chain {
  readonly head: Place;
  readonly removed: Place;
}

interface SealedRow extends SealedContent {
  readonly number: number;
  readonly sealNumber: number | null;
  readonly seal: string | null;
}

interface Walk {
  readonly ctx: Context<SystemScope>;
  readonly publisherId: number;
  readonly against: Place | undefined;
  readonly removals: string | undefined;
  /** The last row that is right. */
  place: Place;
  /** Its `number`. */
  lastRow: number;
  verified: number;
  agrees: boolean | null;
  notCompared: Date | null;
}

/** Recomputes a publisher's chain, batch by batch, while it may grow and the retention may take from its beginning. */
export async function verifyActions(ctx: Context<SystemScope>, publisherId: number, { against, removals }: Remembered = {}): Promise<Verification> {
  const walk: Walk = { ctx, publisherId, against: against && { number: against.number, seal: against.seal.toLowerCase() }, removals: removals?.toLowerCase(), place: BEGINNING, lastRow: 0, verified: 0, agrees: null, notCompared: null };
  const fault = await firstFault(walk);
  return transaction(ctx, async (reading) => {
    const { head, removed } = (await readChain(reading, publisherId)) ?? { head: BEGINNING, removed: BEGINNING };
    const lastRemoval = await reading.tx.actionRemoval.findFirst({ where: { publisherId }, orderBy: { fromNumber: "desc" }, select: { seal: true } });
    const unsealed = await reading.tx.subscriptionAction.count({ where: { publisherId, sealNumber: null } });
    const overdue = await reading.tx.subscriptionAction.count({ where: { publisherId, sealNumber: null, date: { lt: addSeconds(ctx.now, -SOON_SECONDS) } } });
    return {
      fault,
      verified: walk.verified,
      unsealed,
      overdue,
      head,
      removedNumber: removed.number,
      removalsSeal: lastRemoval?.seal ?? null,
      agrees: fault?.kind === "rebuilt" ? false : walk.agrees,
      notCompared: walk.agrees === null ? walk.notCompared : null,
    };
  });
}

async function firstFault(walk: Walk): Promise<Fault | null> {
  try {
    while (await takeBatch(walk));
    return null;
  } catch (error) {
    if (error instanceof FaultFound) return error.fault;
    throw error;
  }
}

/** @returns whether there is more. */
async function takeBatch(walk: Walk): Promise<boolean> {
  const { chain, rows, overtaken } = await readBatch(walk);
  if (overtaken) return true;
  if (chain === null) {
    await missing(walk, rows);
    return false;
  }
  if (walk.place.number === 0 || chain.removed.number > walk.place.number) await begin(walk, chain);
  for (const row of rows) check(walk, row, rows);
  if (rows.length === BATCH) return true;
  await end(walk, chain);
  return false;
}

/** The rows that follow, as far as the head says: SQL Server shows each statement what is committed by then, and the sealer goes on. */
function readBatch({ ctx, publisherId, place, lastRow }: Walk): Promise<{ chain: Chain | null; rows: SealedRow[]; overtaken: boolean }> {
  return transaction(ctx, async (reading) => {
    const chain = await readChain(reading, publisherId);
    const isCut = chain !== null && chain.removed.number > place.number;
    const from = isCut ? chain.removed.number : place.number;
    const rows = await reading.tx.subscriptionAction.findMany({
      // The row before stays in it, so that another one of its number is found.
      where: { publisherId, sealNumber: { gte: from, ...(chain === null ? {} : { lte: chain.head.number }) }, OR: [{ sealNumber: { gt: from } }, { number: { gt: isCut ? 0 : lastRow } }] },
      orderBy: [{ sealNumber: "asc" }, { number: "asc" }],
      take: BATCH,
      select: { number: true, sealNumber: true, seal: true, ...SEALED_COLUMNS },
    });
    const after = await readChain(reading, publisherId);
    return { chain, rows, overtaken: (after?.removed.number ?? 0) !== (chain?.removed.number ?? 0) || (after === null) !== (chain === null) };
  });
}

async function missing({ publisherId, place, against, removals }: Walk, rows: readonly SealedRow[]): Promise<void> {
  const isEmpty = rows.length === 0 && place.number === 0 && (await database().actionRemoval.count({ where: { publisherId } })) === 0;
  if (!isEmpty) fail({ number: rows[0]?.sealNumber ?? place.number, kind: "head", what: "there were sealed rows, but the head of the chain is missing" });
  if (removals !== undefined) fail({ number: 1, kind: "rebuilt", what: "no record of a removal has the seal that is remembered elsewhere" });
  if (against !== undefined) fail({ number: 1, kind: "rebuilt", what: `it is not there, though ${against.number} is remembered elsewhere` });
}

async function readChain({ tx }: TransactionContext, publisherId: number): Promise<Chain | null> {
  const chain = await tx.actionChain.findUnique({ where: { publisherId } });
  return chain && { head: { number: chain.lastNumber, seal: chain.lastSeal }, removed: { number: chain.removedNumber, seal: chain.removedSeal } };
}

/** The first row that is kept is chained to the last one that the retention removed. */
async function begin(walk: Walk, { removed }: Chain): Promise<void> {
  const { ctx, publisherId, against, removals } = walk;
  let isKnown = removals === undefined;
  await verifyRemovals(ctx, publisherId, removed, ({ fromNumber, toNumber, lastSeal, seal, removedAt }) => {
    isKnown ||= seal === removals;
    if (against === undefined || against.number < fromNumber || against.number > toNumber) return;
    walk.notCompared = removedAt;
    agree(walk, { number: toNumber, seal: lastSeal });
  });
  if (!isKnown) fail({ number: 1, kind: "rebuilt", what: "no record of a removal has the seal that is remembered elsewhere" });
  const early = await database().subscriptionAction.findFirst({ where: { publisherId, sealNumber: { lte: removed.number } }, orderBy: { sealNumber: "asc" }, select: { sealNumber: true } });
  if (early !== null) fail({ number: early.sealNumber ?? 0, kind: "inserted", what: "it stands before the beginning of the chain" });
  walk.place = removed;
  walk.lastRow = 0;
}

function check(walk: Walk, row: SealedRow, batch: readonly SealedRow[]): void {
  const number = row.sealNumber ?? 0;
  const expected = walk.place.number + 1;
  if (number < expected) fail({ number, kind: "inserted", what: "two rows have this number" });
  if (number > expected) fail({ number: expected, kind: "removed", what: "it is not there" });
  const place = sealAfter(walk.place, row);
  if (place.seal !== row.seal) {
    const twice = batch.filter(({ sealNumber }) => sealNumber === number).length > 1;
    fail({ number, kind: twice ? "inserted" : "changed", what: twice ? "two rows have this number" : "what it says, or its seal, was changed" });
  }
  agree(walk, place);
  walk.place = place;
  walk.lastRow = row.number;
  walk.verified += 1;
}

async function end({ ctx, publisherId, place, against }: Walk, { head }: Chain): Promise<void> {
  if (place.number < head.number) fail({ number: place.number + 1, kind: "removed", what: "it is not there" });
  if (place.seal !== head.seal || place.number !== head.number) fail({ number: place.number, kind: "head", what: `the head of the chain says ${head.number} with another seal` });
  // The row first: the head that is read after it is beyond it, unless somebody else has written it.
  const { last, now } = await transaction(ctx, async (reading) => ({
    last: await reading.tx.subscriptionAction.findFirst({ where: { publisherId, sealNumber: { not: null } }, orderBy: { sealNumber: "desc" }, select: { sealNumber: true } }),
    now: await readChain(reading, publisherId),
  }));
  const furthest = now?.head.number ?? 0;
  if ((last?.sealNumber ?? 0) > furthest) fail({ number: await firstBeyond(publisherId, furthest), kind: "inserted", what: `it stands beyond the head of the chain, which is ${furthest}` });
  if (against !== undefined && against.number > furthest) fail({ number: furthest + 1, kind: "rebuilt", what: `it is not there, though ${against.number} is remembered elsewhere` });
}

async function firstBeyond(publisherId: number, number: number): Promise<number> {
  const row = await database().subscriptionAction.findFirst({ where: { publisherId, sealNumber: { gt: number } }, orderBy: { sealNumber: "asc" }, select: { sealNumber: true } });
  return row?.sealNumber ?? number + 1;
}

function agree(walk: Walk, place: Place): void {
  if (walk.against?.number !== place.number) return;
  if (walk.against.seal !== place.seal) fail({ number: place.number, kind: "rebuilt", what: "its seal is another than the one that is remembered elsewhere: the chain was computed anew" });
  walk.agrees = true;
}

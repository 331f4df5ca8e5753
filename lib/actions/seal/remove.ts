import { transaction, type TransactionContext } from "../../db/transaction";
import { addSeconds } from "../../kernel/clock";
import type { Context, SystemScope } from "../../kernel/context";
import { PortalError } from "../../kernel/errors";
import { log } from "../../kernel/log";
import { settleBrokenLog } from "./broken-log";
import { sealAfter, SEALED_COLUMNS, sealOfRemoval, type Place } from "./chain";
import type { Keeping } from "./kept";

export const REMOVED_AT_ONCE = 500;
const DAY_SECONDS = 24 * 3600;

/**
 * Removes the oldest sealed actions of a publisher, up to REMOVED_AT_ONCE, that are older than it keeps them, and proves it
 * by a record: where the chain begins now, and what is gone. It stops at the first row that is younger, so that the
 * chain stays in one piece.
 * @returns how many there were.
 * @throws PortalError `conflict` where they are not as they were sealed: nothing is removed then, because nobody could tell afterwards.
 */
export async function removeOldActions(ctx: Context<SystemScope>, { publisherId, keptDays }: Keeping): Promise<number> {
  const before = addSeconds(ctx.now, -keptDays * DAY_SECONDS);
  const removed = await transaction(ctx, async (writing) => {
    const { tx, now } = writing;
    const chain = await tx.actionChain.findUnique({ where: { publisherId } });
    if (chain === null) return null;
    const start = { number: chain.removedNumber, seal: chain.removedSeal };
    const rows = await tx.subscriptionAction.findMany({ where: { publisherId, sealNumber: { not: null } }, orderBy: [{ sealNumber: "asc" }, { number: "asc" }], take: REMOVED_AT_ONCE, select: { number: true, sealNumber: true, seal: true, ...SEALED_COLUMNS } });
    const young = rows.findIndex(({ date }) => date >= before);
    const old = young === -1 ? rows : rows.slice(0, young);
    if (old.length === 0) return null;

    let place: Place = start;
    for (const row of old) {
      place = sealAfter(place, row);
      if (row.sealNumber !== place.number || row.seal !== place.seal) throw broken(place.number);
    }
    // Another remover, or the sealer's very beginning: whoever comes second finds another start, and writes nothing.
    const moved = await tx.actionChain.updateMany({ where: { publisherId, removedNumber: start.number, removedSeal: start.seal, lastNumber: { gte: place.number } }, data: { removedNumber: place.number, removedSeal: place.seal } });
    if (moved.count !== 1) throw broken(place.number);
    const dates = old.map(({ date }) => date.getTime());
    const removal = { fromNumber: start.number + 1, toNumber: place.number, firstDate: new Date(Math.min(...dates)), lastDate: new Date(Math.max(...dates)), lastSeal: place.seal, removedAt: now, keptDays };
    const seal = sealOfRemoval(await sealOfLastRemoval(writing, publisherId, start.number), removal);
    await tx.actionRemoval.create({ data: { publisherId, ...removal, seal } });
    const { count } = await tx.subscriptionAction.deleteMany({ where: { publisherId, sealNumber: { gte: removal.fromNumber, lte: removal.toNumber } } });
    if (count !== old.length) throw broken(removal.toNumber);
    await settleBrokenLog(writing, publisherId, "retention");
    return { count, fromNumber: removal.fromNumber, toNumber: removal.toNumber, seal };
  });
  if (removed !== null) log.info({ event: "actions.removed", publisherId, ...removed }, "old actions were removed");
  return removed?.count ?? 0;
}

async function sealOfLastRemoval({ tx }: TransactionContext, publisherId: number, removedNumber: number): Promise<string> {
  const removal = await tx.actionRemoval.findFirst({ where: { publisherId }, orderBy: { fromNumber: "desc" }, select: { toNumber: true, seal: true } });
  if ((removal?.toNumber ?? 0) !== removedNumber) throw broken(removedNumber);
  return removal?.seal ?? "";
}

function broken(number: number): PortalError {
  return new PortalError("conflict", {
    what: "Old actions are not removed.",
    why: `The log is not as it was sealed, at number ${number}.`,
    todo: "Find out what was done with: npm run portal -- actions verify",
  });
}

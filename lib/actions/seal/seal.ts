import { database } from "../../db/client";
import { setSeals, type RowSeal } from "../../db/set-seals";
import { transaction, type TransactionContext } from "../../db/transaction";
import { isUniqueViolation } from "../../db/unique-violation";
import type { Context, SystemScope } from "../../kernel/context";
import { PortalError } from "../../kernel/errors";
import { log } from "../../kernel/log";
import { settleBrokenLog, tellOfBrokenLog } from "./broken-log";
import { BEGINNING, sealAfter, SEALED_COLUMNS, type Place } from "./chain";
import { goRound } from "./go-round";

export const SEALED_AT_ONCE = 500;

type Sealing = Context<SystemScope>;

/** Thrown inside the transaction of a sealer that was overtaken, so that it writes nothing. */
class OvertakenError extends Error {}

/**
 * Numbers and chains the oldest actions of a publisher that have no seal yet, up to SEALED_AT_ONCE of them. Of two
 * sealers at once one wins, and the other writes nothing.
 * @returns how many there were.
 * @throws PortalError `conflict` where the log does not end as its head says: nothing is sealed on top of that.
 */
export async function sealActions(ctx: Sealing, publisherId: number): Promise<number> {
  try {
    const { count, head } = await transaction(ctx, (writing) => sealSome(writing, publisherId));
    // Where logs are kept elsewhere, whoever can write to the database cannot compute the chain anew unseen.
    if (count > 0) log.info({ event: "actions.sealed", publisherId, count, head: `${head.number}:${head.seal}` }, "actions were sealed");
    return count;
  } catch (error) {
    if (error instanceof OvertakenError || isUniqueViolation(error)) return 0;
    throw error;
  }
}

interface Sealed {
  readonly count: number;
  /** Where the chain ends now. */
  readonly head: Place;
}

/** Everything is read inside of the transaction: outside of it SQLite shows rows that may never come to be. */
async function sealSome(writing: Sealing & TransactionContext, publisherId: number): Promise<Sealed> {
  const { tx, now } = writing;
  const rows = await tx.subscriptionAction.findMany({ where: { publisherId, sealNumber: null }, orderBy: { number: "asc" }, take: SEALED_AT_ONCE, select: { number: true, ...SEALED_COLUMNS } });
  if (rows.length === 0) return { count: 0, head: BEGINNING };
  const head = await findHead({ tx }, publisherId);
  const sealed: RowSeal[] = [];
  let place = head ?? BEGINNING;
  for (const row of rows) {
    place = sealAfter(place, row);
    sealed.push({ ...place, row: row.number });
  }
  const end = { lastNumber: place.number, lastSeal: place.seal, sealedAt: now };
  // First of all writes, so that another sealer waits here instead of in the middle of the same rows.
  if (head === null) await tx.actionChain.create({ data: { publisherId, ...end } });
  else if ((await tx.actionChain.updateMany({ where: { publisherId, lastNumber: head.number, lastSeal: head.seal }, data: end })).count !== 1) throw new OvertakenError();
  if ((await setSeals(tx, sealed)) !== rows.length) throw new OvertakenError();
  await settleBrokenLog(writing, publisherId, "sealing");
  return { count: rows.length, head: place };
}

/** Where the chain ends; null before its first row. @throws PortalError `conflict` where its last row says otherwise. */
async function findHead({ tx }: TransactionContext, publisherId: number): Promise<Place | null> {
  const chain = await tx.actionChain.findUnique({ where: { publisherId } });
  const last = await tx.subscriptionAction.findFirst({ where: { publisherId, sealNumber: { not: null } }, orderBy: { sealNumber: "desc" }, select: { sealNumber: true, seal: true } });
  const removed = { sealNumber: chain?.removedNumber ?? 0, seal: chain?.removedSeal ?? "" };
  const { sealNumber, seal } = last ?? removed;
  if (sealNumber !== (chain?.lastNumber ?? 0) || seal !== (chain?.lastSeal ?? "")) {
    throw new PortalError("conflict", {
      what: "The action log is not sealed any further.",
      why: `It ends with number ${sealNumber}, but its head says ${chain?.lastNumber ?? 0}: somebody has changed one of them.`,
      todo: "Find out what was done with: npm run portal -- actions verify",
    });
  }
  return chain === null ? null : { number: chain.lastNumber, seal: chain.lastSeal };
}

/** Publishers whose log is broken, of which this process has told. */
const told = new Set<number>();

/**
 * Seals what is there to be sealed, of every publisher in turns, until nothing is left. A log that is broken holds up no other.
 * @returns whether anything was sealed.
 */
export async function sealDue(ctx: Sealing, signal: AbortSignal): Promise<boolean> {
  const publishers = await database().publisher.findMany({ select: { id: true }, orderBy: { id: "asc" } });
  let anything = false;
  const isSealed = async ({ id }: { readonly id: number }): Promise<boolean> => {
    const sealed = (await hasUnsealed(id)) && (await sealUnlessBroken(ctx, id)) > 0;
    anything ||= sealed;
    return sealed;
  };
  await goRound(publishers, isSealed, { signal });
  return anything;
}

async function sealUnlessBroken(ctx: Sealing, publisherId: number): Promise<number> {
  try {
    const count = await sealActions(ctx, publisherId);
    told.delete(publisherId);
    return count;
  } catch (error) {
    if (!(error instanceof PortalError) || error.code !== "conflict") throw error;
    if (told.has(publisherId)) return 0;
    log.error({ event: "actions.not-sealed", publisherId, err: error }, "the action log of a publisher is not sealed any further");
    await tellOfBrokenLog(ctx, publisherId, "sealing", error);
    told.add(publisherId);
    return 0;
  }
}

/** A look from outside: what it sees may be undone yet, and then nothing is found inside. */
async function hasUnsealed(publisherId: number): Promise<boolean> {
  return (await database().subscriptionAction.findFirst({ where: { publisherId, sealNumber: null }, select: { number: true } })) !== null;
}

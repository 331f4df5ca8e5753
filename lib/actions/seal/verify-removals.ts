import { database } from "../../db/client";
import { addSeconds } from "../../kernel/clock";
import type { Context } from "../../kernel/context";
import { sealOfRemoval, type Place, type Removal } from "./chain";
import { fail } from "./fault";
import { LEAST_KEPT_DAYS } from "./schema";
import { listToldRemovals } from "./told-removals";

const BATCH = 1_000;
const DAY_SECONDS = 24 * 3600;

export interface SealedRemoval extends Removal {
  readonly seal: string;
}

type Told = Awaited<ReturnType<typeof listToldRemovals>>;

/**
 * What the retention removed is proven by its own chain, up to the place where what is kept begins; and each record of it
 * says what may have been.
 * @param look is shown each of them.
 * @throws FaultFound for the first that is not right.
 */
export async function verifyRemovals(ctx: Context, publisherId: number, removed: Place, look: (removal: SealedRemoval) => void): Promise<void> {
  const told = removed.number === 0 ? [] : await listToldRemovals(publisherId);
  let before = { toNumber: 0, lastSeal: "", seal: "" };
  for (;;) {
    const removals = await database().actionRemoval.findMany({ where: { publisherId, fromNumber: { gt: before.toNumber, lte: removed.number } }, orderBy: { fromNumber: "asc" }, take: BATCH });
    for (const removal of removals) {
      const { fromNumber, toNumber, lastSeal, seal } = removal;
      if (fromNumber !== before.toNumber + 1) fail({ number: before.toNumber + 1, kind: "removal", what: "it is not there, and no removal says that the retention took it" });
      if (seal !== sealOfRemoval(before.seal, removal)) fail({ number: fromNumber, kind: "removal", what: `the record of the removal of ${fromNumber} to ${toNumber} was changed` });
      const doubt = doubtOf(removal, ctx.now, told);
      if (doubt !== null) fail({ number: fromNumber, kind: "removal", what: `the record of the removal of ${fromNumber} to ${toNumber} is made up: ${doubt}` });
      look(removal);
      before = { toNumber, lastSeal, seal };
    }
    if (removals.length < BATCH) break;
  }
  if (before.toNumber !== removed.number || before.lastSeal !== removed.seal) fail({ number: Math.min(before.toNumber, removed.number) + 1, kind: "removal", what: `the records of removals end with ${before.toNumber}, the head says ${removed.number}` });
}

/** Why the retention cannot have made this record; null: it can. */
function doubtOf({ fromNumber, toNumber, firstDate, lastDate, removedAt, keptDays }: Removal, now: Date, told: Told): string | null {
  if (toNumber < fromNumber || firstDate > lastDate) return "it ends before it begins";
  if (keptDays < LEAST_KEPT_DAYS) return `nobody can set that a log is kept for ${keptDays} days`;
  if (lastDate >= addSeconds(removedAt, -keptDays * DAY_SECONDS)) return `it took what was younger than ${keptDays} days`;
  // The worker's clock may be another one; and this may take hours.
  if (removedAt > addSeconds(now, DAY_SECONDS)) return "it lies in the future";
  // The audit is told when the night's work is over, which a crash puts off.
  const isNew = removedAt > addSeconds(now, -DAY_SECONDS);
  if (!isNew && !told.some((entry) => entry.fromNumber <= fromNumber && entry.toNumber >= toNumber)) return "the audit does not tell of it";
  return null;
}

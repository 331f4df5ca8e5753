import { z } from "zod";
import { recordAudit } from "../../auth/audit";
import { database } from "../../db/client";
import type { TransactionContext } from "../../db/transaction";
import type { Context } from "../../kernel/context";

/** Which numbers the audit says were removed, and for how many days they were to be kept. */
const toldSchema = z.object({ fromNumber: z.int(), toNumber: z.int(), keptDays: z.int() });
type Told = z.output<typeof toldSchema>;

function readTold(details: string | null): Told[] {
  try {
    const told = toldSchema.safeParse(JSON.parse(details ?? "null"));
    return told.success ? [told.data] : [];
  } catch {
    return [];
  }
}

/** What the audit says of a publisher's removals. */
export async function listToldRemovals(publisherId: number): Promise<Told[]> {
  const entries = await database().auditEntry.findMany({ where: { publisherId, type: "ActionsRemoved" }, select: { details: true } });
  return entries.flatMap(({ details }) => readTold(details));
}

export interface UntoldRemoval extends Told {
  readonly publisherId: number;
}

/** What was removed since the audit told of it last: one for each publisher, however many turns it took, and though one of them may have crashed. */
export async function listUntoldRemovals(): Promise<UntoldRemoval[]> {
  const chains = await database().actionChain.findMany({ where: { removedNumber: { gt: 0 } }, orderBy: { publisherId: "asc" }, select: { publisherId: true, removedNumber: true } });
  const untold: UntoldRemoval[] = [];
  for (const { publisherId, removedNumber } of chains) {
    const newest = await database().auditEntry.findFirst({ where: { publisherId, type: "ActionsRemoved" }, orderBy: { number: "desc" }, select: { details: true } });
    const toldTo = readTold(newest?.details ?? null)[0]?.toNumber ?? 0;
    if (toldTo >= removedNumber) continue;
    const last = await database().actionRemoval.findFirst({ where: { publisherId }, orderBy: { fromNumber: "desc" }, select: { toNumber: true, keptDays: true } });
    if (last !== null) untold.push({ publisherId, fromNumber: toldTo + 1, ...last });
  }
  return untold;
}

export async function tellRemovals(writing: Omit<Context, "scope"> & TransactionContext, removals: readonly UntoldRemoval[]): Promise<void> {
  for (const { publisherId, fromNumber, toNumber, keptDays } of removals) {
    const count = toNumber - fromNumber + 1;
    await recordAudit(writing, { type: "ActionsRemoved", publisherId, subject: `${count} ${count === 1 ? "action" : "actions"}`, details: { fromNumber, toNumber, keptDays } });
  }
}

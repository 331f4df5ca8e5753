import { recordAudit } from "../auth/audit";
import { database } from "../db/client";
import { transaction } from "../db/transaction";
import type { Context, PublisherScope } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";
import { settleDrift } from "./settle-drift";

/**
 * repaired: our row is now as Microsoft's API says. agreed: the API says what our row says; the list was behind.
 * open: it stays, and why. closed: somebody was quicker. not-repairable: it is nothing that asking the API settles.
 */
export type RepairOutcome = { readonly kind: "repaired" | "agreed" | "closed" | "not-repairable" } | { readonly kind: "open"; readonly problem: string };

/** What asking the API may settle. */
const REPAIRABLE = ["differs", "ended", "missing"];

export function isRepairable(kind: string): boolean {
  return REPAIRABLE.includes(kind);
}

/**
 * Asks Microsoft's API about the subscription of a difference, makes our row so, and closes all that is settled by that.
 * @throws NotFoundError outside the scope.
 */
export async function repairDrift(ctx: Context<PublisherScope>, driftId: number): Promise<RepairOutcome> {
  const { publisherId } = ctx.scope;
  const drift = await database().drift.findFirst({ where: { id: driftId, publisherId }, select: { kind: true, field: true, subscriptionId: true, closedAt: true } });
  if (drift === null) throw new NotFoundError("difference");
  if (drift.closedAt !== null) return { kind: "closed" };
  if (!isRepairable(drift.kind)) return { kind: "not-repairable" };
  const settled = await settleDrift(ctx, publisherId, drift.subscriptionId, "interactive");
  if (settled.kind === "open") return { kind: "open", problem: settled.problem };
  const { kind, field, subscriptionId } = drift;
  await transaction(ctx, (writing) => recordAudit(writing, { type: "DriftRepaired", publisherId, subject: subscriptionId, details: { kind, field, outcome: settled.kind } }));
  return { kind: settled.kind };
}

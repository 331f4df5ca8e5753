import { transaction, type TransactionContext } from "../db/transaction";
import type { Context, PublisherScope, SystemScope } from "../kernel/context";
import { PortalError } from "../kernel/errors";
import { UpstreamError } from "../marketplace/upstream-error";
import type { Patience } from "../marketplace/retry";
import { COMPARED_COLUMNS, COMPARED_FIELDS, ourText, type ComparedRow } from "./compare";
import { closeDrift, OPEN_DRIFT_COLUMNS, type OpenDrift } from "./drift";
import { refreshSubscription } from "./refresh";

/**
 * repaired: our row is as the API says now. agreed: the API says what our row said; the list was behind.
 * open: it stays, and why; `away` where Microsoft did not answer at all.
 */
export type Settled = { readonly kind: "repaired" | "agreed" } | { readonly kind: "open"; readonly problem: string; readonly away: boolean };

/** Kinds about which the API has something to say. */
const ASKED_ABOUT = ["differs", "ended", "missing"];

/**
 * Asks the API how a subscription stands, makes our row so, and closes what is settled by that: the list may be behind,
 * the API is not. A fault of Microsoft's is no exception here: the row stays open, with its reason.
 */
export async function settleDrift(ctx: Context<SystemScope | PublisherScope>, publisherId: number, subscriptionId: string, patience: Patience): Promise<Settled> {
  const where = { publisherId, subscriptionId, kind: { in: ASKED_ABOUT }, closedAt: null };
  let status: string;
  try {
    ({ status } = await refreshSubscription(ctx, subscriptionId, patience));
  } catch (error) {
    if (!(error instanceof PortalError)) throw error;
    await transaction(ctx, ({ tx }) => tx.drift.updateMany({ where, data: { problem: error.message.slice(0, 1000) } }));
    const away = error instanceof UpstreamError && ["unavailable", "throttled", "application-not-allowed"].includes(error.reason);
    return { kind: "open", problem: error.message, away };
  }
  return transaction(ctx, async (writing) => {
    const row = await writing.tx.subscription.findUniqueOrThrow({ where: { subscriptionId }, select: COMPARED_COLUMNS });
    const open = await writing.tx.drift.findMany({ where, select: OPEN_DRIFT_COLUMNS });
    let outcome: Settled = { kind: "agreed" };
    for (const drift of open) {
      const one = settled(drift, row, status);
      if (one.kind === "open") await leaveOpen(writing, drift, one.problem);
      else await closeDrift(writing, [drift], one.kind);
      if (outcome.kind === "agreed" || one.kind === "open") outcome = one;
    }
    return outcome;
  });
}

function settled({ kind, field, ours, theirs }: OpenDrift, row: ComparedRow, status: string): Settled {
  if (kind === "ended") return status === "Unsubscribed" ? { kind: "agreed" } : open(`Microsoft calls it ${status}. What has ended here is never brought back: a return is a new purchase.`);
  if (kind === "missing") return row.status === "Unsubscribed" ? { kind: "repaired" } : open(`Microsoft's API describes it as ${status}; only its list lacks it.`);
  const known = COMPARED_FIELDS.find((each) => each === field);
  const now = known === undefined ? theirs : ourText(known, row);
  return { kind: now === ours ? "agreed" : "repaired" };
}

function open(problem: string): Settled {
  return { kind: "open", problem, away: false };
}

async function leaveOpen({ tx }: TransactionContext, { id }: OpenDrift, problem: string): Promise<void> {
  await tx.drift.updateMany({ where: { id, closedAt: null }, data: { problem } });
}

import { settleAlert } from "../../alerts/raise";
import type { TransactionContext } from "../../db/transaction";
import type { Context } from "../../kernel/context";

interface Endpoint {
  readonly publisherId: number;
  readonly endpointId: number;
}

/** To be asked wherever a message that was given up goes: the alert is over once nothing is left of what it called to. A test calls nobody. */
export async function settleDead(ctx: Omit<Context, "scope"> & TransactionContext, { publisherId, endpointId }: Endpoint): Promise<void> {
  const left = await ctx.tx.delivery.findFirst({ where: { endpointId, state: "dead", kind: { not: "test" } }, select: { number: true } });
  if (left === null) await settleAlert(ctx, { publisherId, kind: "delivery-dead", about: String(endpointId) });
}

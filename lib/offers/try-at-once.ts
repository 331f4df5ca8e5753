import { settleAlert } from "../alerts/raise";
import type { TransactionContext } from "../db/transaction";
import type { Context } from "../kernel/context";

type Writing = Omit<Context, "scope"> & TransactionContext;

interface Endpoint {
  readonly id: number;
  readonly publisherId: number;
}

/** Has what waits for an endpoint tried at once and for its whole time again, because what kept it from arriving is different now. */
export async function tryAtOnce(ctx: Writing, { id, publisherId }: Endpoint): Promise<void> {
  const { tx, now } = ctx;
  await tx.endpoint.update({ where: { id }, data: { failuresInARow: 0, openUntil: null, failingSince: null, resumedAt: now } });
  await tx.delivery.updateMany({ where: { endpointId: id, state: "waiting", nextAt: { gt: now } }, data: { nextAt: now } });
  await settleAlert(ctx, { publisherId, kind: "endpoint-failing", about: String(id) });
}

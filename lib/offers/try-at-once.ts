import { settleAlert } from "../alerts/raise";
import type { TransactionContext } from "../db/transaction";
import type { Context } from "../kernel/context";

type Writing = Omit<Context, "scope"> & TransactionContext;

interface Endpoint {
  readonly id: number;
  readonly publisherId: number;
}

/** From so many failures on one message tries before its time (lib/actions/deliveries/retry), so that none has to be touched here: very many may wait. */
const TRIED_BY_ONE = 5;

/** Has what waits for an endpoint tried at once and for its whole time again, because what kept it from arriving is different now. */
export async function tryAtOnce(ctx: Writing, { id, publisherId }: Endpoint): Promise<void> {
  const { tx, now } = ctx;
  await tx.endpoint.update({ where: { id }, data: { failuresInARow: TRIED_BY_ONE, openUntil: now, failingSince: null, resumedAt: now } });
  await settleAlert(ctx, { publisherId, kind: "endpoint-failing", about: String(id) });
}

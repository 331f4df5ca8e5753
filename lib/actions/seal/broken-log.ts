import { raiseAlert, settleAlert } from "../../alerts/raise";
import { transaction, type TransactionContext } from "../../db/transaction";
import type { Context } from "../../kernel/context";
import type { PortalError } from "../../kernel/errors";

/** What stands still where a log is not as it was sealed. Either may go on while the other does not. */
export type Standstill = "sealing" | "retention";

const KIND = "action-log-broken";

/** Calls the publisher's staff, in a transaction of its own: that of the work is undone. */
export function tellOfBrokenLog(ctx: Context, publisherId: number, about: Standstill, { explanation: { what, why } }: PortalError): Promise<void> {
  return transaction(ctx, (writing) => raiseAlert(writing, { publisherId, kind: KIND, about, message: `${what} ${why}` }));
}

/** In the transaction with which it goes on. */
export function settleBrokenLog(writing: Context & TransactionContext, publisherId: number, about: Standstill): Promise<void> {
  return settleAlert(writing, { publisherId, kind: KIND, about });
}

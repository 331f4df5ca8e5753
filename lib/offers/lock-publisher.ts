import type { TransactionContext } from "../db/transaction";

/**
 * The first thing in every transaction that changes a publisher's settings: whoever else does so waits until it is
 * over. A publisher that is not there yet cannot be locked: its key is unique.
 */
export async function lockPublisher({ tx }: TransactionContext, key: string): Promise<void> {
  await tx.publisher.updateMany({ where: { key }, data: { version: { increment: 1 } } });
}

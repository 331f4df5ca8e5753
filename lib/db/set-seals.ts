import type { Tx } from "./client";
import { Prisma } from "./generated/sqlserver/client";

/** The place in the chain that a row of SubscriptionActions gets. */
export interface RowSeal {
  /** The row's `number`. */
  readonly row: number;
  readonly number: number;
  readonly seal: string;
}

/** Of a compound select SQLite takes 500 parts, of parameters SQL Server 2,100. */
const AT_ONCE = 500;

/**
 * Writes the seals of rows that have none, many in one statement: a row each through Prisma takes twenty times as long, and
 * on SQLite everybody else waits. The statement is the same in both dialects.
 * @returns how many rows there were to write to.
 */
export async function setSeals(tx: Tx, seals: readonly RowSeal[]): Promise<number> {
  let written = 0;
  for (let from = 0; from < seals.length; from += AT_ONCE) {
    const rows = seals.slice(from, from + AT_ONCE).map(({ row, number, seal }) => Prisma.sql`SELECT ${row} AS "Row", ${number} AS "Place", ${seal} AS "Hash"`);
    written += await tx.$executeRaw(
      Prisma.sql`UPDATE "SubscriptionActions" SET "SealNumber" = given."Place", "Seal" = given."Hash" FROM (${Prisma.join(rows, " UNION ALL ")}) AS given WHERE "SubscriptionActions"."Number" = given."Row" AND "SubscriptionActions"."SealNumber" IS NULL`,
    );
  }
  return written;
}

import type { Tx } from "./client";
import { Prisma } from "./generated/sqlserver/client";

type Value = string | number | boolean | Date | null;

/**
 * Writes many new rows, all with the same fields, in one statement: Prisma works out every `createMany` anew, which takes
 * it longer than the database takes to write. The statement is the same in both dialects, and has to stay below the 2,100
 * parameters of SQL Server. A single row goes through Prisma, whose errors tell what was wrong with it.
 * @param table its name in the database; the columns are called as the fields are, with a capital.
 */
export async function insertMany<Row extends Readonly<Record<string, Value>>>(tx: Tx, table: string, rows: readonly Row[], insertOne: (row: Row) => Promise<unknown>): Promise<void> {
  const [first, second] = rows;
  if (first === undefined) return;
  if (second === undefined) {
    await insertOne(first);
    return;
  }
  const names = Object.keys(first);
  const columns = names.map((name) => `"${name.charAt(0).toUpperCase()}${name.slice(1)}"`);
  const values = rows.map((row) => Prisma.sql`(${Prisma.join(names.map((name) => row[name] ?? null))})`);
  await tx.$executeRaw(Prisma.sql`INSERT INTO ${Prisma.raw(`"${table}" (${columns.join(", ")})`)} VALUES ${Prisma.join(values)}`);
}

import { database } from "../client";

type Row = Readonly<Record<string, string | number | boolean | Date | null>>;

/**
 * Writes many rows, all with the same fields, in one statement: SQLite reads them out of JSON in a tenth of the time
 * that Prisma takes. For SQLite alone.
 * @param table its name in the database; the columns are called as the fields are, with a capital.
 */
export async function insertRows(table: string, rows: readonly Row[]): Promise<void> {
  const names = Object.keys(rows[0] ?? {});
  if (names.length === 0) return;
  const columns = names.map((name) => `"${name.charAt(0).toUpperCase()}${name.slice(1)}"`);
  const values = names.map((name) => `"value" ->> '$.${name}'`);
  const json = JSON.stringify(rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value instanceof Date ? asStored(value) : value]))));
  await database().$executeRawUnsafe(`INSERT INTO "${table}" (${columns.join(", ")}) SELECT ${values.join(", ")} FROM json_each(?)`, json);
}

/** As Prisma's adapter writes times, which are compared as text. */
function asStored(time: Date): string {
  return time.toISOString().replace("Z", "+00:00");
}

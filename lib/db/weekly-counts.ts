import { z } from "zod";
import { database } from "./client";
import { Prisma } from "./generated/sqlserver/client";

/** How many rows of Subscriptions fall into one week. */
export interface WeeklyCount {
  readonly startsAt: Date;
  /** First seen in it. */
  readonly began: number;
  /** Seen to have ended in it. */
  readonly ended: number;
}

const WEEK_MILLISECONDS = 7 * 24 * 3600_000;

/** COUNT(*) comes as a bigint from SQLite and as a number from SQL Server. */
const rowsSchema = z.array(z.object({ Week: z.coerce.number(), Began: z.coerce.number(), Ended: z.coerce.number() }));

/**
 * A publisher's subscriptions by the weeks that begin at `starts`, in one statement: Prisma groups by columns, but not by
 * what a column falls into. Each count walks one stretch of an index. The statement is the same in both dialects.
 */
export async function weeklyCounts(publisherId: number, starts: readonly Date[]): Promise<WeeklyCount[]> {
  if (starts.length === 0) return [];
  const within = (column: "CreatedAt" | "EndedAt", from: Date): Prisma.Sql => {
    const name = Prisma.raw(`"${column}"`);
    return Prisma.sql`(SELECT COUNT(*) FROM "Subscriptions" WHERE "PublisherId" = ${publisherId} AND ${name} >= ${from} AND ${name} < ${new Date(from.getTime() + WEEK_MILLISECONDS)})`;
  };
  const weeks = starts.map((from, index) => Prisma.sql`SELECT ${index} AS "Week", ${within("CreatedAt", from)} AS "Began", ${within("EndedAt", from)} AS "Ended"`);
  const rows = rowsSchema.parse(await database().$queryRaw(Prisma.join(weeks, " UNION ALL ")));
  const found = new Map(rows.map((row) => [row.Week, row]));
  return starts.map((startsAt, index) => ({ startsAt, began: found.get(index)?.Began ?? 0, ended: found.get(index)?.Ended ?? 0 }));
}

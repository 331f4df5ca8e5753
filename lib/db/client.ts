import { env } from "../kernel/env";
import { parseDatabaseUrl } from "./database-url";
import { PrismaClient as SqliteClient } from "./generated/sqlite/client";
import { PrismaClient, type Prisma } from "./generated/sqlserver/client";
import { sqlServerAdapter } from "./sql-server-adapter";
import { SqliteAdapter } from "./sqlite-adapter";

/** Either database, typed as SQL Server's client. */
export type Database = PrismaClient;

/** A {@link Database} inside an interactive transaction. */
export type Tx = Prisma.TransactionClient;

declare global {
  /** Next.js instantiates a module several times in one process; two clients on one SQLite file block each other. */
  var portalDatabase: Database | undefined;
}

/** The database of this process, as DATABASE_URL names it. Inside a transaction use `ctx.tx` instead: on SQLite this one waits for its end. */
export function database(): Database {
  globalThis.portalDatabase ??= createDatabase(env().DATABASE_URL);
  return globalThis.portalDatabase;
}

/** Makes `database()` return this one: for tests, and for commands that are given another URL. */
export function useDatabase(replacement: Database | undefined): void {
  globalThis.portalDatabase = replacement;
}

/** Disconnects the database of this process, if it was ever used. */
export async function closeDatabase(): Promise<void> {
  const current = globalThis.portalDatabase;
  globalThis.portalDatabase = undefined;
  await current?.$disconnect();
}

/**
 * A client of its own; it connects on first use. The caller disconnects it.
 * @throws ConfigurationError when the address cannot be understood.
 */
export function createDatabase(url: string): Database {
  const address = parseDatabaseUrl(url);
  if (address.provider === "sqlserver") return new PrismaClient({ adapter: sqlServerAdapter(address.url) });
  const sqlite = new SqliteClient({ adapter: new SqliteAdapter(address.path) });
  // The one cast between the two: both clients are generated from the same models, so that what compiles
  // against SQL Server's narrower one runs on SQLite. drift.test.ts holds the two schemas together.
  return sqlite as unknown as Database;
}

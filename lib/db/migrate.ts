import { PortalError } from "../kernel/errors";
import { parseDatabaseUrl, type DatabaseAddress } from "./database-url";
import { databaseExists, messageOf, MigrationConnection, type MigrationTransaction } from "./migration-connection";
import { readMigrationFiles, type MigrationFile } from "./migration-files";
import { ensureRecords, hasRecords, pendingAfter, readRecords, record } from "./migration-records";
import { INHERITED_MIGRATION, standingInheritedTables } from "./inherited-tables";

/** What `migrate` found and did; names of migrations, oldest first. */
export interface MigrationReport {
  readonly applied: readonly string[];
  /** Recorded without being run, because their tables stood already. */
  readonly markedApplied: readonly string[];
  readonly already: readonly string[];
}

/** How far a database is behind the files. */
export interface MigrationStatus {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
}

/**
 * Brings a database up to date, each migration in a transaction of its own, and records it as `prisma migrate
 * deploy` would, which then finds nothing to do. Of two at once, one waits for the other.
 * @throws PortalError when the database and the files contradict each other, or a migration fails.
 */
export async function migrate(url: string, migrations?: string): Promise<MigrationReport> {
  const address = parseDatabaseUrl(url);
  const files = await readMigrationFiles(address.provider, migrations);
  const connection = await MigrationConnection.open(address);
  const report = { applied: [] as string[], markedApplied: [] as string[], already: [] as string[] };
  try {
    for (const file of files) {
      const outcome = await connection.exclusively((tx) => apply(tx, address, files, file));
      report[outcome].push(file.name);
    }
  } finally {
    await connection.close();
  }
  return report;
}

/**
 * Compares a database with the files and changes nothing.
 * @throws PortalError when they contradict each other.
 */
export async function migrationStatus(url: string, migrations?: string): Promise<MigrationStatus> {
  const address = parseDatabaseUrl(url);
  const files = await readMigrationFiles(address.provider, migrations);
  const names = files.map((file) => file.name);
  if (!databaseExists(address)) return { applied: [], pending: names };
  const connection = await MigrationConnection.open(address);
  try {
    const { reader } = connection;
    const records = (await hasRecords(reader, address.provider)) ? await readRecords(reader, address.provider) : [];
    const pending = pendingAfter(records, files).map((file) => file.name);
    return { applied: names.filter((name) => !pending.includes(name)), pending };
  } finally {
    await connection.close();
  }
}

async function apply(tx: MigrationTransaction, { provider }: DatabaseAddress, files: readonly MigrationFile[], file: MigrationFile): Promise<keyof MigrationReport> {
  await ensureRecords(tx, provider);
  if (!pendingAfter(await readRecords(tx, provider), files).includes(file)) return "already";
  if (file.name === INHERITED_MIGRATION && (await standingInheritedTables(tx, provider))) {
    await record(tx, provider, file, { steps: 0, startedAt: new Date() });
    return "markedApplied";
  }
  const startedAt = new Date();
  await tx.script(file.sql).catch((cause: unknown) => {
    throw new PortalError(
      "conflict",
      {
        what: `The migration ${file.name} failed.`,
        why: `The database is as it was before, and says: ${messageOf(cause)}`,
        todo: "Mend what it names, then run npm run portal -- db migrate again.",
      },
      { cause },
    );
  });
  await record(tx, provider, file, { steps: 1, startedAt });
  return "applied";
}

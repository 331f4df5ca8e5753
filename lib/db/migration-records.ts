import { randomUUID } from "node:crypto";
import { PortalError } from "../kernel/errors";
import type { Provider } from "./database-url";
import type { MigrationReader, MigrationTransaction } from "./migration-connection";
import { checksumOf, isChecksumOf, type MigrationFile } from "./migration-files";

/** A line of Prisma's own table of migrations. */
export interface MigrationRecord {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

/** Whether the table of records stands. */
export async function hasRecords(tx: MigrationReader, provider: Provider): Promise<boolean> {
  const rows = await tx.rows(
    provider === "sqlserver"
      ? `SELECT 1 AS found FROM sys.tables WHERE schema_id = SCHEMA_ID(N'dbo') AND name = N'_prisma_migrations'`
      : `SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = '_prisma_migrations'`,
  );
  return rows.length > 0;
}

/** Creates the table of records as Prisma does, where it is missing. */
export async function ensureRecords(tx: MigrationTransaction, provider: Provider): Promise<void> {
  if (await hasRecords(tx, provider)) return;
  await tx.run(
    provider === "sqlserver"
      ? `CREATE TABLE [dbo].[_prisma_migrations] (
          id                      VARCHAR(36) PRIMARY KEY NOT NULL,
          checksum                VARCHAR(64) NOT NULL,
          finished_at             DATETIMEOFFSET,
          migration_name          NVARCHAR(250) NOT NULL,
          logs                    NVARCHAR(MAX) NULL,
          rolled_back_at          DATETIMEOFFSET,
          started_at              DATETIMEOFFSET NOT NULL DEFAULT CURRENT_TIMESTAMP,
          applied_steps_count     INT NOT NULL DEFAULT 0
        )`
      : `CREATE TABLE "_prisma_migrations" (
          "id"                    TEXT PRIMARY KEY NOT NULL,
          "checksum"              TEXT NOT NULL,
          "finished_at"           DATETIME,
          "migration_name"        TEXT NOT NULL,
          "logs"                  TEXT,
          "rolled_back_at"        DATETIME,
          "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
          "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
        )`,
  );
}

/** What is recorded, without what was rolled back. */
export async function readRecords(tx: MigrationReader, provider: Provider): Promise<MigrationRecord[]> {
  const finished = "CASE WHEN finished_at IS NULL THEN 0 ELSE 1 END AS finished";
  const rows = await tx.rows(
    provider === "sqlserver"
      ? `SELECT migration_name, checksum, ${finished} FROM [dbo].[_prisma_migrations] WHERE rolled_back_at IS NULL ORDER BY started_at`
      : `SELECT migration_name, checksum, ${finished} FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY started_at`,
  );
  return rows.map(([name, checksum, isFinished]) => ({ name: String(name), checksum: String(checksum), finished: Number(isFinished) === 1 }));
}

/** Writes down that a migration is in place; 0 steps say that it was not run, as `prisma migrate resolve --applied` does. */
export async function record(tx: MigrationTransaction, provider: Provider, file: MigrationFile, { steps, startedAt }: { steps: 0 | 1; startedAt: Date }): Promise<void> {
  const time = (date: Date): string => `'${date.toISOString().replace("Z", "+00:00")}'`;
  const finishedAt = steps === 0 ? startedAt : new Date();
  const values = `'${randomUUID()}', '${checksumOf(file.sql)}', ${time(finishedAt)}, '${file.name.replaceAll("'", "''")}', ${time(startedAt)}, ${String(steps)}`;
  await tx.run(
    provider === "sqlserver"
      ? `INSERT INTO [dbo].[_prisma_migrations] (id, checksum, finished_at, migration_name, started_at, applied_steps_count) VALUES (${values})`
      : `INSERT INTO "_prisma_migrations" ("id", "checksum", "finished_at", "migration_name", "started_at", "applied_steps_count") VALUES (${values})`,
  );
}

/**
 * The files that are not recorded yet.
 * @throws PortalError when a record is unknown, of another text, or unfinished.
 */
export function pendingAfter(records: readonly MigrationRecord[], files: readonly MigrationFile[]): MigrationFile[] {
  for (const { name, checksum, finished } of records) {
    const file = files.find((each) => each.name === name);
    if (!finished) {
      throw refusal(
        `The migration ${name} broke off half-way.`,
        "The database records its start, not its end; Prisma's own tool can leave one like this.",
        `Restore the backup, or finish or undo by hand what prisma/migrations/…/${name}/migration.sql does and tell Prisma (npx prisma migrate resolve).`,
      );
    }
    if (file === undefined) {
      throw refusal(
        `The database has a migration that this version of the portal does not know: ${name}.`,
        "A newer version has used it, or DATABASE_URL names the database of another product.",
        "Start the newer version, or correct DATABASE_URL.",
      );
    }
    if (!isChecksumOf(checksum, file.sql)) {
      throw refusal(
        `The migration ${name} was changed after it was applied.`,
        "Its text is not the one that this database was made with.",
        "Restore the file as it was released; a change of the tables goes into a new migration.",
      );
    }
  }
  return files.filter((file) => !records.some((each) => each.name === file.name));
}

function refusal(what: string, why: string, todo: string): PortalError {
  return new PortalError("conflict", { what, why, todo });
}

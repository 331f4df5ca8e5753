import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Provider } from "./database-url";

/** One migration as it lies in prisma/migrations/<provider>/<name>/migration.sql. */
export interface MigrationFile {
  readonly name: string;
  readonly sql: string;
}

/** Where a deployment has its migrations, from the working directory. */
export const MIGRATIONS = "prisma/migrations";

/** The migrations of one kind of database, oldest first. */
export async function readMigrationFiles(provider: Provider, migrations = MIGRATIONS): Promise<MigrationFile[]> {
  const folder = resolve(/* turbopackIgnore: true */ migrations, provider);
  const entries = await readdir(/* turbopackIgnore: true */ folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(names.sort().map(async (name) => ({ name, sql: await readFile(/* turbopackIgnore: true */ join(folder, name, "migration.sql"), "utf8") })));
}

/** How Prisma recognises a migration: SHA-256 of its text. */
export function checksumOf(sql: string): string {
  return createHash("sha256").update(sql).digest("hex");
}

/** Whether a recorded checksum is this file's. Like Prisma, forgives line ends that git has changed. */
export function isChecksumOf(checksum: string, sql: string): boolean {
  const unix = sql.replaceAll("\r\n", "\n");
  return [sql, unix, unix.replaceAll("\n", "\r\n")].some((text) => checksumOf(text) === checksum);
}

import { randomUUID } from "node:crypto";
import { constants, existsSync } from "node:fs";
import { copyFile, mkdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDatabase, useDatabase, type Database } from "./client";
import { migrate } from "./migrate";
import { checksumOf, readMigrationFiles } from "./migration-files";

export type { Database } from "./client";

/** A migrated, empty SQLite database of a test's own. */
export interface TestDatabase {
  readonly database: Database;
  readonly url: string;
  /** Disconnects it and deletes its file. */
  close(): Promise<void>;
}

/**
 * A fresh database, copied from a template that is migrated once for each state of the migrations, and made what `database()`
 * returns in this process. Call it in `beforeEach` or `beforeAll`, and `close()` after.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const path = join(tmpdir(), `portal-test-${String(process.pid)}-${randomUUID()}.db`);
  await copyFile(await template(), path, constants.COPYFILE_FICLONE);
  const url = `file:${path}`;
  const database = createDatabase(url);
  useDatabase(database);
  return {
    database,
    url,
    close: async () => {
      if (globalThis.portalDatabase === database) useDatabase(undefined);
      await database.$disconnect();
      await removeDatabase(path);
    },
  };
}

let current: Promise<string> | undefined;

async function template(): Promise<string> {
  current ??= makeTemplate();
  return current;
}

/** Made under another name and moved into place, because vitest's workers race for it. */
async function makeTemplate(): Promise<string> {
  const files = await readMigrationFiles("sqlite");
  const folder = join(tmpdir(), "portal-test-templates");
  const path = join(folder, `${checksumOf(files.map((file) => file.sql).join("\0")).slice(0, 16)}.db`);
  if (existsSync(path)) return path;
  await mkdir(folder, { recursive: true });
  const mine = `${path}.${randomUUID()}`;
  await migrate(`file:${mine}`);
  await rename(mine, path);
  await removeDatabase(mine);
  return path;
}

async function removeDatabase(path: string): Promise<void> {
  await Promise.all(["", "-wal", "-shm"].map((ending) => rm(path + ending, { force: true })));
}

/** A database that another program has made: journeys look into it for what no page shows, and make what takes days to come about. */
export function openDatabase(url: string): Database {
  return createDatabase(url);
}

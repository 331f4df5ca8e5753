import { setTimeout as sleep } from "node:timers/promises";
import { env } from "../kernel/env";
import { database } from "./client";
import { parseDatabaseUrl } from "./database-url";
import { readMigrationFiles } from "./migration-files";
import { readRecords } from "./migration-records";

/** What the database says of itself. */
export interface DatabaseHealth {
  /** Migrations of this version that it does not have. One that only a newer version knows is no fault of ours. */
  readonly pendingMigrations: readonly string[];
  /** When a worker of this deployment last said that it lives; null when none ever did. */
  readonly workerBeatAt: Date | null;
}

let asking: Promise<DatabaseHealth> | undefined;
let names: Promise<readonly string[]> | undefined;

/**
 * Asks the database how it is; null when it gives no good answer in time. However many ask at once, one question is
 * under way: anybody may ask, and a database in trouble is not helped by questions.
 */
export async function databaseHealth(withinMilliseconds: number): Promise<DatabaseHealth | null> {
  const question = (asking ??= ask().finally(() => (asking = undefined)));
  const patience = new AbortController();
  const timeout = sleep(withinMilliseconds, null, { signal: patience.signal }).catch(() => null);
  try {
    return await Promise.race([question, timeout]);
  } catch {
    return null;
  } finally {
    patience.abort();
  }
}

async function ask(): Promise<DatabaseHealth> {
  const { provider } = parseDatabaseUrl(env().DATABASE_URL);
  names ??= readMigrationFiles(provider).then((files) => files.map((file) => file.name));
  const reader = { rows: async (sql: string) => (await database().$queryRawUnsafe<object[]>(sql)).map((row): unknown[] => Object.values(row)) };
  const records = await readRecords(reader, provider);
  const newest = await database().worker.findFirst({ orderBy: { beatAt: "desc" }, select: { beatAt: true } });
  const applied = new Set(records.filter((record) => record.finished).map((record) => record.name));
  return { pendingMigrations: (await names).filter((name) => !applied.has(name)), workerBeatAt: newest?.beatAt ?? null };
}

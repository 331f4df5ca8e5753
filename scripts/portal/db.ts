import { Command } from "commander";
import { migrate, migrationStatus } from "@/lib/db/migrate";
import { parseDatabaseUrl } from "@/lib/kernel/env";
import { answer } from "./run";

export function dbCommand(): Command {
  const db = new Command("db").description("The database: DATABASE_URL says which.");
  db.command("migrate")
    .description("Apply the migrations that are still to be applied.")
    .action(async () => {
      const report = await migrate(parseDatabaseUrl(process.env));
      const done = [...report.markedApplied.map((name) => `${name}: its tables are there already; marked as applied`), ...report.applied.map((name) => `${name}: applied`)];
      answer(report, done.length > 0 ? done : ["The database is up to date."]);
    });
  db.command("status")
    .description("Say which migrations are applied.")
    .action(async () => {
      const status = await migrationStatus(parseDatabaseUrl(process.env));
      answer(status, [...status.applied.map((name) => `${name}: applied`), ...status.pending.map((name) => `${name}: to be applied`)]);
    });
  return db;
}

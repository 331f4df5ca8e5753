import { Command } from "commander";
import { migrate, migrationStatus } from "@/lib/db/migrate";
import { parseDatabaseUrl } from "@/lib/kernel/env";
import { say } from "./run";

export function dbCommand(): Command {
  const db = new Command("db").description("The database: DATABASE_URL says which.");
  db.command("migrate")
    .description("Apply the migrations that are still to be applied.")
    .action(async () => {
      const { applied, markedApplied } = await migrate(parseDatabaseUrl(process.env));
      for (const name of markedApplied) say(`${name}: its tables are there already; marked as applied`);
      for (const name of applied) say(`${name}: applied`);
      if (applied.length + markedApplied.length === 0) say("The database is up to date.");
    });
  db.command("status")
    .description("Say which migrations are applied.")
    .action(async () => {
      const { applied, pending } = await migrationStatus(parseDatabaseUrl(process.env));
      for (const name of applied) say(`${name}: applied`);
      for (const name of pending) say(`${name}: to be applied`);
    });
  return db;
}

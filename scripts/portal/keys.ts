import { Command } from "commander";
import { reEncrypt, type ReEncrypted } from "@/lib/db/re-encrypt";
import { PortalError } from "@/lib/kernel/errors";
import { answer } from "./run";

export function keysCommand(): Command {
  const keys = new Command("keys").description("The keys that secrets are encrypted with in the database: ENCRYPTION_KEYS, newest first.");
  keys
    .command("rotate")
    .description("Encrypt every stored secret under the newest key. May run beside the portal, and again after it was interrupted.")
    .action(async () => {
      const report = await reEncrypt();
      const unreadable = report.filter((each) => each.unreadable > 0);
      answer(report, [...report.map(lineOf), ...(unreadable.length === 0 ? ["Once each portal and worker has been started with the newest key, older ones may leave ENCRYPTION_KEYS."] : [])]);
      if (unreadable.length > 0) throw leftBehind(unreadable);
    });
  return keys;
}

function lineOf({ table, column, rotated, already, unreadable }: ReEncrypted): string {
  return `${`${table}.${column}`.padEnd(38)}${rotated} encrypted anew, ${already} under the newest key before, ${unreadable} unreadable`;
}

function leftBehind(unreadable: readonly ReEncrypted[]): PortalError {
  const places = unreadable.map(({ table, column, unreadable: count, unreadableIds }) => `${table}.${column} of Id ${unreadableIds.join(", ")}${count > unreadableIds.length ? ", …" : ""}`);
  return new PortalError("misconfigured", {
    what: "Some secrets cannot be read and were left as they are.",
    why: `No key in ENCRYPTION_KEYS opens ${places.join("; ")}.`,
    todo: "Put the key that they were encrypted with at the end of ENCRYPTION_KEYS and run this again, or enter those secrets again.",
  });
}

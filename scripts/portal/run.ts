import type { Command } from "commander";
import { closeDatabase } from "@/lib/db/client";
import { PortalError } from "@/lib/kernel/errors";

/** Runs one command: a known fault is told in one line on standard error and ends with exit code 1. */
export async function run(program: Command): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof PortalError)) throw error;
    process.stderr.write(`${error.message} ${error.explanation.todo}\n`);
    process.exitCode = 1;
  } finally {
    await closeDatabase();
  }
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

import { CommanderError, InvalidArgumentError, type Command } from "commander";
import { closeDatabase } from "@/lib/db/client";
import { PortalError } from "@/lib/kernel/errors";
import { log, logToStandardError } from "@/lib/kernel/log";
import { forTerminal } from "@/lib/kernel/one-line";

let asJson = false;

/**
 * Runs one command. Exit codes: 0 done, 1 a fault (one line on standard error says what, why and what to do),
 * 2 the command itself is not understood.
 */
export async function run(program: Command, args: readonly string[] = process.argv): Promise<void> {
  logToStandardError();
  // Whoever reads our answer has read enough: `… | head`.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  everyCommand(program, (command) => command.option("--json", "answer in JSON").exitOverride().configureOutput({ writeErr: complain }));
  program.hook("preAction", (_, command) => {
    asJson = command.optsWithGlobals().json === true;
  });
  try {
    await program.parseAsync([...args]);
  } catch (error) {
    if (error instanceof CommanderError) {
      // What commander finds itself it has told; what a command finds wrong with its arguments it has not.
      if (error instanceof InvalidArgumentError) complain(`error: ${error.message}\n`);
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    if (error instanceof PortalError) complain(`${error.message} ${error.explanation.todo}\n`);
    else complain(`${lastLineOf(error)} If that does not tell enough, LOG_LEVEL=debug shows where it happened.\n`);
    log.debug({ event: "command.failed", err: error }, "a command failed");
    process.exitCode = 1;
  } finally {
    await closeDatabase();
  }
}

/** Prisma tells the cause in the last line of several. */
function lastLineOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split("\n").at(-1)?.trim() ?? text;
}

function complain(text: string): void {
  process.stderr.write(text.split("\n").map(forTerminal).join("\n"));
}

function everyCommand(command: Command, change: (command: Command) => void): void {
  change(command);
  for (const each of command.commands) everyCommand(each, change);
}

/**
 * What a command has to tell: lines for people, or with --json the same as one JSON document. Names in it were chosen
 * by others; none of them moves the operator's cursor. What stands for such a sign reads the same in JSON.
 */
export function answer(document: unknown, lines: readonly string[]): void {
  const told = asJson ? JSON.stringify(document, null, 2).split("\n") : lines;
  process.stdout.write(told.map((line) => `${forTerminal(line)}\n`).join(""));
}

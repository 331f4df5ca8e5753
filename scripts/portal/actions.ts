import { Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { keptWords } from "@/components/actions/kept-words";
import type { Place } from "@/lib/actions/seal/chain";
import { listLogsToVerify, type LogToVerify } from "@/lib/actions/seal/queries";
import { keptDaysSchema } from "@/lib/actions/seal/schema";
import { setActionsKept } from "@/lib/actions/seal/set-actions-kept";
import { verifyActions, type Verification } from "@/lib/actions/seal/verify";
import { commandLineContext, staffContext } from "./context";
import { answer } from "./run";

const placeSchema = z.object({ number: z.int(), seal: z.string() });
const verifyOptions = z.object({ publisher: z.string().optional(), against: placeSchema.optional() });
const keepOptions = z.object({ publisher: z.string() });

export function actionsCommand(): Command {
  const actions = new Command("actions").description("The sealed log of what happened to subscriptions and licenses.");
  actions
    .command("verify")
    .description("Recompute the seals, and name the first action that was changed, removed or inserted. Ends with 1 where there is one.")
    .option("--publisher <key>", "publisherKey; left out: every publisher's log")
    .option("--against <number:seal>", "what was noted outside of the portal must still be so", asPlace)
    .action(async (given: unknown) => {
      const { publisher, against } = verifyOptions.parse(given);
      if (against !== undefined && publisher === undefined) throw new InvalidArgumentError("Say with --publisher whose log the seal is of.");
      const verified: (Verification & LogToVerify)[] = [];
      for (const log of await listLogsToVerify(publisher)) verified.push({ ...log, ...(await verifyActions(commandLineContext(), log.publisherId, { against })) });
      answer({ logs: verified.map(toDocument) }, verified.flatMap(linesOf));
      if (verified.some(({ fault }) => fault !== null)) process.exitCode = 1;
    });
  actions
    .command("keep")
    .description("Set for how long the log is kept. What is older is removed each night, from customers' histories as well, and cannot be brought back.")
    .argument("<days>", "a number of days, 30 or more, or: forever", asDays)
    .requiredOption("--publisher <key>", "publisherKey")
    .action(async (days: number | null, given: unknown) => {
      const { publisher } = keepOptions.parse(given);
      const changed = await setActionsKept(staffContext(publisher), days);
      answer({ publisher, keptDays: days, changed }, [`The action log of ${publisher} is ${changed ? "now" : "already"} kept ${keptWords(days)}.`]);
    });
  return actions;
}

function toDocument({ publisherKey, fault, verified, unsealed, head, removedNumber, agrees }: Verification & LogToVerify): object {
  return { publisher: publisherKey, ok: fault === null, fault, verified, unsealed, head, removedNumber, agrees };
}

function linesOf({ publisherKey, fault, verified, unsealed, head, removedNumber, agrees }: Verification & LogToVerify): string[] {
  const waiting = unsealed === 0 ? "" : ` ${unsealed} not sealed yet.`;
  const removed = removedNumber === 0 ? "" : ` Up to number ${removedNumber} they were removed by the retention.`;
  if (fault !== null) return [`${publisherKey}: BROKEN at number ${fault.number}: ${fault.what}. ${verified} before it are as they were sealed.${removed}${waiting}`];
  const compared = agrees === null ? "" : " What was noted elsewhere is still so.";
  return [`${publisherKey}: ${verified} actions are as they were sealed.${compared}${removed}${waiting}`, ...(head.number === 0 ? [] : [`  keep elsewhere: --against ${head.number}:${head.seal}`])];
}

function asPlace(value: string): Place {
  const [, number, seal] = /^([1-9]\d{0,9}):([0-9a-f]{64})$/i.exec(value) ?? [];
  if (number === undefined || seal === undefined) throw new InvalidArgumentError("It is not of the form NUMBER:SEAL, the seal being 64 hex digits.");
  return { number: Number(number), seal };
}

function asDays(value: string): number | null {
  const days = keptDaysSchema.safeParse(value === "forever" ? null : Number(value));
  if (!days.success) throw new InvalidArgumentError(days.error.issues[0]?.message ?? "It is no number of days.");
  return days.data;
}

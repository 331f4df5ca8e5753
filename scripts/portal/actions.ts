import { Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { keptWords } from "@/components/actions/kept-words";
import type { Place } from "@/lib/actions/seal/chain";
import { readKept } from "@/lib/actions/seal/kept";
import { countActionsOfNobody, listLogsToVerify, type LogToVerify } from "@/lib/actions/seal/queries";
import { keptDaysSchema } from "@/lib/actions/seal/schema";
import { setActionsKept } from "@/lib/actions/seal/set-actions-kept";
import { verifyActions, type Remembered, type Verification } from "@/lib/actions/seal/verify";
import { commandLineContext, staffContext } from "./context";
import { answer } from "./run";

const placeSchema = z.object({ number: z.int(), seal: z.string() });
const verifyOptions = z.object({ publisher: z.string().optional(), against: placeSchema.optional(), removals: z.string().optional() });
const keepOptions = z.object({ publisher: z.string() });

export function actionsCommand(): Command {
  const actions = new Command("actions").description("The sealed log of what happened to subscriptions and licenses.");
  actions
    .command("verify")
    .description("Recompute the seals, and name the first action that was changed, removed or inserted. Ends with 1 where there is one, or where what was noted could not be compared.")
    .option("--publisher <key>", "publisherKey; left out: every publisher's log")
    .option("--against <number:seal>", "what was noted outside of the portal must still be so; ends with 1 as well where it was removed since", asPlace)
    .option("--removals <seal>", "the record of removals that was noted outside of the portal must still be there", asSeal)
    .action(async (given: unknown) => {
      const { publisher, ...remembered } = verifyOptions.parse(given);
      if (publisher === undefined && (remembered.against ?? remembered.removals) !== undefined) throw new InvalidArgumentError("Say with --publisher whose log the seal is of.");
      const verified: Verified[] = [];
      for (const log of await listLogsToVerify(publisher)) verified.push({ ...log, ...remembered, ...(await verifyActions(commandLineContext(), log.publisherId, remembered)) });
      const ofNobody = await countActionsOfNobody();
      answer({ logs: verified.map(toDocument), ofNobody }, [...verified.flatMap(linesOf), ...(ofNobody === 0 ? [] : [`${ofNobody === 1 ? "1 action is" : `${ofNobody} actions are`} of no publisher: in nobody's log, and under no seal.`])]);
      if (!verified.every(isRight)) process.exitCode = 1;
    });
  actions
    .command("keep")
    .description("Set for how long the log is kept. What is older is removed each night, from customers' histories as well, and cannot be brought back. A shorter time than before counts 7 days after it was set.")
    .argument("<days>", "a number of days, 30 or more, or: forever", asDays)
    .requiredOption("--publisher <key>", "publisherKey")
    .action(async (days: number | null, given: unknown) => {
      const { publisher } = keepOptions.parse(given);
      const ctx = staffContext(publisher);
      const changed = await setActionsKept(ctx, days);
      const [log] = await listLogsToVerify(publisher);
      const { inForce, pending } = log === undefined ? { inForce: days, pending: null } : await readKept(log.publisherId, ctx.now);
      const later = pending === null ? "" : `; from ${pending.from.toISOString()} on ${keptWords(days)}`;
      answer({ publisher, keptDays: days, changed, countsFrom: pending?.from ?? null }, [`The action log of ${publisher} is ${changed ? "now" : "already"} kept ${keptWords(inForce)}${later}.`]);
    });
  return actions;
}

type Verified = LogToVerify & Verification & Remembered;

function isRight({ fault, against, agrees }: Verified): boolean {
  return fault === null && (against === undefined || agrees === true);
}

function toDocument(log: Verified): object {
  const { publisherKey, fault, verified, unsealed, overdue, head, removedNumber, removalsSeal, agrees, notCompared } = log;
  return { publisher: publisherKey, ok: isRight(log), fault, verified, unsealed, overdue, head, removedNumber, removalsSeal, agrees, notCompared };
}

function linesOf(log: Verified): string[] {
  const { publisherKey, fault, verified, unsealed, overdue, head, removedNumber, removalsSeal } = log;
  const waiting = unsealed === 0 ? "" : ` ${unsealed} not sealed yet${overdue === 0 ? "" : `, ${overdue} of them older than an hour`}.`;
  const removed = removedNumber === 0 ? "" : ` Up to number ${removedNumber} they were removed by the retention.`;
  if (fault !== null) return [`${publisherKey}: BROKEN at number ${fault.number}: ${fault.what}. ${verified} before it are as they were sealed.${removed}${waiting}`];
  const noted = [...(head.number === 0 ? [] : [`--against ${head.number}:${head.seal}`]), ...(removalsSeal === null ? [] : [`--removals ${removalsSeal}`])];
  return [`${publisherKey}: ${verified === 1 ? "1 action is as it was sealed" : `${verified} actions are as they were sealed`}.${comparison(log)}${removed}${waiting}`, ...(noted.length === 0 ? [] : [`  keep elsewhere: ${noted.join(" ")}`])];
}

function comparison({ against, agrees, notCompared }: Verified): string {
  if (against === undefined) return "";
  if (agrees === true) return " What was noted elsewhere is still so.";
  return notCompared === null ? ` Not compared: number ${against.number} was sealed meanwhile.` : ` Not compared: number ${against.number} was removed on ${notCompared.toISOString().slice(0, 10)}.`;
}

function asPlace(value: string): Place {
  const [, number, seal] = /^([1-9]\d{0,9}):([0-9a-f]{64})$/i.exec(value) ?? [];
  if (number === undefined || seal === undefined) throw new InvalidArgumentError("It is not of the form NUMBER:SEAL, the seal being 64 hex digits.");
  return { number: Number(number), seal };
}

function asSeal(value: string): string {
  if (!/^[0-9a-f]{64}$/i.test(value)) throw new InvalidArgumentError("It is no seal: 64 hex digits.");
  return value;
}

function asDays(value: string): number | null {
  const days = keptDaysSchema.safeParse(value === "forever" ? null : Number(value));
  if (!days.success) throw new InvalidArgumentError(days.error.issues[0]?.message ?? "It is no number of days.");
  return days.data;
}

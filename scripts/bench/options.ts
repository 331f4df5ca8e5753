import { Command, InvalidArgumentError, Option } from "commander";
import { z } from "zod";

/** What can be measured by itself. */
export const GROUPS = ["landing", "order", "list", "filter", "search", "subscription", "api", "licenses-page", "license-checks", "webhooks", "actions-page", "actions-export", "deliveries", "crash", "webhook-crash", "delivery-crash"] as const;
export type Group = (typeof GROUPS)[number];

const optionsSchema = z.object({ json: z.boolean().default(false), only: z.array(z.enum(GROUPS)).default([...GROUPS]), seconds: z.number(), rounds: z.number() });
export type BenchOptions = z.infer<typeof optionsSchema>;

/** @throws CommanderError for help, which it has written by then, and for wrong usage. */
export function readOptions(args: readonly string[], write?: (text: string) => void): BenchOptions {
  const program = new Command("npm run bench --")
    .description("Measure the built portal against an empty page, an empty route handler and a bare insert of its own, and kill it.")
    .option("--json", "print the result as JSON and nothing else")
    .addOption(new Option("--only <name...>", "measure just this, beside the yardsticks").choices(GROUPS))
    .option("--seconds <n>", "how long one measurement takes", wholeNumber, 4)
    .option("--rounds <n>", "how often each is taken; the median counts", wholeNumber, 5)
    .exitOverride();
  if (write !== undefined) program.configureOutput({ writeOut: write, writeErr: write });
  return optionsSchema.parse(program.parse([...args], { from: "user" }).opts());
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 600) throw new InvalidArgumentError("Use a whole number from 1 to 600.");
  return number;
}

import { readFile, writeFile } from "node:fs/promises";
import { text as readText } from "node:stream/consumers";
import { Argument, Command } from "commander";
import { z } from "zod";
import { applyCatalogue, type CatalogueDiff } from "@/lib/offers/apply-catalogue";
import { CatalogueConflictError } from "@/lib/offers/catalogue-conflicts";
import type { SettingChange } from "@/lib/offers/catalogue-diff";
import { pathText, type DocumentProblem } from "@/lib/offers/document-problem";
import { exportOffers } from "@/lib/offers/export-offers";
import { parseOfferDocument } from "@/lib/offers/offer-document";
import { PortalError } from "@/lib/kernel/errors";
import { commandLineContext, staffContext } from "./context";
import { answer } from "./run";
import { signingSecretCommand } from "./signing-secret";
import { webhookKeyCommand } from "./webhook-key";

export function offersCommand(): Command {
  const offers = new Command("offers").description("What a publisher sells and how the portal talks to Microsoft for it, as a YAML file (docs/offer.example.yaml).");
  offers
    .command("apply")
    .description("Make publisher, offers, plans and technical configuration as the file says. Removes nothing; says what changes.")
    .addArgument(new Argument("<file>", "the offer document, - for standard input; ${NAME} in a clientSecret is read from the environment"))
    .option("--dry-run", "only say what would change")
    .action(async (file: string, given: unknown) => {
      const { dryRun } = z.object({ dryRun: z.boolean().default(false) }).parse(given);
      const diff = await apply(file, dryRun);
      answer({ dryRun, ...diff }, linesOf(diff, dryRun));
    });
  offers
    .command("export")
    .description("Give the file back: applied again, it changes nothing. Secrets are not in it.")
    .addArgument(new Argument("<publisherKey>", "whose offers"))
    .option("--out <file>", "write it there instead of printing it")
    .action(async (publisherKey: string, given: unknown) => {
      const { out } = z.object({ out: z.string().optional() }).parse(given);
      const text = await exportOffers(staffContext(publisherKey).scope);
      if (out === undefined) return answer({ publisherKey, document: text }, text.trimEnd().split("\n"));
      await writeFile(out, text).catch((cause: unknown) => {
        throw unusable(out, "written", cause);
      });
      answer({ publisherKey, out }, [`The offers of ${publisherKey} are in ${out}.`]);
    });
  offers.addCommand(signingSecretCommand());
  offers.addCommand(webhookKeyCommand());
  return offers;
}

async function apply(file: string, dryRun: boolean): Promise<CatalogueDiff> {
  const text = await (file === "-" ? readText(process.stdin) : readFile(file, "utf8")).catch((cause: unknown) => {
    throw unusable(file, "read", cause);
  });
  const document = parseOfferDocument(text, process.env);
  if (document.kind === "refused") throw refused(file, document.problems);
  try {
    return await applyCatalogue(commandLineContext(), document.catalogue, { dryRun });
  } catch (error) {
    if (!(error instanceof CatalogueConflictError)) throw error;
    throw refused(file, error.conflicts.map(({ path, reason }) => ({ ...document.locate(path), path: pathText(path), reason })));
  }
}

/** One line for each problem, in the form in which editors and compilers point at a place; what to do comes last. */
function refused(file: string, problems: readonly DocumentProblem[]): PortalError {
  process.stderr.write(problems.map(({ line, column, path, reason }) => `${file}:${line}:${column} ${path ? `${path}: ` : ""}${reason}\n`).join(""));
  const count = problems.length === 1 ? "One problem has" : `${problems.length} problems have`;
  return new PortalError("invalid-input", { what: "Nothing was applied.", why: `${count} to be put right in ${file}.`, todo: "docs/offer.example.yaml shows a file that works." });
}

function unusable(file: string, done: "read" | "written", cause: unknown): PortalError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
  const why = { ENOENT: "There is no such file or folder.", EACCES: "You may not open it.", EISDIR: "It is a folder." }[code] ?? `The system says ${code}.`;
  return new PortalError("invalid-input", { what: `${file} cannot be ${done}.`, why, todo: "Check its name and try again." }, { cause });
}

function linesOf({ changes, notInFile }: CatalogueDiff, dryRun: boolean): string[] {
  const kept = notInFile.map((path) => `  ${path}: not in the file; it stays as it is`);
  if (changes.length === 0) return [...kept, "Nothing changes."];
  const count = changes.length === 1 ? "1 setting" : `${changes.length} settings`;
  return [...changes.map(lineOf), ...kept, dryRun ? `${count} would change. Nothing was written.` : `${count} changed.`];
}

function lineOf({ path, from, to }: SettingChange): string {
  if (from === null) return `+ ${path}: ${String(to)}`;
  if (to === null) return `- ${path}: ${String(from)}`;
  return path.endsWith(".clientSecret") ? `~ ${path}: changed` : `~ ${path}: ${String(from)} → ${String(to)}`;
}

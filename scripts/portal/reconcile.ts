import { Command } from "commander";
import { z } from "zod";
import { NotFoundError } from "@/lib/kernel/errors";
import { listConfigurationsInUse, type ConfigurationInUse } from "@/lib/offers/technical-configurations";
import { reconcile, type ReconcileOutcome } from "@/lib/subscriptions/reconcile";
import { commandLineContext } from "./context";
import { answer } from "./run";

interface Compared {
  readonly configuration: ConfigurationInUse;
  readonly outcome: ReconcileOutcome;
}

/** Compares Microsoft's lists with ours, here and now. */
export function reconcileCommand(): Command {
  return new Command("reconcile")
    .description("Compare Microsoft's list of subscriptions with the portal's now: add what is new, repair what differs, report the rest.")
    .argument("[publisher]", "only this publisher's, by its key")
    .action(async (given: unknown) => {
      const publisherKey = z.string().optional().parse(given);
      const configurations = await listConfigurationsInUse(publisherKey);
      if (publisherKey !== undefined && configurations.length === 0) throw new NotFoundError("publisher");
      const compared: Compared[] = [];
      for (const configuration of configurations) {
        const name = nameOf(configuration);
        const outcome = await reconcile(commandLineContext(), { technicalConfigurationId: configuration.id }, ({ listed }) => void process.stderr.write(`${name}: ${listed} compared\n`));
        compared.push({ configuration, outcome });
      }
      answer({ applications: compared.map(toDocument) }, compared.length === 0 ? ["There is no offer yet: apply an offer document first."] : compared.map(line));
      if (compared.some(({ outcome }) => problemOf(outcome) !== null)) process.exitCode = 1;
    });
}

function nameOf({ publisherKey, clientId }: ConfigurationInUse): string {
  return `${publisherKey}, application ${clientId}`;
}

function problemOf(outcome: ReconcileOutcome): string | null {
  return outcome.kind === "busy" ? null : outcome.problem;
}

function toDocument({ configuration: { publisherKey, clientId }, outcome }: Compared): object {
  const facts = { publisher: publisherKey, application: clientId, result: outcome.kind };
  if (outcome.kind === "busy") return facts;
  return { ...facts, ...outcome.counts, missing: outcome.kind === "done" ? outcome.missing : null, problem: outcome.problem };
}

function line({ configuration, outcome }: Compared): string {
  const name = nameOf(configuration);
  if (outcome.kind === "busy") return `${name}: a comparison is under way already.`;
  const { listed, added, differing, repaired } = outcome.counts;
  const counts = `listed ${listed}, new ${added}, differing ${differing}, repaired ${repaired}`;
  if (outcome.kind === "failed") return `${name}: failed. ${outcome.problem} Until then: ${counts}.`;
  return `${name}: ${counts}, missing from the list ${outcome.missing}.${outcome.problem === null ? "" : ` ${outcome.problem}`}`;
}

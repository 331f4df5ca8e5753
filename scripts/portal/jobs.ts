import { Command, InvalidArgumentError, Option } from "commander";
import { z } from "zod";
import { deliverDue } from "@/lib/actions/deliveries/deliver";
import { sealDue } from "@/lib/actions/seal/seal";
import { env } from "@/lib/kernel/env";
import { countJobs, listJobs, type JobLine } from "@/lib/jobs/queries";
import { retryDeadJobs, retryJob } from "@/lib/jobs/retry";
import { JOB_STATES } from "@/lib/jobs/schema";
import { workOff } from "@/lib/jobs/work";
import { JOBS } from "@/lib/worker";
import { commandLineContext } from "./context";
import { answer } from "./run";

const listOptions = z.object({ state: z.enum(JOB_STATES).optional(), limit: z.int() });
const retryOptions = z.object({ dead: z.boolean().default(false) });

export function jobsCommand(): Command {
  const jobs = new Command("jobs").description("The work in the background.");
  jobs
    .command("list")
    .description("Show jobs, newest first, and how many stand in each state.")
    .addOption(new Option("--state <state>", "only those in this state").choices([...JOB_STATES]))
    .option("--limit <number>", "at most so many, up to 200", asNumber, 50)
    .action(async (given: unknown) => {
      const { state, limit } = listOptions.parse(given);
      const { scope } = commandLineContext();
      const counts = await countJobs(scope);
      const { items } = await listJobs(scope, { limit, ...(state ? { states: [state] } : {}) });
      answer({ counts, jobs: items }, [Object.entries(counts).map(([name, count]) => `${name} ${count}`).join("   "), ...items.map(line)]);
    });
  jobs
    .command("run")
    .description("Do everything that is due now, then end. May run beside the portal.")
    .action(async () => {
      const attempts = await workOff({ jobs: JOBS, concurrency: env().WORKER_CONCURRENCY });
      const sent = await deliverDue();
      const sealed = await sealDue(commandLineContext(), new AbortController().signal);
      const lines = [
        ...(attempts === 0 ? [] : [`${attempts} ${attempts === 1 ? "attempt" : "attempts"} made; jobs list shows what came of it.`]),
        ...(sent === 0 ? [] : [`${sent} ${sent === 1 ? "attempt" : "attempts"} at messages; deliveries list shows what came of it.`]),
        ...(sealed ? ["The action log is sealed."] : []),
      ];
      answer({ attempts, deliveries: sent, sealed }, lines.length === 0 ? ["Nothing is due."] : lines);
    });
  jobs
    .command("retry")
    .description("Have one job tried again at once, or with --dead all that were given up.")
    .argument("[id]", "the job's number", asNumber)
    .option("--dead", "all that are dead")
    .action(async (id: number | undefined, given: unknown) => {
      const { dead } = retryOptions.parse(given);
      if ((id === undefined) === !dead) throw new InvalidArgumentError("Name either one job or --dead.");
      const ctx = commandLineContext();
      const retried = id === undefined ? await retryDeadJobs(ctx) : Number(await retryJob(ctx, id));
      answer({ retried }, [retried === 0 ? "There was nothing to retry: it waits, runs or is done." : `${retried} to be tried again.`]);
    });
  return jobs;
}

function line({ id, state, kind, attempts, createdAt, lastError }: JobLine): string {
  return `${id}  ${state.padEnd(7)}  ${kind}  attempts ${attempts}  since ${createdAt.toISOString()}${lastError ? `  ${lastError}` : ""}`;
}

function asNumber(value: string): number {
  const number = z.coerce.number().int().min(1).max(2 ** 31 - 1).safeParse(value);
  if (!number.success) throw new InvalidArgumentError("It is no whole number above 0.");
  return number.data;
}

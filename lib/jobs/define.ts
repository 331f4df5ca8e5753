import type { TransactionContext } from "../db/transaction";
import type { Context, SystemScope } from "../kernel/context";
import type { JobKind } from "./kind";

/** What a handler is given beside its input: who acts (the job), everything in reach, and when to stop. */
export interface JobContext extends Context<SystemScope> {
  /** Aborted when the worker stops, the time of the job is over, or somebody else holds it now. */
  readonly signal: AbortSignal;
  /** 1 for the first; counts those that crashes cut off, too. */
  readonly attempt: number;
  /** Since when the job has been there. */
  readonly createdAt: Date;
  /** A transaction that commits only while this attempt holds the job. @throws LeaseLostError otherwise: nothing is written then. */
  fenced<T>(work: (ctx: Context<SystemScope> & TransactionContext) => Promise<T>): Promise<T>;
}

/** What a job does to the database when it ends: written in the transaction that ends it, and only while its lease holds. So it happens once. */
export type Effect = (ctx: Context<SystemScope> & TransactionContext) => Promise<void>;

/** How an attempt went well: over, or one more turn at a later time. To fail, throw. */
export type JobResult = { readonly kind: "done"; readonly effect?: Effect } | { readonly kind: "again"; readonly at: Date; readonly effect?: Effect };

export interface JobDefinition<Input> {
  readonly job: JobKind<Input>;
  /** After so many failures in a row it is dead: 10 where it is not said. */
  readonly maxFailures?: number;
  /** Then an attempt counts as hanging: 120 seconds where it is not said. */
  readonly timeoutSeconds?: number;
  /** When to make one by itself, as a cron pattern in UTC: its input is then `{}`. */
  readonly schedule?: string;
  /** Does the work outside of any transaction; what it changes it returns as the effect. */
  readonly handle: (ctx: JobContext, input: Input) => Promise<JobResult>;
}

/** What a worker knows of a kind of job. */
export interface RegisteredJob {
  readonly kind: string;
  readonly maxFailures: number;
  readonly timeoutSeconds: number;
  readonly schedule: string | null;
  /** The work with its input read, or null when the text is not what the kind asks for. */
  readonly prepare: (input: string) => ((ctx: JobContext) => Promise<JobResult>) | null;
}

/** Says how one kind of job is done. lib/worker.ts registers it. */
export function defineJob<Input>({ job, maxFailures = 10, timeoutSeconds = 120, schedule, handle }: JobDefinition<Input>): RegisteredJob {
  return {
    kind: job.name,
    maxFailures,
    timeoutSeconds,
    schedule: schedule ?? null,
    prepare: (text) => {
      const parsed = job.input.safeParse(parseJson(text));
      return parsed.success ? (ctx) => handle(ctx, parsed.data) : null;
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

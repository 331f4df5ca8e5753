import { database } from "../db/client";
import { numberedPage, type Page, type PageRequest } from "../db/keyset";
import type { PublisherScope, SystemScope } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";
import { JOB_STATES, type JobState } from "./schema";

export interface JobLine {
  readonly id: number;
  readonly number: number;
  readonly kind: string;
  /** As it stands in the row: JSON of ids. */
  readonly input: string;
  readonly state: string;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: Date;
  /** When it is due, or, while it runs, when its lease ends. */
  readonly nextAt: Date | null;
  readonly finishedAt: Date | null;
}

export interface JobAttemptLine {
  readonly number: number;
  readonly worker: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  /** null while it is under way. */
  readonly outcome: string | null;
  readonly error: string | null;
}

export interface JobFacts extends JobLine {
  readonly failures: number;
  readonly correlationId: string;
  readonly made: readonly JobAttemptLine[];
}

const LINE = { id: true, kind: true, input: true, state: true, attempts: true, lastError: true, createdAt: true, nextAt: true, finishedAt: true } as const;

function within(scope: PublisherScope | SystemScope) {
  return scope.kind === "publisher" ? { publisherId: scope.publisherId } : {};
}

/** The jobs that a scope reaches, newest first: a publisher's own, or for the operator all of them. */
export async function listJobs(scope: PublisherScope | SystemScope, { states, ...request }: PageRequest & { states?: readonly JobState[] }): Promise<Page<JobLine>> {
  const where = { ...within(scope), ...(states && states.length > 0 ? { state: { in: [...states] } } : {}) };
  return numberedPage(request, async (keyset) => {
    const { number } = keyset.where;
    const rows = await database().job.findMany({ where: { ...where, ...(number ? { id: number } : {}) }, orderBy: { id: keyset.orderBy.number }, take: keyset.take, select: LINE });
    return rows.map((row) => ({ ...row, number: row.id }));
  });
}

/** How many jobs stand in each state. */
export async function countJobs(scope: PublisherScope | SystemScope): Promise<Record<JobState, number>> {
  const groups = await database().job.groupBy({ by: ["state"], where: within(scope), _count: { _all: true } });
  const count = (state: JobState): number => groups.find((group) => group.state === state)?._count._all ?? 0;
  return { waiting: count("waiting"), running: count("running"), failed: count("failed"), done: count("done"), dead: count("dead") };
}

const NEWEST_ATTEMPTS = 50;

/** One job with its newest attempts. @throws NotFoundError outside the scope. */
export async function getJob(scope: PublisherScope | SystemScope, id: number): Promise<JobFacts> {
  const row = await database().job.findFirst({
    where: { id, ...within(scope) },
    select: { ...LINE, failures: true, correlationId: true, attemptsMade: { orderBy: { number: "desc" }, take: NEWEST_ATTEMPTS } },
  });
  if (row === null) throw new NotFoundError("job");
  const { attemptsMade, ...facts } = row;
  return { ...facts, number: row.id, made: attemptsMade };
}

export function isJobState(word: string): word is JobState {
  return JOB_STATES.some((state) => state === word);
}

import Link from "next/link";
import type { ReactNode } from "react";
import { JobStatus } from "@/components/jobs/job-status";
import { wordsOfJob } from "@/components/jobs/job-words";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Glyph } from "@/components/ui/glyph";
import { LocalTime } from "@/components/ui/local-time";
import type { JobLine } from "@/lib/jobs/queries";

interface FailedJobsProps {
  jobs: readonly JobLine[];
  /** Path of the list of jobs. */
  path: string;
}

/** What went wrong in the background, newest first. */
export function FailedJobs({ jobs, path }: FailedJobsProps): ReactNode {
  return (
    <Card>
      <CardHeader
        title="Failed in the background"
        description="What was given up waits for you."
        actions={
          jobs.length > 0 ? (
            <Link href={`${path}?state=dead`} prefetch={false} className="inline-flex min-h-6 items-center text-sm text-primary-text underline underline-offset-4">
              All given up
            </Link>
          ) : null
        }
      />
      {jobs.length === 0 ? (
        <CardBody className="flex items-center gap-2 text-sm text-muted-foreground">
          <Glyph name="success" className="text-success-text" />
          Nothing has failed.
        </CardBody>
      ) : (
        <ul className="mt-3 divide-y border-t">
          {jobs.map((job) => (
            <li key={job.id} className="flex flex-col gap-1 px-4 py-2.5 sm:px-5">
              <div className="flex items-center justify-between gap-3">
                <Link href={`${path}/${job.id}`} prefetch={false} className="inline-flex min-h-6 min-w-0 items-center rounded-sm text-sm font-medium hover:underline">
                  <span className="truncate">{wordsOfJob(job.kind)}</span>
                </Link>
                <JobStatus state={job.state} />
              </div>
              {job.lastError ? <p className="line-clamp-2 text-xs break-words text-muted-foreground">{job.lastError}</p> : null}
              <p className="text-xs text-muted-foreground">
                {job.attempts === 1 ? "1 attempt" : `${job.attempts} attempts`}, since <LocalTime iso={job.createdAt.toISOString()} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

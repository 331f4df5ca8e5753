import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { orNotFound } from "@/app/or-not-found";
import { retryOne } from "@/app/publisher/[publisherKey]/jobs/actions";
import { JobSheet } from "@/components/jobs/job-sheet";
import { JobStatus } from "@/components/jobs/job-status";
import { wordsOfJob } from "@/components/jobs/job-words";
import { PageHeader } from "@/components/page/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { findJobSubjects } from "@/lib/activations/queries";
import { requireMember } from "@/lib/auth/gate";
import { may } from "@/lib/auth/permissions";
import { getJob } from "@/lib/jobs/queries";

export const metadata: Metadata = { title: "Job" };

const jobNumber = z.coerce.number().int().min(1).max(2 ** 31 - 1);

export default async function JobPage({ params }: { params: Promise<{ publisherKey: string; jobId: string }> }) {
  const { publisherKey, jobId } = await params;
  const id = jobNumber.safeParse(jobId).data ?? notFound();
  const { scope } = await orNotFound(requireMember(publisherKey, "jobs.read"));
  const job = await orNotFound(getJob(scope, id));
  const subject = (await findJobSubjects(scope, [job])).get(id);
  const retriable = (job.state === "dead" || job.state === "failed") && may(scope.role, "jobs.retry");
  return (
    <>
      <PageHeader
        breadcrumbs={[{ href: `/publisher/${publisherKey}/jobs`, label: "Jobs" }]}
        title={wordsOfJob(job.kind)}
        status={<JobStatus state={job.state} />}
        actions={
          retriable ? (
            <form action={retryOne.bind(null, publisherKey, id)}>
              <SubmitButton variant="outline" pendingText="Retrying…">
                Retry now
              </SubmitButton>
            </form>
          ) : null
        }
      />
      <JobSheet job={job} about={subject ? { name: subject.name, href: `/publisher/${publisherKey}/subscriptions/${subject.subscriptionId}` } : null} />
    </>
  );
}

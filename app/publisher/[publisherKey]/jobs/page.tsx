import type { Metadata } from "next";
import { orFirstPage } from "@/app/or-first-page";
import { orNotFound } from "@/app/or-not-found";
import { retryAll } from "@/app/publisher/[publisherKey]/jobs/actions";
import { JOB_STATE_LOOK } from "@/components/jobs/job-status";
import { JobTable } from "@/components/jobs/job-table";
import { wordsOfJob } from "@/components/jobs/job-words";
import { PageHeader } from "@/components/page/page-header";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Glyph } from "@/components/ui/glyph";
import { LinkTabs } from "@/components/ui/link-tabs";
import { findJobSubjects, type JobSubject } from "@/lib/activations/queries";
import { requireMember } from "@/lib/auth/gate";
import { may } from "@/lib/auth/permissions";
import { countJobs, isJobState, listJobs } from "@/lib/jobs/queries";
import type { JobState } from "@/lib/jobs/schema";

export const metadata: Metadata = { title: "Jobs" };

/** What needs somebody comes first. */
const VIEWS: readonly JobState[] = ["dead", "failed", "running", "waiting", "done"];

interface JobsPageProps {
  params: Promise<{ publisherKey: string }>;
  searchParams: Promise<{ state?: string | string[]; cursor?: string | string[] }>;
}

export default async function JobsPage({ params, searchParams }: JobsPageProps) {
  const { publisherKey } = await params;
  const { scope } = await orNotFound(requireMember(publisherKey, "jobs.read"));
  const path = `/publisher/${publisherKey}/jobs`;
  const given = await searchParams;
  const state = typeof given.state === "string" && isJobState(given.state) ? given.state : null;
  const view = (which: JobState | null, cursor?: string | null): string => {
    const search = new URLSearchParams({ ...(which ? { state: which } : {}), ...(cursor ? { cursor } : {}) });
    return search.size > 0 ? `${path}?${search}` : path;
  };
  const listed = listJobs(scope, { ...(state ? { states: [state] } : {}), ...(typeof given.cursor === "string" ? { cursor: given.cursor } : {}) });
  const [counts, page] = await Promise.all([countJobs(scope), orFirstPage(listed, view(state))]);
  const subjects = await findJobSubjects(scope, page.items);
  return (
    <>
      <PageHeader
        title="Jobs"
        description="What the portal does in the background. Failed jobs are tried again by themselves; those that were given up wait for you."
        actions={
          counts.dead > 0 && may(scope.role, "jobs.retry") ? (
            <ConfirmDialog
              trigger={<Button variant="outline">Retry all given up</Button>}
              title={counts.dead === 1 ? "Retry the job that was given up?" : `Retry ${counts.dead} jobs that were given up?`}
              description="Each is tried again at once, and with all its attempts before it. What it did before is not done twice."
              confirmLabel="Retry all"
              pendingText="Retrying…"
              destructive={false}
              action={retryAll.bind(null, publisherKey)}
            />
          ) : null
        }
      />
      <div className="flex flex-col gap-4">
        <LinkTabs
          label="Jobs by status"
          tabs={[
            { href: view(null), label: "All", current: state === null },
            ...VIEWS.map((each) => ({ href: view(each), label: JOB_STATE_LOOK[each].word, count: counts[each], current: state === each })),
          ]}
        />
        <JobTable
          caption="Jobs"
          rows={page.items.map((job) => ({
            id: String(job.id),
            href: `${path}/${job.id}`,
            words: wordsOfJob(job.kind),
            about: linkTo(publisherKey, subjects.get(job.id)),
            state: job.state,
            attempts: job.attempts,
            error: job.lastError ?? "–",
            createdAt: job.createdAt.toISOString(),
            nextAt: job.nextAt?.toISOString() ?? null,
          }))}
          {...(page.nextCursor ? { nextHref: view(state, page.nextCursor) } : {})}
          {...(page.previousCursor ? { previousHref: view(state, page.previousCursor) } : {})}
          empty={
            <EmptyState icon={<Glyph name={state === "dead" || state === "failed" ? "success" : "info"} />} title={state ? `No job here: ${JOB_STATE_LOOK[state].word.toLowerCase()}` : "No jobs yet"}>
              {state ? "Choose another status above to see the others." : "The first one comes with the first order that a customer confirms."}
            </EmptyState>
          }
        />
      </div>
    </>
  );
}

function linkTo(publisherKey: string, subject: JobSubject | undefined): { name: string; href: string } | null {
  return subject ? { name: subject.name, href: `/publisher/${publisherKey}/subscriptions/${subject.subscriptionId}` } : null;
}

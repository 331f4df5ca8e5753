import Link from "next/link";
import type { ReactNode } from "react";
import { AttemptStatus, JobStatus } from "@/components/jobs/job-status";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { LocalTime } from "@/components/ui/local-time";
import { MonoId } from "@/components/ui/mono-id";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow, TableRowHeading } from "@/components/ui/table";
import type { JobFacts } from "@/lib/jobs/queries";

/** All there is to know of one job: where it stands, and every attempt at it. */
export function JobSheet({ job, about }: { job: JobFacts; about: { name: string; href: string } | null }): ReactNode {
  return (
    <div className="flex flex-col gap-4">
      <Card>
        <CardHeader title="Job" />
        <CardBody>
          <DescriptionList>
            <Description term="Status">
              <JobStatus state={job.state} />
            </Description>
            {about ? (
              <Description term="Subscription">
                <Link href={about.href} prefetch={false} className="underline underline-offset-4">
                  {about.name}
                </Link>
              </Description>
            ) : null}
            {job.lastError ? <Description term="Last error">{job.lastError}</Description> : null}
            <Description term="Since">
              <LocalTime iso={job.createdAt.toISOString()} precision="second" />
            </Description>
            {job.nextAt ? (
              <Description term={job.state === "running" ? "Its worker answers for it until" : "Next attempt"}>
                <LocalTime iso={job.nextAt.toISOString()} precision="second" />
              </Description>
            ) : null}
            {job.finishedAt ? (
              <Description term="Ended">
                <LocalTime iso={job.finishedAt.toISOString()} precision="second" />
              </Description>
            ) : null}
            <Description term="Kind">
              <code className="font-mono text-xs">{job.kind}</code>
            </Description>
            <Description term="Input">
              <code className="font-mono text-xs break-all">{job.input}</code>
            </Description>
            <Description term="Request id">
              <MonoId value={job.correlationId} />
            </Description>
          </DescriptionList>
        </CardBody>
      </Card>
      <Card>
        <CardHeader title="Attempts" />
        {job.made.length === 0 ? (
          <CardBody>
            <p className="text-sm text-muted-foreground">No worker has taken it yet.</p>
          </CardBody>
        ) : (
          <Table caption="Attempts, newest first" captionHidden>
            <TableHead>
              <TableRow>
                <TableHeading>Number</TableHeading>
                <TableHeading>Outcome</TableHeading>
                <TableHeading>Began</TableHeading>
                <TableHeading className="text-right">Took</TableHeading>
                <TableHeading>Worker</TableHeading>
                <TableHeading>Error</TableHeading>
              </TableRow>
            </TableHead>
            <TableBody>
              {job.made.map((attempt) => (
                <TableRow key={attempt.number}>
                  <TableRowHeading>{attempt.number}</TableRowHeading>
                  <TableCell>
                    <AttemptStatus outcome={attempt.outcome} />
                  </TableCell>
                  <TableCell className="whitespace-nowrap">
                    <LocalTime iso={attempt.startedAt.toISOString()} precision="second" />
                  </TableCell>
                  <TableCell className="text-right whitespace-nowrap tabular-nums">{took(attempt)}</TableCell>
                  <TableCell className="font-mono text-xs whitespace-nowrap">{attempt.worker}</TableCell>
                  <TableCell className="min-w-48">{attempt.error ?? "–"}</TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
      </Card>
    </div>
  );
}

function took({ startedAt, finishedAt }: { startedAt: Date; finishedAt: Date | null }): string {
  return finishedAt === null ? "–" : `${((finishedAt.getTime() - startedAt.getTime()) / 1000).toFixed(1)} s`;
}

import Link from "next/link";
import type { ReactNode } from "react";
import { callLook, stepLook } from "@/components/inbox/inbox-words";
import { JobStatus } from "@/components/jobs/job-status";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { Glyph } from "@/components/ui/glyph";
import { LocalTime } from "@/components/ui/local-time";
import type { InboxCall, InboxJob, InboxStepLine } from "@/lib/inbox/queries";

const MARKS = { plain: "bg-card text-muted-foreground", good: "border-transparent bg-success-soft text-success-text", bad: "border-transparent bg-destructive-soft text-destructive-text" };

/** What was done about a call, step by step, and the jobs that did it. */
export function ProcessingCard({ call: { receivedAt, steps, jobs }, jobsPath }: { call: InboxCall; jobsPath: string }): ReactNode {
  return (
    <Card>
      <CardHeader title="Processing" />
      <CardBody className="flex flex-col gap-4">
        <ol aria-label="Steps" className="flex flex-col">
          <Mark glyph="inbox" tone="plain" words="Received" at={receivedAt} detail={null} />
          {steps.map((step) => (
            <StepMark key={step.number} step={step} />
          ))}
        </ol>
        {jobs.length > 0 ? (
          <div className="border-t pt-3">
            <h3 className="mb-1 text-xs font-medium text-muted-foreground">Background jobs</h3>
            <ul className="flex flex-col divide-y text-sm">
              {jobs.map((job) => (
                <JobLine key={job.id} job={job} name={job.replay === null ? "First processing" : `Replay ${job.replay}`} href={`${jobsPath}/${job.id}`} />
              ))}
            </ul>
          </div>
        ) : null}
      </CardBody>
    </Card>
  );
}

function StepMark({ step: { step, at, detail } }: { step: InboxStepLine }): ReactNode {
  const { words, tone, glyph } = stepLook(step);
  return <Mark glyph={glyph} tone={tone} words={words} at={at} detail={step === "finished" && detail !== null ? callLook("processed", detail).word : detail} />;
}

interface MarkProps extends Pick<ReturnType<typeof stepLook>, "glyph" | "tone" | "words"> {
  at: Date;
  detail: string | null;
}

function Mark({ glyph, tone, words, at, detail }: MarkProps): ReactNode {
  return (
    <li className="relative flex gap-3 pb-4 last:pb-0 not-last:before:absolute not-last:before:top-6 not-last:before:bottom-0 not-last:before:left-3 not-last:before:border-l">
      <span className={cn("relative z-10 grid size-6 shrink-0 place-items-center rounded-full border", MARKS[tone])}>
        <Glyph name={glyph} className="size-3.5" />
      </span>
      <div className="flex min-w-0 flex-1 flex-col pt-0.5 text-sm">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <p className="font-medium">{words}</p>
          <span className="text-xs text-muted-foreground"><LocalTime iso={at.toISOString()} precision="second" /></span>
        </div>
        {detail ? <p className="break-words text-muted-foreground">{detail}</p> : null}
      </div>
    </li>
  );
}

function JobLine({ job, name, href }: { job: InboxJob; name: string; href: string }): ReactNode {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 py-1.5">
      <span>
        <Link href={href} prefetch={false} className="inline-flex min-h-6 items-center underline underline-offset-4">{name}</Link>
        <span className="text-muted-foreground">{`, ${job.attempts === 1 ? "1 attempt" : `${job.attempts} attempts`}`}</span>
        {job.nextAt && job.state !== "running" ? <span className="text-muted-foreground">, next <LocalTime iso={job.nextAt.toISOString()} precision="second" /></span> : null}
      </span>
      <JobStatus state={job.state} />
    </li>
  );
}
